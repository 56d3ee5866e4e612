"""Use cases of matching: each one transaction, with its rules in plain sight."""
