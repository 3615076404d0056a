"""A static site of a check: pages that need no server, no library and no network."""
