"""How many times fewer samples than expected: E[1/J] over the positive values of a binomial J.  (ours)

A constant that is learnt by least squares from the J samples in its cell has 1/J times the variance of one sample. So
dar2025.learning needs h(n, p) = E[1/J, J >= 1] at every n and p, which 1/(n p) is for large n p only.
"""

from dataclasses import dataclass
from typing import Any

from sympy import Rational

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, attained, instances, too_strong
from boundkit.measures.learning import mean_inverse
from boundkit.statements import LOWER, UPPER, Claim, Theorem, cite, natural, quantity, real

n = natural("n", "draws")
p = real("p", "probability that a draw is a success", above=0, at_most=1)
h = quantity("h", "E[1/J, J >= 1] for the number J of successes", measure=lambda draws: draws.mean_inverse)

STATEMENT = Theorem(
    id="sharper.inverse_binomial",
    title="The mean of 1/J over the positive values of a binomial J",
    source=cite("boundkit", "own proof"),
    notes="Sharper than h = 1/(n p), which is neither an upper nor a lower bound.",
    claims=(
        Claim("lower", LOWER, h >= (1 - (1 - p) ** n) ** 2 / (n * p), status="derived",
              proof="Jensen given J >= 1: 1/j >= 2 t - j t^2 for all t; t = (1 - (1 - p)^n)/(n p)."),
        Claim("upper", UPPER, h <= 1 / ((n + 1) * p) + 3 / ((n + 1) * (n + 2) * p**2), status="derived",
              proof="1/j <= 1/(j + 1) + 3/((j + 1)(j + 2)), and C(n, j)/(j + 1) = C(n + 1, j + 1)/(n + 1)."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Draws:
    """n independent draws, each a success with probability p."""

    n: int
    p: Any

    @property
    def mean_inverse(self):
        return mean_inverse(self.n, self.p)


def draws(n, p):
    return Draws(n, rational(p))


def draws_with_odds(n, odds):
    """With the probability odds/n, so that about so many succeed."""
    return Case(Draws(n, rational(odds) / n), {"p": rational(odds) / n})


PROBABILITIES = ("1/1000", "1/7", "1/2", "9/10", 1)
ODDS = ("1/100", 1, "5/2", 30)
MANY = (65, 100)
asymptotic = 1 / (n * p)

THEOREM = STATEMENT.supported_by(
    instances("lower", draws, n=(1, 2, 3, 10, 50), p=PROBABILITIES, full={"n": range(1, 65)}),
    instances("lower", draws_with_odds, n=MANY, odds=ODDS, full={"n": (65, 100, 300)}),
    attained("lower", draws, n=(1, 2, 7), p=1),
    attained("lower", draws, name="attained by one draw", n=1, p=PROBABILITIES),
    too_strong("lower", h >= asymptotic, draws, n=1, p="1/2"),
    too_strong("lower", h >= (1 - (1 - p) ** n) / (n * p), draws, n=2, p="1/2"),
    instances("upper", draws, name="draws from above", n=(1, 2, 3, 10, 50), p=PROBABILITIES, full={"n": range(1, 65)}),
    instances("upper", draws_with_odds, name="draws with odds from above", n=MANY, odds=ODDS,
              full={"n": (65, 100, 300)}),
    attained("upper", draws, name="attained by one sure draw", n=1, p=1),
    too_strong("upper", h <= asymptotic, draws, n=10, p="1/2"),
    too_strong("upper", h <= 1 / ((n + 1) * p) + 2 / ((n + 1) * (n + 2) * p**2), draws, n=1, p=1),
    too_strong("upper", h <= Rational(299, 100) / ((n + 1) * (n + 2) * p**2) + 1 / ((n + 1) * p), draws, n=1, p=1),
)  # fmt: skip
