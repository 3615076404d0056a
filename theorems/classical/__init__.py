"""Lemmas that the other results stand on."""
