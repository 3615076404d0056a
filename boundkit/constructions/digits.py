"""Deep mixtures of affine experts with many pieces: digits, tents, products, and what their ablations build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from flint import fmpq

from boundkit.networks.affine import Affine, identity
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.program import Program, Rectifier


def equal_parts_gate(E: int, inputs: int = 1, coordinate: int = 0) -> LinearGate:
    """Scores i t - i (i + 1) / (2 E) of one coordinate t: expert i wins exactly on i/E < t < (i + 1)/E.

    >>> equal_parts_gate(3).slabs.thresholds
    [1/3, 2/3]
    """
    return LinearGate(
        [[i if axis == coordinate else 0 for axis in range(inputs)] for i in range(E)],
        [fmpq(-i * (i + 1), 2 * E) for i in range(E)],
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
