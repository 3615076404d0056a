"""Networks and mixtures whose pictures are drawn in the tests."""

from itertools import pairwise

import numpy as np

from boundkit.constructions.digits import product
from boundkit.export.panel import Panel
from boundkit.networks import ReLUNetwork, nearest_prototype, stack
from boundkit.regions import halfspaces, regions
from boundkit.regions.section import restrict


def network(*shape, seed=0):
    draw = np.random.default_rng(seed)
    weights = [draw.normal(size=(outputs, inputs)) for inputs, outputs in pairwise(shape)]
    return ReLUNetwork.of(weights, [draw.normal(size=outputs) / 2 for outputs in shape[1:]])


def voronoi():
    prototypes = [["-1/2", "-1/3"], ["1/2", "1/4"], [0, "3/4"], ["3/4", "-2/3"]]
    return stack((nearest_prototype(prototypes), [network(2, 4, 1, seed=seed) for seed in range(4)]))


def panel(program, box=(-1, 1), fixed=None):
    part, cell = restrict(program, box, fixed or {})
    return Panel(part, cell, fixed or {}, list(regions(part, cell)))


PROGRAMS = {
    "network": (network(2, 6, 5, 1), (-1, 1)),
    "mixture": (voronoi(), (-1, 1)),
    "grid": (product(4, 2), (0, 1)),
    "triangle": (network(2, 6, 1), halfspaces([[-1, 0], [0, -1], [1, 1]], [0, 0, 1])),
}
