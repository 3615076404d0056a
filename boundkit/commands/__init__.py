"""One use case a command, which returns what it found, frozen; the export renders it, the command line joins both."""
