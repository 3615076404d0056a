"""Floor 3: objects with exact weights."""

from boundkit.networks.gate import LinearGate, nearest_prototype
from boundkit.networks.mixture import Mixture, MixtureLayer, stack
from boundkit.networks.relu import Affine, ReLUNetwork

__all__ = ["Affine", "LinearGate", "Mixture", "MixtureLayer", "ReLUNetwork", "nearest_prototype", "stack"]
