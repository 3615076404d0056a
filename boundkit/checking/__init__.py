"""Campaigns over a catalogue: running all evidence, falsifying claims, mutating them."""
