"""Zoubeirou a Mayaki: Generalization and Scaling Laws for Mixture-of-Experts Transformers. arXiv 2604.09175."""
