"""Floor 3: objects with exact weights."""

from boundkit.networks.affine import Affine
from boundkit.networks.gate import Fork, LinearGate, TreeGate, nearest_prototype
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Program, Rectifier, chain, residual
from boundkit.networks.relu import ReLUNetwork, prelu_network

__all__ = [
    "Affine",
    "Fork",
    "LinearGate",
    "Mixture",
    "MixtureLayer",
    "PiecewiseAffine",
    "Program",
    "ReLUNetwork",
    "Rectifier",
    "TreeGate",
    "chain",
    "nearest_prototype",
    "prelu_network",
    "residual",
    "stack",
]
