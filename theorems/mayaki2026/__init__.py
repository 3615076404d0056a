"""Covering numbers, generalization and scaling laws of mixture-of-experts Transformers (arXiv 2604.09175)."""
