"""Deep mixtures of affine experts with many pieces: digits, tents, products, and what their ablations build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from random import Random
from typing import Any

from flint import fmpq

from boundkit.errors import UnsupportedError
from boundkit.networks.affine import Affine, block_diagonal, identity
from boundkit.networks.gate import LinearGate, Slabs
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.program import MixtureLayer, Program, Rectifier
from boundkit.networks.relu import ReLUNetwork


def equal_parts_gate(E: int, inputs: int = 1, coordinate: int = 0, length: int = 1) -> LinearGate:
    """Scores i t - length i (i + 1) / (2 E) of one coordinate t: expert i wins where i < E t/length < i + 1.

    The first and the last also win beyond the ends 0 and ``length``.

    >>> equal_parts_gate(3).slabs.thresholds, equal_parts_gate(3, length=3).slabs.thresholds
    ([1/3, 2/3], [1, 2])
    """
    return LinearGate(
        [[i if axis == coordinate else 0 for axis in range(inputs)] for i in range(E)],
        [fmpq(-length * i * (i + 1), 2 * E) for i in range(E)],
    )


def digits(E: int, L: int) -> Mixture:
    """Layer after layer, expert i maps (i/E, (i + 1)/E) onto (0, 1): the digits of x in base E.

    >>> digits(3, 2).route(["7/18"])
    (1, 0)
    """
    return stack(*[(equal_parts_gate(E), [Affine([[E]], [-i]) for i in range(E)])] * L)


def tents(E: int, L: int) -> Mixture:
    """As digits, with every odd expert reversed, x -> i + 1 - E x, which makes the map continuous."""
    return stack(*[(equal_parts_gate(E), [tent_expert(E, i) for i in range(E)])] * L)


def tent_expert(E: int, i: int) -> Affine:
    return Affine([[-E]], [i + 1]) if i % 2 else Affine([[E]], [-i])


def folded_digits(E: int, R: int, L: int) -> Mixture:
    """As tents, with experts that map (i/E, (i + 1)/E) onto (0, 1) R times: every expert has R pieces, (E R)^L in all.

    >>> folded_digits(2, 2, 1)(["1/8"]), folded_digits(2, 2, 1)(["3/8"])
    ([1/2], [1/2])
    """
    return stack(*[(equal_parts_gate(E), [_folded_expert(E, i, R) for i in range(E)])] * L)


def _folded_expert(E: int, i: int, R: int) -> Program:
    """t = E x - i passes a layer of R - 1 units that bend at t = 1/R, 2/R, .."""
    into = Affine([[E], *[[R * E]] * (R - 1)], [-i, *(-R * i - bend for bend in range(1, R))])
    out = Affine([[R, *((-1) ** bend * 2 for bend in range(1, R))]], [0])
    return Program((into, Rectifier.of([1] + [0] * (R - 1)), out))


def tents_beside(E: int, L: int, D: int) -> Mixture:
    """Tents of the first of D coordinates, beside which the others pass unchanged: a continuous map of R^D."""
    layers = []
    for _ in range(L):
        experts = [block_diagonal(tent_expert(E, i), *([identity(D - 1)] if D > 1 else [])) for i in range(E)]
        layers.append((equal_parts_gate(E, D), experts))
    return stack(*layers)


def continuous_product(E: int, L: int) -> Mixture:
    """The product whose layer l adds sum_(j <= i) (x_l - j/E), j = 1 .. i, on its part i: convex and continuous.

    >>> continuous_product(2, 1)(["1/2"]), continuous_product(2, 1)([1])
    ([0], [1/2])
    """
    return product(E, L, offset=lambda layer, expert: fmpq(-expert * (expert + 1), 2 * E))


def largest_jump(mixture: Mixture) -> fmpq:
    """How far two affine experts of a layer are apart at most where its gate changes from one to the other; exact.

    The gates cut into parallel slabs, and experts differ in their direction only. Raises UnsupportedError otherwise.

    >>> largest_jump(tents(3, 2)), largest_jump(digits(3, 2))
    (0, 1)
    """
    return max((jump for layer in mixture.layers for jump in _jumps(layer)), default=fmpq(0))


def _jumps(layer: MixtureLayer) -> Iterator[fmpq]:
    slabs = _slabs(layer)
    if slabs is None or any(len(expert.steps) > 1 for expert in layer.experts):
        raise UnsupportedError("jumps are known of affine experts behind gates that cut into parallel slabs")
    direction = slabs.coordinate.weight
    axis = next(axis for axis in range(layer.inputs) if direction[0, axis] != 0)
    for threshold, *pair in zip(slabs.thresholds, slabs.winners, slabs.winners[1:], strict=False):
        one, other = (layer.experts[winner].steps[0] for winner in pair)
        for row, offset in zip((one.weight - other.weight).tolist(), (one.bias - other.bias).entries(), strict=True):
            slope = row[axis] / direction[0, axis]
            if any(weight != slope * direction[0, place] for place, weight in enumerate(row)):
                raise UnsupportedError("the experts of a layer differ in other directions than that of its gate")
            yield abs(slope * threshold + offset)


def subsets(E: int, k: int, L: int) -> Mixture:
    """Layer l adds up the k best of E experts, scored by E - 1 coordinates of its own: C(E, k)^L routing cells.

    The input lies in R^(L (E - 1)); coordinate i of a layer's own, minus 1/2, scores its expert i, and the last expert
    scores 0. The experts are identities divided by k, so that their sum is the identity.

    >>> subsets(3, 2, 1).route(["3/4", "1/4"])
    ((0, 2),)
    """
    size = L * (E - 1)
    share = identity(size).scaled([fmpq(1, k)] * size)
    layers = []
    for layer in range(L):
        own = range(layer * (E - 1), (layer + 1) * (E - 1))
        rows = [[int(axis == coordinate) for axis in range(size)] for coordinate in own]
        layers.append((LinearGate([*rows, [0] * size], [fmpq(-1, 2)] * (E - 1) + [0], top=k), [share] * E))
    return stack(*layers)


def product(
    E: int,
    L: int,
    slope: Callable[[int, int], Any] = lambda layer, expert: expert,
    offset: Callable[[int, int], Any] = lambda layer, expert: 0,
    gate: Callable[[int, int, int], LinearGate] = equal_parts_gate,
) -> Mixture:
    """Compositional sparsity: layer l routes on x_l alone and adds slope(l, i) x_l + offset(l, i) to the output.

    The input is (x_1, .., x_L), the state (x_1, .., x_L, y) after the first layer, the last layer puts out y alone.
    """
    return stack(*[_product_layer(layer, E, L, slope, offset, gate) for layer in range(L)])


def _product_layer(layer: int, E: int, L: int, slope: Any, offset: Any, gate: Any) -> tuple[LinearGate, list[Affine]]:
    inputs = L if layer == 0 else L + 1
    kept = [[int(row == column) for column in range(inputs)] for row in range(L)] if layer < L - 1 else []
    experts = []
    for expert in range(E):
        added = [slope(layer, expert) if axis == layer else int(axis == L) for axis in range(inputs)]
        experts.append(Affine([*kept, added], [0] * len(kept) + [offset(layer, expert)]))
    return gate(E, inputs, layer), experts


def top_k_as_top_one(weight: Sequence[Sequence[int]], k: int) -> Mixture:
    """A layer that adds up its k best-scored affine experts, as a top-1 mixture over all k-sets.

    The k-set with the largest sum of scores holds the k best. Row i of ``weight`` scores expert i, whose map is
    (i + 1)^2 (x_1 + .. + x_D) + 2^i.
    """
    inputs = len(weight[0])
    sets = list(combinations(range(len(weight)), k))
    rows = [[sum(weight[i][axis] for i in chosen) for axis in range(inputs)] for chosen in sets]
    maps = [Affine([[sum((i + 1) ** 2 for i in s)] * inputs], [sum(2**i for i in s)]) for s in sets]
    return stack((LinearGate(rows, [0] * len(sets)), maps))


def random_mixture(E: int, L: int, inputs: int, seed: int) -> Mixture:
    """L layers of E affine experts on R^inputs, with integer weights and biases in tenths, drawn with a seed."""
    draw = Random(f"{E} {L} {inputs} {seed}")

    def map_of(rows: int) -> tuple[list[list[int]], list[fmpq]]:
        return ([[draw.randint(-9, 9) for _ in range(inputs)] for _ in range(rows)],
                [fmpq(draw.randint(-40, 40), 10) for _ in range(rows)])  # fmt: skip

    return stack(*[(LinearGate(*map_of(E)), [Affine(*map_of(inputs)) for _ in range(E)]) for _ in range(L)])


def kinked_experts(E: int, L: int) -> Mixture:
    """Digits whose experts have one ReLU unit each: 2 E pieces in a layer."""
    kink = [ReLUNetwork.of([[[1], [1]], [[E, 1]]], [[0, fmpq(-2 * i - 1, 2 * E)], [-i]]) for i in range(E)]
    return stack(*[(equal_parts_gate(E), kink)] * L)


def two_of_four(E: int) -> Mixture:
    """Adding the two best of four experts in three dimensions gives up to C(4, 2) = 6 cells, not 4."""
    rows = [[3, -1, -1], [-1, 3, -1], [-1, -1, 3], [0, 0, 0]][:E]
    gate = LinearGate(rows, [fmpq(-sum(row), 2) for row in rows], top=2)
    return stack((gate, [Affine([[(i + 1) ** 2] * 3], [2**i]) for i in range(E)]))


def reads_digits(mixture: Mixture) -> bool:
    """Whether expert i of every layer serves i/E < x < (i + 1)/E and maps it onto (0, 1), upwards or downwards."""
    return mixture.inputs == 1 and all(
        serves_equal_parts(layer, 0) and maps_parts_onto_unit(layer) for layer in mixture.layers
    )


def routes_on(layer: MixtureLayer, coordinate: int) -> bool:
    """Whether the scores of a layer read this coordinate alone."""
    return isinstance(layer.gate, LinearGate) and all(
        entry == 0 or axis == coordinate for row in layer.gate.scores.weight.tolist() for axis, entry in enumerate(row)
    )


def every_expert_wins(layer: MixtureLayer, coordinate: int) -> bool:
    """Whether every expert of a layer that routes on a coordinate wins on a part of 0 < x < 1 of it."""
    slabs = _slabs(layer)
    return (
        slabs is not None
        and sorted(slabs.winners) == [*range(layer.gate.experts)]
        and all(0 < cut / slabs.coordinate.weight[0, coordinate] < 1 for cut in slabs.thresholds)
    )


def has_distinct_slopes(layer: MixtureLayer, coordinate: int) -> bool:
    """Whether the last outputs of the affine experts of a layer differ in the slope of this coordinate."""
    slopes = [expert.steps[0].weight[expert.outputs - 1, coordinate] for expert in layer.experts]
    return len(set(slopes)) == len(slopes)


def serves_equal_parts(layer: MixtureLayer, coordinate: int) -> bool:
    """Expert i wins exactly on i/E < t < (i + 1)/E of this coordinate t."""
    size, slabs = layer.gate.experts, _slabs(layer)
    if slabs is None or len(slabs.winners) != size:
        return False
    pure = all((entry != 0) == (axis == coordinate) for axis, entry in enumerate(slabs.coordinate.weight.entries()))
    scale = slabs.coordinate.weight[0, coordinate]
    cuts = [threshold / scale for threshold in slabs.thresholds]
    return pure and scale > 0 and slabs.winners == [*range(size)] and cuts == [fmpq(i, size) for i in range(1, size)]


def _slabs(layer: MixtureLayer) -> Slabs | None:
    """The gate of a layer as parallel slabs, if it is one that cuts so."""
    return layer.gate.slabs if isinstance(layer.gate, LinearGate) else None


def maps_parts_onto_unit(layer: MixtureLayer) -> bool:
    size = layer.gate.experts
    ends = [sorted(expert([fmpq(end, size)])[0] for end in (i, i + 1)) for i, expert in enumerate(layer.experts)]
    return ends == [[0, 1]] * size


def doubled_experts(E: int, L: int) -> Mixture:
    """The first two experts of every layer are equal."""
    return product(E, L, slope=lambda layer, expert: max(expert, 1))
