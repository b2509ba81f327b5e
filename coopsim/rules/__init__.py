"""The arithmetic of the model: pure functions, each rule file with its own terms."""
