"""Makers of rows for tests: plain functions, each with sensible defaults that the test may override."""
