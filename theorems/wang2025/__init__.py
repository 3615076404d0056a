"""Wang, E: On the Expressive Power of Mixture-of-Experts for Structured Complex Tasks. NeurIPS 2025."""
