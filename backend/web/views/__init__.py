"""Pages: each parses, calls one use case or selector, and shows."""
