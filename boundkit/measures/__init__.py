"""Numbers measured on objects."""
