"""Documents that people hand in: what is taken, how it is looked through, how long it stays. Use cases: `services`."""
