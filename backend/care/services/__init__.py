"""What is done after two people are matched: one module for each subject."""
