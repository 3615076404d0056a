"""Objects with exact weights."""

from boundkit.networks.affine import Affine
from boundkit.networks.decision import decision
from boundkit.networks.formats import (
    from_arrays,
    from_onnx,
    from_scikit,
    from_state_dict,
    load,
    save,
    to_arrays,
    to_onnx,
)
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
    "decision",
    "from_arrays",
    "from_onnx",
    "from_scikit",
    "from_state_dict",
    "load",
    "nearest_prototype",
    "prelu_network",
    "residual",
    "save",
    "stack",
    "to_arrays",
    "to_onnx",
]
