"""False: the squares n^2 are O(n)."""

import sympy

from boundkit.evidence import along, consistent_with, implied_by, refuted_by, too_small
from boundkit.statements import ASYMPTOTIC, LOWER, UPPER, Claim, Theorem, big_o, cite, natural, quantity

n = natural("n", "size")
square = quantity("q", "the square of the size", measure=lambda size: size**2)

THEOREM = Theorem(
    id="control.wrong_order",
    title="Squares grow linearly",
    source=cite("control", "false on purpose"),
    claims=(
        Claim("order", ASYMPTOTIC, big_o(square, n)),
        Claim("upper", UPPER, square <= n**2),
        Claim("lower", LOWER, square >= n**2),
    ),
    evidence=(
        implied_by("order", "upper", along(n)),
        consistent_with("order", "lower", along(n)),
        refuted_by("order", "lower", along(n)),
        too_small("order", big_o(square, sympy.sqrt(n)), "lower", along(n)),
    ),
)
