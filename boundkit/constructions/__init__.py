"""Floor 5: the explicit objects of proofs."""
