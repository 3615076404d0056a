"""Proof of the bound of classical.bump_shattering, from a labelling that its bumps do not realise.

A labelling of points in general position is realised by f = -1/2 + the sum of max(0, delta - |h|) / delta over groups
of D points of the smaller class, or fewer, or by -f, where h = 0 is a hyperplane through the group and at least delta
away from all other points: three units a group.
"""

from boundkit.theorems.classical.bump_shattering import D, W, n
from sympy import Le, Min, floor

from boundkit.evidence import proof
from boundkit.formulas.symbols import real
from boundkit.proofs import HOLE, Fact, algebra, apply, chain, premise, substitute, times, unknown

x = real("x", "a number")


@proof("lower")
def bumps_and_groups() -> Fact:
    s = unknown("s", "the greatest number such that bumps of W units realise all labellings of s points in general "
                "position", whole=True, at_least=0)  # fmt: skip
    r = unknown(
        "r", "groups of a labelling of s + 1 points that bumps of W units do not realise", whole=True, at_least=0
    )
    points = 2 * D * floor(W / 3)
    network = premise("bumps of W units make a network, so that min(s, 2 D floor(W/3)) of the points are shattered",
                      Min(s, points) <= n)  # fmt: skip
    units = premise("a bump for each of its groups has three units, and W units do not realise it", W + 1 <= 3 * r)
    groups = premise("the smaller class has D points in all groups but the last, which has at least one",
                     2 * (D * (r - 1) + 1) <= s + 1)  # fmt: skip
    full = times(apply(floor((HOLE - 1) / 3), units), 2 * D)
    one_more = substitute(algebra(Le(x, x + 1, evaluate=False)), {x: 2 * D * (r - 1)})
    enough = chain(full, one_more, apply(HOLE - 1, groups))
    return chain(apply(Min(HOLE, points), enough), network)
