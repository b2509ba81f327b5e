"""Many runs: cells addressed by content, a store that survives, executors that can be changed."""
