"""Floor 12: one use case a command; what it found goes to the export."""
