"""Solving 2^m <= 2^t (m r / w)^w for m.  (Bartlett, Harvey, Liaw and Mehrabian 2019, Lemma 18)

For r >= 16 and w >= t >= 0, w >= 1: every such m is at most t + w log2(2 r log2 r). Without w >= t it is false.
"""

from dataclasses import dataclass
from math import ceil

import sympy
from flint import arb, fmpq
from sympy import exp, log

from boundkit.arithmetic.rational import rational
from boundkit.evidence import (
    Case,
    attained,
    decided,
    derives,
    fails_without,
    identity,
    instances,
    nonnegative,
    too_strong,
)
from boundkit.statements import UPPER, Claim, Theorem, cite, given, natural, positive, quantity

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


def convexity(claim):
    """With m = t + w y: 2^y <= r (y + t/w) <= r (y + 1), while 2^y > r (y + 1) for y > log2(2 r log2 r)."""
    y, v = sympy.symbols("y v", nonnegative=True)
    slack = sympy.Symbol("q", integer=True, nonnegative=True)
    s = sympy.Symbol("s", positive=True)  # log2 r, at least 4
    yield identity("m r / w = r (y + t/w) for m = t + w y", (t + w * y) * r / w, r * (y + t / w))
    yield nonnegative("t/w <= 1 for w = t + q", 1 - t / (t + 1 + slack))
    yield nonnegative("also for w = t", 1 - (t + 1) / (t + 1))
    top = log2(2 * r * log2(r)).subs(r, 2**s)
    yield identity("the claim is m <= t + w y at y = log2(2 r log2 r), r = 2^s", claim.expression.subs(r, 2**s),
                   t + w * top)  # fmt: skip
    power = exp(log(2) * top)
    yield identity("2^y = 2 r log2 r there", power, 2 * 2**s * s)
    yield identity("and 2^y - r (y + 1) = r (s - 2 - log2 s)", power - 2**s * (sympy.expand_log(top) + 1),
                   2**s * (s - 2 - log2(s)))  # fmt: skip
    yield identity("s - 2 - log2 s is 0 at s = 4", (s - 2 - log2(s)).subs(s, 4), 0)
    yield identity("its derivative is (s log 2 - 1) / (s log 2)",
                   sympy.diff(s - 2 - log2(s), s), (s * log(2) - 1) / (s * log(2)))  # fmt: skip
    yield decided("4 log 2 > 1, so it is positive for s >= 4", bool(4 * arb(2).log() > 1))
    beyond = 2 * 2**s * s * exp(v * log(2)) - 2**s * v
    yield identity("beyond, at y + v, the derivative of 2^y - r (y + 1) is r (2 s log(2) 2^v - 1)",
                   sympy.diff(beyond, v), 2**s * (2 * s * log(2) * exp(v * log(2)) - 1))  # fmt: skip
    yield decided("8 log 2 > 1, so it is positive for s >= 4 and v >= 0", bool(8 * arb(2).log() > 1))


THEOREM = Theorem(
    id="classical.log_solve",
    title="2^m <= 2^t (m r / w)^w solved for m",
    source=cite("bartlett2019", "Lemma 18"),
    given=(large, small),
    claims=(
        Claim("upper", UPPER, m <= solution(r, w, t), status="published",
              proof="With m = t + w y the inequality says 2^y <= r (y + t/w) <= r (y + 1), which fails for "
                    "y > log2(2 r log2 r) when r >= 16."),
    ),
    evidence=(
        derives("upper", convexity),
        instances("upper", exponents, r=(16, "33/2", 20, 100, 10**6), w=(1, 2, 3, 7, 20), t=(0, 1, 2, 5, 20)),
        attained("upper", lambda n: Case(exponents(16, n, n), {"r": 16, "w": n, "t": n}), name="sharp at r = 16, w = t",
                 n=range(1, 6)),
        too_strong("upper", m <= t + w * log2(r * log2(r)), exponents, r=(16, 17), w=(1, 2), t=(0, 1)),
        fails_without(small, "upper", exponents, r=16, w=1, t=10),
        fails_without(large, "upper", exponents, r=2, w=1, t=1),
    ),
)  # fmt: skip
