"""Which output of a network is largest, as a network: the decision of a classifier."""

from __future__ import annotations

from flint import fmpq

from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Program
from boundkit.networks.relu import ReLUNetwork


def decision(program: PiecewiseAffine) -> Program:
    """x -> the index of the largest output, the lowest of several; for one output z, 1 where z > 0 and 0 elsewhere.

    A last mixture layer chooses between constant experts, one a class. Of this program the distinct affine maps are the
    classes that occur, the connected pieces are the connected sets of one class, and the measures of its last layer's
    experts are the shares of the classes; exact like the program.

    >>> two = ReLUNetwork.affine([[1], [-1]], [0, 1])
    >>> decision(two)([0]), decision(two)([1])
    ([1], [0])
    """
    outputs = program.outputs
    if outputs == 1:
        weight, classes = [[0], [1]], 2
    else:
        weight, classes = [[int(i == j) for j in range(outputs)] for i in range(outputs)], outputs
    nothing = [[0] * outputs]
    experts = tuple(ReLUNetwork((Affine(nothing, [fmpq(number)]),)) for number in range(classes))
    return Program((*program.steps, MixtureLayer(LinearGate(weight, [0] * classes), experts)))
