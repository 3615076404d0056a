"""Mixtures whose routes are known."""

from boundkit.constructions.digits import digits, equal_parts_gate, product
from boundkit.networks import Affine, Fork, LinearGate, ReLUNetwork, TreeGate, stack


def straight(count):
    return [Affine([[1]], [0])] * count


def nested():
    """Expert 0 holds two layers, expert 1 none, expert 2 one that no input reaches."""
    inner = stack((equal_parts_gate(3), straight(3)), (LinearGate([[0], [0]], [0, 1]), straight(2)))
    gate = TreeGate(Fork(Affine([[1]], ["-1/7"]), 0, Fork(Affine([[1]], [-2]), 1, 2)))
    return stack((gate, [inner, Affine([[1]], [0]), digits(2, 1)]), (equal_parts_gate(2), straight(2)))


def pairs():
    bent = ReLUNetwork.of([[[1], [-1]], [[1, 1]]], [["-1/2", "1/2"], [0]])
    return stack(
        (LinearGate([[1], [0], [-1]], ["-1/3", 0, "1/3"], top=2), [bent] * 3), (equal_parts_gate(2), straight(2))
    )


CASES = {"digits": lambda: digits(3, 3), "product": lambda: product(2, 3), "nested": nested, "pairs": pairs}
