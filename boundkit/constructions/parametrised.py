"""Networks from lists of parameters, differences of networks, mixtures that jump, and mixtures that route nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, ShapeError
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture, stack
from boundkit.networks.relu import ReLUNetwork


def difference(first: ReLUNetwork, second: ReLUNetwork) -> ReLUNetwork:
    """The network x -> first(x) - second(x), both side by side. Raises ShapeError unless inputs, outputs, depths agree.

    >>> line = ReLUNetwork.affine([[1]], [0])
    >>> difference(line, ReLUNetwork.affine([[3]], [1]))([1])
    [-3]
    """
    shapes = [(f.inputs, f.outputs, len(f.layers)) for f in (first, second)]
    if shapes[0] != shapes[1]:
        raise ShapeError(f"a difference needs equal inputs, outputs and layers; got {shapes[0]} and {shapes[1]}")
    last = len(first.layers) - 1
    pairs = enumerate(zip(first.layers, second.layers, strict=True))
    return ReLUNetwork(tuple(_side_by_side(a, b, level == 0, level == last) for level, (a, b) in pairs))


def deepened(network: ReLUNetwork, layers: int) -> ReLUNetwork:
    """The same function with so many affine layers, its outputs carried on as sigma(y) - sigma(-y).

    >>> deepened(ReLUNetwork.affine([[1]], [-1]), 3)(["1/4"])
    [-3/4]
    """
    if layers < len(network.layers):
        raise ShapeError(f"the network has {len(network.layers)} layers already; {layers} are fewer")
    found = network.layers
    for _ in range(layers - len(found)):
        last, size = found[-1], found[-1].outputs
        both = Affine([*last.weight.tolist(), *(-last.weight).tolist()],
                      [*last.bias.entries(), *(-last.bias).entries()])  # fmt: skip
        one = [[int(i == j) - int(i + size == j) for j in range(2 * size)] for i in range(size)]
        found = (*found[:-1], both, Affine(one, [0] * size))
    return ReLUNetwork(found)


def _side_by_side(a: Affine, b: Affine, shared: bool, subtracted: bool) -> Affine:
    """Both maps in one, on the same inputs when ``shared``, else on two blocks; their difference if ``subtracted``."""
    left: list[list[Any]] = a.weight.tolist()
    right: list[list[Any]] = b.weight.tolist()
    if not shared:
        left, right = [[*row, *[0] * b.inputs] for row in left], [[*[0] * a.inputs, *row] for row in right]
    if not subtracted:
        return Affine(left + right, a.bias.entries() + b.bias.entries())
    return Affine(
        [[x - y for x, y in zip(p, q, strict=True)] for p, q in zip(left, right, strict=True)],
        (a.bias - b.bias).entries(),
    )


def threshold(t: Any, experts: int = 2) -> Mixture:
    """The function 1[x > t] on [0, 1] as a mixture of constant experts, for 0 < t < 1.

    Expert 0 puts out 0 left of t; the other experts put out 1 and share the rest in equal parts.

    >>> threshold("1/3")(["1/3"]), threshold("1/3")(["2/5"])
    ([0], [1])
    """
    at = rational(t)
    if not 0 < at < 1 or experts < 2:
        raise DomainError(f"a threshold at {at} of {experts} experts is not allowed: give 0 < t < 1, 2 experts or more")
    ends = [at + (1 - at) * fmpq(j, experts - 1) for j in range(experts - 1)]
    gate = LinearGate([[i] for i in range(experts)], [-sum(ends[:i], fmpq(0)) for i in range(experts)])
    return stack((gate, [Affine([[0]], [min(i, 1)]) for i in range(experts)]))


def everywhere(experts: Sequence[ReLUNetwork | Affine], chosen: int) -> Mixture:
    """The mixture of experts of one input whose gate ignores it and always picks one of them.

    >>> everywhere([flat(1), flat(5)], 1)([3])
    [5]
    """
    scores = [int(place == chosen) for place in range(len(experts))]
    return stack((LinearGate([[0]] * len(experts), scores), experts))


def flat(value: Any) -> Affine:
    """The constant map of one input."""
    return Affine([[0]], [value])


def network_of(widths: Sequence[int], parameters: Iterable[Any]) -> ReLUNetwork:
    """The ReLU network of these widths (inputs, hidden layers, outputs) from a flat list: layer by layer, weights by
    row, then biases. Raises ShapeError when the number of parameters is not that of the widths.

    >>> network_of([1, 1, 1], [1, 0, -2, 3])([5])
    [-7]
    """
    values, layers = list(parameters), []
    if len(values) != parameter_count(widths):
        raise ShapeError(f"widths {list(widths)} have {parameter_count(widths)} parameters; got {len(values)}")
    for inputs, outputs in pairwise(widths):
        size = inputs * outputs
        rows = [values[at : at + inputs] for at in range(0, size, inputs)]
        layers.append(Affine(rows, values[size : size + outputs]))
        values = values[size + outputs :]
    return ReLUNetwork(tuple(layers))


def parameter_count(widths: Sequence[int]) -> int:
    """Weights and biases of a network of these widths, zeros included: sum (p_l + 1) p_(l+1).

    >>> parameter_count([2, 3, 1])
    13
    """
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(widths))
