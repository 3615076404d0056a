"""Floor 5: the results that are installed."""
