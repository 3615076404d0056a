"""The results that are installed."""
