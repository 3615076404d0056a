"""Proofs that a kernel checks: facts that only its rules can make, from leaves that certify or identities decide."""
