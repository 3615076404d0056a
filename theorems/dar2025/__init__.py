"""Dar: Mixture of Many Zero-Compute Experts: A High-Rate Quantization Theory Perspective. arXiv 2510.03151."""
