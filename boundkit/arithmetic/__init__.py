"""Floor 1: numbers that can be trusted."""
