"""Floor 4: numbers measured on objects."""
