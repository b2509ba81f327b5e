"""What a lesson is made of, moved by its values."""
