"""The explicit objects of proofs."""
