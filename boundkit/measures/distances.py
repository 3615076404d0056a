"""Sup distances between programs, exactly, and distances between the parameters of networks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.parametrised import deepened, difference
from boundkit.errors import NotEvaluableError, ShapeError
from boundkit.networks.affine import Affine, identity
from boundkit.networks.mixture import Mixture
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions import regions

Program = ReLUNetwork | Mixture


def uniform_distance(first: Program, second: Program, box: tuple[Any, Any] = (0, 1)) -> fmpq:
    """The supremum of |first - second| (the largest coordinate) over the box, exactly.

    It is taken over the open pieces, on which both are affine; for mixtures that jump, the values at the jumps
    themselves are left out. Mixtures need one input. Raises ShapeError when the two do not fit.

    >>> from boundkit.constructions.parametrised import threshold
    >>> uniform_distance(threshold("1/3"), threshold("1/2"))
    1
    """
    return uniform_distances([first, second], box)[0][1]


def sup_norm(program: Program, box: tuple[Any, Any] = (0, 1)) -> fmpq:
    """The supremum of the largest |coordinate| of the output over the open pieces in the box, exactly.

    >>> sup_norm(ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]]))
    1/2
    """
    return max(abs(v) for region in regions(program, box) for v in region.polytope.values(region.affine).entries())


def uniform_distances(programs: Sequence[Program], box: tuple[Any, Any] = (0, 1)) -> list[list[fmpq]]:
    """The symmetric matrix of uniform_distance between all the programs.

    For one input the values at both sides of all breakpoints are laid side by side; for more inputs the regions of
    every difference network are enumerated.
    """
    if len({(f.inputs, f.outputs) for f in programs}) > 1:
        raise ShapeError(f"the functions differ in shape: {sorted({(f.inputs, f.outputs) for f in programs})}")
    size = len(programs)
    matrix = [[fmpq(0)] * size for _ in range(size)]
    of_pair = _from_values(programs, box) if programs and programs[0].inputs == 1 else _from_regions(programs, box)
    for i in range(size):
        for j in range(i):
            matrix[i][j] = matrix[j][i] = of_pair(i, j)
    return matrix


def _from_regions(programs: Sequence[Program], box: tuple[Any, Any]) -> Callable[[int, int], fmpq]:
    networks = [program for program in programs if isinstance(program, ReLUNetwork)]
    if len(networks) < len(programs):
        raise NotEvaluableError("sup distances of mixtures with more than one input are not available; use one input")
    depth = max((len(network.layers) for network in networks), default=0)
    alike = [deepened(network, depth) for network in networks]
    return lambda i, j: sup_norm(difference(alike[i], alike[j]), box)


def _from_values(programs: Sequence[Program], box: tuple[Any, Any]) -> Callable[[int, int], fmpq]:
    columns = side_values(programs, box)
    distinct = columns[:, [j for j in range(columns.shape[1]) if any(columns[:, j] != columns[0, j])]]
    if not distinct.shape[1]:
        return lambda i, j: fmpq(0)
    return lambda i, j: np.abs(distinct[i] - distinct[j]).max()


def side_values(programs: Sequence[Program], box: tuple[Any, Any] = (0, 1)) -> np.ndarray[Any, Any]:
    """Exact values of functions of one input at both sides of all their breakpoints, a row per function.

    All are affine in between, so every supremum of |a_1 f_1 + .. + a_n f_n| over the open pieces is reached there.

    >>> from boundkit.constructions.parametrised import threshold
    >>> side_values([threshold("1/3"), ReLUNetwork((identity(1),))]).tolist()
    [[0, 0, 1, 1], [0, 1/3, 1/3, 1]]
    """
    lines = [_pieces(program, box) for program in programs]
    breakpoints = sorted({low for starts, _ in lines for low in starts})
    ends = [*breakpoints[1:], _upper_end(box)]
    rows = []
    for starts, maps in lines:
        row: list[fmpq] = []
        for low, high in zip(breakpoints, ends, strict=True):
            piece = maps[bisect_right(starts, low) - 1]
            row += piece([low]) + piece([high])
        rows.append(row)
    return np.array(rows, dtype=object)


def _pieces(program: Program, box: tuple[Any, Any]) -> tuple[list[fmpq], list[Affine]]:
    """Left ends and affine maps of the pieces of a function of one input, from left to right."""
    found = {region.polytope.range(identity(1))[0]: region.affine for region in regions(program, box)}
    starts = sorted(found)
    return starts, [found[low] for low in starts]


def _upper_end(box: tuple[Any, Any]) -> fmpq:
    upper = box[1]
    return rational(upper[0] if isinstance(upper, Sequence) and not isinstance(upper, str) else upper)


def parameter_distance(first: ReLUNetwork, second: ReLUNetwork) -> fmpq:
    """The largest difference of two corresponding parameters. Raises ShapeError for different widths."""
    shapes = [[(layer.inputs, layer.outputs) for layer in f.layers] for f in (first, second)]
    if shapes[0] != shapes[1]:
        raise ShapeError(f"the networks have different layers: {shapes[0]} and {shapes[1]}")
    pairs = zip(first.layers, second.layers, strict=True)
    return max(abs(a - b) for one, two in pairs for a, b in zip(one.entries, two.entries, strict=True))
