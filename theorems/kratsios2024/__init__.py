"""Kratsios, Saez de Ocariz Borde, Furuya, Law: Approximation Rates and VC-Dimension Bounds for (P)ReLU MLP Mixture of
Experts. TMLR 2025, arXiv 2402.03460."""
