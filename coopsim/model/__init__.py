"""The model: a village, the verbs of its month, and Mesa's view of it."""
