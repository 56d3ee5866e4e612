"""Use cases of the journey."""
