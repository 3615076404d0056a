"""Floor 2: what follows from an expression alone."""
