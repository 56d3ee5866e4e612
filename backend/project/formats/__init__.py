"""How dates are written, for the languages where Django's own way is not ours: the day first, 24 hours."""
