"""ReLU networks with many regions: layers that fold, and a last layer whose hyperplanes lie in general position."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.networks.affine import Affine, block_diagonal
from boundkit.networks.relu import ReLUNetwork
from boundkit.regions.arrangement import vertices

Layer = tuple[Affine, Affine]  # into the units, and out of them


def zigzag_network(widths: Sequence[int]) -> ReLUNetwork:
    """A network of one input with prod (n_l + 1) activation regions on [0, 1], the most that is possible.

    Every hidden layer but the last maps [0, 1] onto itself n_l + 1 times, up and down in turn; the last cuts it at
    i / (n_J + 1). Raises ShapeError for a layer but the last with fewer than three units, which cannot do that.

    >>> zigzag_network((3, 2))(["1/4"]), zigzag_network((3, 2)).widths
    ([7/12], (3, 2))
    """
    _require_widths(widths)
    if any(width < 3 for width in widths[:-1]):
        raise ShapeError(f"widths {', '.join(map(str, widths))}: each layer but the last needs three units or more")
    return _assembled([*map(_zigzag, widths[:-1]), _comb(widths[-1], top=1)])


def _zigzag(units: int) -> Layer:
    """Slopes 2, -1, 1, -1, .. on lengths 1/2, 1, 1, 1, ..; only the third unit looks to the left."""
    length = fmpq(2 * units + 1, 2)
    sides = [-1 if unit == 2 else 1 for unit in range(units)]
    places = [fmpq(2 * unit + 1, 2) for unit in range(units)]
    bends = [-3, *((-1) ** (unit + 1) * 2 for unit in range(1, units))]
    into = Affine([[side * length] for side in sides], [-side * t for side, t in zip(sides, places, strict=True)])
    return into, Affine([bends], [5])


def narrow_network(first: int, second: int) -> ReLUNetwork:
    """Two hidden layers on one input, ``first`` <= 2 units in the first: 1 + first (second + 1) activation regions.

    The first layer maps the line onto [0, oo) once (one unit) or twice (two units), the second cuts at 1, 2, ..

    >>> narrow_network(2, 2)([-1])
    [0]
    """
    if first not in (1, 2):
        raise ShapeError(f"{first} units in the first layer; this network has one or two there")
    into = Affine([[1]], [0]) if first == 1 else Affine([[-1], [1]], [0, -1])
    _require_widths((second,))
    return _assembled([(into, Affine([[1] * first], [0])), _comb(second, top=second + 1)])


def _comb(units: int, top: int) -> Layer:
    """Units that cut [0, top] into equal parts."""
    into = Affine([[1]] * units, [fmpq(-top * unit, units + 1) for unit in range(1, units + 1)])
    return into, Affine([[(-1) ** unit * 2 for unit in range(units)]], [0])


def folding_network(inputs: int, widths: Sequence[int]) -> ReLUNetwork:
    """A network with prod floor(n_l / D)^D * (C(n_J, 0) + .. + C(n_J, D)) activation regions on [0, 1]^D, l < J.

    Every hidden layer but the last folds each coordinate floor(n_l / D) times onto [0, 1] (units that are left over
    are dead); the last cuts the cube by hyperplanes in general position that all meet each other inside it, and if it
    has more than D units, some unit is on everywhere. (G. Montufar, R. Pascanu, K. Cho and Y. Bengio, On the number of
    linear regions of deep neural networks, 2014.) Raises ShapeError for a layer with fewer than D units.

    >>> folding_network(2, (4, 3)).widths
    (4, 3)
    """
    _require_widths((inputs, *widths))
    if min(widths) < inputs:
        raise ShapeError(
            f"widths {', '.join(map(str, widths))}: each layer needs as many units as inputs, here {inputs}"
        )
    last = _in_general_position(inputs, widths[-1], shift=fmpq(1, 2 * prod(widths) + 1))
    return _assembled([*(_folds(inputs, width) for width in widths[:-1]), last])


def _folds(inputs: int, units: int) -> Layer:
    """Each coordinate t -> the distance of p t from the nearest even number, by p = floor(units / inputs) units."""
    folds, idle = divmod(units, inputs)
    one = Affine([[folds]] * folds, [-fold for fold in range(folds)])
    back = Affine([[1, *((-1) ** fold * 2 for fold in range(1, folds))]], [0])
    into, out = block_diagonal(*[one] * inputs), block_diagonal(*[back] * inputs)
    if idle:
        into = Affine([*into.weight.tolist(), *[[0] * inputs] * idle], [*into.bias.entries(), *[0] * idle])
        out = Affine([row + [0] * idle for row in out.weight.tolist()], out.bias)
    return into, out


def _in_general_position(inputs: int, units: int, shift: fmpq) -> Layer:
    """The hyperplanes 1 + s y_1 + .. + s^D y_D = 0, s = t + shift for t = 1, .., n, brought into the cube.

    A weighted sum of the first D + 1 forms with signs +, -, +, .. is 1 (Lagrange's interpolation of 1 at s = 0), so
    they are never all negative. The shift keeps the slopes s from being small fractions.
    """
    nodes = [t + shift for t in range(1, units + 1)]
    forms = [[(-1) ** t * entry for entry in (*(s**power for power in range(1, inputs + 1)), fmpq(1))]
             for t, s in enumerate(nodes)]  # fmt: skip
    size = 1 + max(abs(entry) for point in vertices(forms, inputs) for entry in point)
    into = Affine([form[:-1] for form in forms], [form[-1] for form in forms])
    spread = Affine([[2 * size * (i == j) for j in range(inputs)] for i in range(inputs)], [-size] * inputs)
    return into.after(spread), Affine([[1 / (1 + s * s) for s in nodes]], [0])


def _assembled(layers: Sequence[Layer]) -> ReLUNetwork:
    hidden = [layers[0][0], *(then[0].after(first[1]) for first, then in pairwise(layers))]
    return ReLUNetwork((*hidden, layers[-1][1]))


def _require_widths(widths: Sequence[int]) -> None:
    if not widths or min(widths) < 1:
        raise ShapeError(f"widths {', '.join(map(str, widths)) or 'none'}: every layer needs at least one unit")
