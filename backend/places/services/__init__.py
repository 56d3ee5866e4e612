"""Use cases of places."""
