"""Solving 2^m <= 2^t (m r / w)^w for m.  (Bartlett, Harvey, Liaw and Mehrabian 2019, Lemma 18)

For r >= 16 and w >= t >= 0, w >= 1: every such m is at most t + w log2(2 r log2 r). Without w >= t it is false.
"""

from dataclasses import dataclass
from math import ceil

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, attained, certified, instances, too_strong
from boundkit.statements import UPPER, Claim, Theorem, cite, log2, natural, positive, quantity, real


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


r = positive("r", "factor in the base")
w = natural("w", "exponent")
t = natural("t", "exponent of two", least=0)
m = quantity("m", "greatest integer with 2^m <= 2^t (m r / w)^w", measure=greatest_solution)

STATEMENT = Theorem(
    id="classical.log_solve",
    title="2^m <= 2^t (m r / w)^w solved for m",
    source=cite("bartlett2019", "Lemma 18", "memory"),
    claims=(
        Claim("upper", UPPER, m <= t + w * log2(2 * r * log2(r)), status="published", where=(r >= 16, w >= t),
              proof="With m = t + w y the inequality says 2^y <= r (y + t/w) <= r (y + 1), which fails for "
                    "y > log2(2 r log2 r) when r >= 16."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def exponents(r, w, t):
    return Exponents(rational(r), w, t)


def equal_exponents(n):
    return Case(exponents(16, n, n), {"r": 16, "w": n, "t": n})


# for results that use it ------------------------------------------------------------------------------------------


def solution(r, w, t):
    """The bound of the claim."""
    return t + w * log2(2 * r * log2(r))


def above_the_exponent():
    """The solution is at least t + 7 w, so that fewer than w points are below it."""
    base = real("r", "factor in the base", least=16)
    yield certified("log2(2 r log2 r) >= 7 for r >= 16", log2(2 * base * log2(base)) >= 7)


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    instances("upper", exponents, r=(16, "33/2", 20, 100, 10**6), w=(1, 2, 3, 7, 20), t=(0, 1, 2, 5, 20)),
    attained("upper", equal_exponents, n=range(1, 6)),
    too_strong("upper", m <= t + w * log2(r * log2(r)), exponents, r=(16, 17), w=(1, 2), t=(0, 1)),
)
