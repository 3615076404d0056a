"""Classes of mixtures of one input whose covering numbers are known, and classes that no finite number covers.

``half`` bounds the parameters, ``delta`` is the radius of the cover, as in FunctionClass.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.constructions.digits import equal_parts_gate
from boundkit.constructions.parametrised import everywhere, flat, threshold
from boundkit.constructions.splines import spline
from boundkit.measures.covering import box_covering
from boundkit.measures.one_layer_classes import one_layer
from boundkit.measures.parametric import FunctionClass
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack

_MOST_LISTED = 64

# the pattern does not depend on the input ------------------------------------------------------------------------


@cache
def one_constant(E: int, half: Any, delta: Any) -> FunctionClass:
    """One of E constant experts serves every input.

    >>> one_constant(3, 1, "1/4").covering
    Enclosure(lower=4, upper=4, rigorous=True)
    """

    def realise(chosen: int, values: Sequence[Any]) -> Mixture:
        return everywhere([flat(values[0] if i == chosen else 0) for i in range(E)], chosen)

    return FunctionClass(realise, tuple(range(E)), 1, half, delta)


@cache
def one_affine(
    E: int, half: Any, delta: Any, *, by_slope: bool = False, box: tuple[Any, Any] = (0, 1)
) -> FunctionClass:
    """One of E affine experts serves every input, given by its values at 0 and 1 or by slope and intercept."""

    def realise(chosen: int, values: Sequence[Any]) -> Mixture:
        a, b = values if by_slope else (values[1] - values[0], values[0])
        return everywhere([Affine([[a]], [b]) if i == chosen else flat(0) for i in range(E)], chosen)

    return FunctionClass(realise, tuple(range(E)), 2, half, delta, box)


@cache
def few_bumps(E: int, k: int, half: Any, delta: Any) -> FunctionClass:
    """Sums of k of E fixed bumps with disjoint supports: the vectors with at most k of E entries that are not zero."""
    sets = tuple(combinations(range(E), k))

    def realise(chosen: tuple[int, ...], values: Sequence[Any]) -> Mixture:
        heights = dict(zip(chosen, values, strict=True))
        network = spline([0, *(height for i in range(E) for height in (heights.get(i, 0), 0))])
        return everywhere([network if chosen == other else flat(0) for other in sets], sets.index(chosen))

    return FunctionClass(realise, sets, k, half, delta)


@cache
def one_relu_expert(E: int, W: int, half: Any, delta: Any, draws: int) -> FunctionClass:
    """One of E ReLU experts of W units serves every input of [0, 1], given by its 3 W + 1 parameters.

    Its samples are members far apart, if at most 64, and ``draws`` drawn ones. Its net is that of OneLayerClass at half
    the radius: balls of twice the radius around members do where balls around other functions do.
    """
    whole = one_layer(W, half, delta)

    def realise(chosen: int, values: Sequence[Any]) -> Mixture:
        numbers = [rational(value) for value in values]
        units = list(zip(numbers[1::3], numbers[2::3], numbers[3::3], strict=True))
        network = whole.network(units, numbers[0])
        return everywhere([network if i == chosen else flat(0) for i in range(E)], chosen)

    members = [*(whole.spread() if whole.spread_size <= _MOST_LISTED else ()), *whole.members(draws, 0)]
    listed = tuple((0, (c, *(value for unit in units for value in unit))) for units, c in members)

    def net(radius: fmpq) -> int:
        return one_layer(W, half, radius / 2).balls_of_grid

    return FunctionClass(realise, tuple(range(E)), 3 * W + 1, half, delta, listed=listed, net=net)


# a partition chooses the expert ----------------------------------------------------------------------------------


@cache
def constants_on_cells(E: int, half: Any, delta: Any, *, ends_alone: bool = False) -> FunctionClass:
    """A constant on each of E equal cells of [0, 1]; with ``ends_alone`` only the two where all are half, or -half."""

    def realise(_: Any, values: Sequence[Any]) -> Mixture:
        return stack((equal_parts_gate(E), [flat(value) for value in values]))

    ends = tuple((0, (sign * rational(half),) * E) for sign in (-1, 1)) if ends_alone else ()
    return FunctionClass(realise, (0,), E, half, delta, listed=ends, finite=ends_alone)


@cache
def constants_with_an_idle_one(E: int, half: Any, delta: Any) -> FunctionClass:
    """A constant on each of E - 1 equal cells, and one more that never serves."""
    scores = equal_parts_gate(E - 1).scores
    gate = LinearGate([*scores.weight.tolist(), [0]], [*scores.bias.entries(), -E])

    def realise(_: Any, values: Sequence[Any]) -> Mixture:
        return stack((gate, [flat(value) for value in values]))

    return FunctionClass(realise, (0,), E, half, delta)


@cache
def affine_on_cells(E: int, half: Any, delta: Any) -> FunctionClass:
    """On each of E equal cells an affine map, by slope and intercept in the cell's own coordinate."""

    def realise(_: Any, values: Sequence[Any]) -> Mixture:
        pairs = enumerate(zip(values[::2], values[1::2], strict=True))
        return stack((equal_parts_gate(E), [Affine([[a * E]], [b - a * i]) for i, (a, b) in pairs]))

    return FunctionClass(realise, (0,), 2 * E, half, delta)


# the partition moves ---------------------------------------------------------------------------------------------


@cache
def constants_beside_thresholds(E: int, half: Any, delta: Any) -> FunctionClass:
    """E constants on the cells of more thresholds than balls of radius delta cover the constants of one partition."""
    count = box_covering([half] * E, delta) + 1

    def realise(t: fmpq, values: Sequence[Any]) -> Mixture:
        return stack((threshold(t, E).layers[0].gate, [flat(value) for value in values]))

    places = tuple(fmpq(j, count + 1) for j in range(1, count + 1))
    return FunctionClass(realise, places, E, half, delta)


@cache
def moved_threshold(half: Any, delta: Any) -> FunctionClass:
    """Two layers, x -> x + c, then two constants with fixed scores 0 and s - 1/2: one gate, thresholds at 1/2 - c."""
    gate, still = LinearGate([[0], [1]], [0, "-1/2"]), LinearGate([[0], [0]], [0, 0])

    def realise(_: Any, v: Sequence[Any]) -> Mixture:
        return stack((still, [Affine([[1]], [v[0]])] * 2), (gate, [flat(v[1]), flat(v[2])]))

    count = box_covering([half] * 3, delta) + 1
    steps = tuple((0, (fmpq(1, 2) - fmpq(j, count + 1), fmpq(0), rational(half))) for j in range(1, count + 1))
    return FunctionClass(realise, (0,), 3, half, delta, listed=steps)
