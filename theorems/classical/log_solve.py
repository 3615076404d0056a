"""Solving 2^m <= 2^t (m r / w)^w for m.  (Bartlett, Harvey, Liaw and Mehrabian 2019, Lemma 18)

For r >= 16 and w >= t >= 0, w >= 1: every such m is at most t + w log2(2 r log2 r). Without w >= t it is false.
"""

from dataclasses import dataclass
from math import ceil

import sympy
from flint import fmpq
from sympy import log

from boundkit.arithmetic.rational import rational
from boundkit.evidence import (
    Case,
    attained,
    certified,
    derives,
    fails_without,
    identity,
    instances,
    nonnegative,
    too_strong,
)
from boundkit.statements import UPPER, Claim, Theorem, cite, given, natural, positive, quantity, real

# notation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exponents:
    """The numbers of the inequality 2^m <= 2^t (m r / w)^w, exact."""

    r: fmpq
    w: int
    t: int

    def holds_at(self, m):
        return fmpq(2) ** m <= fmpq(2) ** self.t * (m * self.r / self.w) ** self.w

    def witness(self):
        return {"r": str(self.r), "w": self.w, "t": self.t}


def greatest_solution(exponents):
    """The greatest integer m >= w that satisfies the inequality, exactly.

    t + w log2(m r / w) - m is concave in m and at least 0 at m = w when r >= 2, so the solutions are consecutive.
    """
    m = ceil(exponents.w)
    while exponents.holds_at(m + 1):
        m += 1
    return m


def log2(x):
    return log(x) / log(2)


r = positive("r", "factor in the base")
w = natural("w", "exponent")
t = natural("t", "exponent of two", least=0)
m = quantity("m", "greatest integer with 2^m <= 2^t (m r / w)^w", measure=greatest_solution)

# hypotheses -------------------------------------------------------------------------------------------------------


def has_large_base(exponents):
    return exponents.r >= 16


def has_small_offset(exponents):
    return exponents.w >= exponents.t


large = given(has_large_base, "r >= 16")
small = given(has_small_offset, "w >= t")

# objects ----------------------------------------------------------------------------------------------------------


def exponents(r, w, t):
    return Exponents(rational(r), w, t)


# derivations ------------------------------------------------------------------------------------------------------


def solution(r, w, t):
    """The bound of the claim, for results that use it."""
    return t + w * log2(2 * r * log2(r))


def above_the_exponent():
    """The solution is at least t + 7 w, so that fewer than w points are below it."""
    base = real("r", "factor in the base", least=16)
    yield certified("log2(2 r log2 r) >= 7 for r >= 16", log2(2 * base * log2(base)) >= 7)


def beyond_the_solution(claim):
    """With m = t + w y: 2^m <= 2^t (m r / w)^w says y <= log2(m r / w), which is false beyond the claim."""
    base, beyond = real("r", "factor in the base", least=16), real("v", "(m - claim)/w", least=0)
    claimed = claim.expression.subs(r, base)
    slack = sympy.Symbol("q", integer=True, nonnegative=True)
    yield identity("(m - t)/w does not depend on t at m = claim + w v", sympy.diff((claimed - t) / w, t), 0)
    yield nonnegative("and m is largest at t = w: claim at t = w less claim at t = w - q",
                      sympy.expand(claimed.subs(t, w) - claimed.subs(t, w - slack)))  # fmt: skip
    m_v, y = claimed + w * beyond, (claimed + w * beyond - t) / w
    yield certified("at t = w: log2((m + w v) r / w) <= (m - t)/w for r >= 16 and v >= 0, so that "
                    "log2(m r / w) < (m - t)/w for v > 0",
                    (log2((m_v + w * beyond) * base / w) <= y).subs(t, w))  # fmt: skip


THEOREM = Theorem(
    id="classical.log_solve",
    title="2^m <= 2^t (m r / w)^w solved for m",
    source=cite("bartlett2019", "Lemma 18", "memory"),
    given=(large, small),
    claims=(
        Claim("upper", UPPER, m <= solution(r, w, t), status="published",
              proof="With m = t + w y the inequality says 2^y <= r (y + t/w) <= r (y + 1), which fails for "
                    "y > log2(2 r log2 r) when r >= 16."),
    ),
    evidence=(
        derives("upper", beyond_the_solution),
        instances("upper", exponents, r=(16, "33/2", 20, 100, 10**6), w=(1, 2, 3, 7, 20), t=(0, 1, 2, 5, 20)),
        attained("upper", lambda n: Case(exponents(16, n, n), {"r": 16, "w": n, "t": n}), name="sharp at r = 16, w = t",
                 n=range(1, 6)),
        too_strong("upper", m <= t + w * log2(r * log2(r)), exponents, r=(16, 17), w=(1, 2), t=(0, 1)),
        fails_without(small, "upper", exponents, r=16, w=1, t=10),
        fails_without(large, "upper", exponents, r=2, w=1, t=1),
    ),
)  # fmt: skip
