"""One use case a command; what it found goes to the export."""
