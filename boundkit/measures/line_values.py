"""Two-layer networks of one input, from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from flint import fmpq

from boundkit.constructions.kuhn import Simplex
from boundkit.networks.relu import ReLUNetwork


def is_on_a_line(network: object) -> bool:
    """Whether it is a network of one input and one hidden layer."""
    return isinstance(network, ReLUNetwork) and network.inputs == len(network.widths) == 1


def bends(network: ReLUNetwork) -> Iterator[fmpq]:
    """Where its hidden units change their signs.

    >>> from boundkit.constructions.splines import spline
    >>> list(bends(spline([1, 0, 1])))
    [0, 1/2]
    """
    hidden = network.layers[0]
    pairs = zip(hidden.weight.entries(), hidden.bias.entries(), strict=True)
    return (-bias / weight for weight, bias in pairs if weight != 0)


def line_values(network: ReLUNetwork, cells: Sequence[Simplex]) -> list[list[fmpq] | None]:
    """The first output at both ends of each interval; None for an interval inside which a hidden unit bends.

    >>> from boundkit.constructions.splines import spline
    >>> places = [(fmpq(0),), (fmpq(1, 2),), (fmpq(1),)]
    >>> line_values(spline([1, 0, 1]), [(places[1], places[2]), (places[0], places[2])])
    [[0, 1], None]
    """
    hidden, output = network.layers
    slope, offset = fmpq(0), output.bias[0, 0]
    changes: list[tuple[fmpq, fmpq, fmpq]] = []
    units = zip(hidden.weight.entries(), hidden.bias.entries(), output.weight.tolist()[0], strict=True)
    for weight, bias, out in units:
        if weight < 0 or (weight == 0 and bias > 0):  # on at the far left
            slope, offset = slope + out * weight, offset + out * bias
        if weight != 0:
            changes.append((-bias / weight, out * abs(weight), out * bias * (1 if weight > 0 else -1)))
    changes.sort(key=itemgetter(0))
    values: list[list[fmpq] | None] = [None] * len(cells)
    passed = 0
    for low, high, index in sorted((min(cell)[0], max(cell)[0], index) for index, cell in enumerate(cells)):
        while passed < len(changes) and changes[passed][0] <= low:
            _, steeper, higher = changes[passed]
            slope, offset, passed = slope + steeper, offset + higher, passed + 1
        if passed == len(changes) or changes[passed][0] >= high:
            values[index] = [slope * end + offset for (end,) in cells[index]]
    return values
