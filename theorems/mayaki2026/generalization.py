"""Generalization of mixtures with fixed routing patterns: approximation, estimation, routing.  (mayaki2026; form ours)

The oracle inequality with the entropy of mayaki2026.covering_number, whose class has one routing pattern for all
inputs. The trap: an approximation theorem with a cell for each of E experts routes by the input, so its error may not
be put into this bound, whose entropy is that of fixed patterns. What may be put in is the error of one pattern, or the
entropy of all parameters (`partition`).
"""

from boundkit.theorems.mayaki2026.covering_number import B, Lambda, R, S, S_total
from sympy import Eq, Max, ceiling, log

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, fails_without, instances, too_strong
from boundkit.measures.covering import share_of_patterns
from boundkit.measures.least_squares import Interval, OnCells, Pair
from boundkit.statements import (
    EXACT,
    UPPER,
    Claim,
    Theorem,
    cite,
    define,
    hypothesis,
    natural,
    quantity,
    real,
)

# symbols ----------------------------------------------------------------------------------------------------------

n = natural("n", "independent samples")
F0 = real("F0", "greatest value of f0 and of the outputs, which are clipped, in units of the noise", least=1)
a = real("a", "root of the least mean squared distance of a member from f0", least=0)
active = define("A", "active capacity at the radius F0/n", S * log(ceiling(B * Lambda * n / F0)))
whole = define("W", "capacity of all parameters", S_total * log(ceiling(B * Lambda * n / F0)))
risk = quantity("r", "E (estimator - f0)^2 of least squares over the class", measure=lambda thing: thing.risk)
share = quantity("q", "share of routing in the entropy that the bound takes", measure=lambda thing: thing.share)

# hypotheses -------------------------------------------------------------------------------------------------------


@hypothesis("one routing pattern with S parameters serves every input of a function", of_inputs=True)
def fixed_pattern(thing, at):
    return thing.cells == 1 == at["S"]


@hypothesis("all functions send an input to the same experts, which have S_total parameters", of_inputs=True)
def fixed_partition(thing, at):
    return thing.cells == at["S_total"]


@hypothesis("parameters lie in [-B, B], and Lambda is a Lipschitz constant")
def bounded(thing, at):
    return rational(at["B"]) * rational(at["Lambda"]) >= thing.values.reach


@hypothesis("f0 and the clipped outputs have values in [0, F0]; the noise is standard normal")
def clipped(thing, at):
    return thing.values.reach == rational(at["F0"]) and 0 <= thing.mean <= thing.values.reach


@hypothesis("a^2 is the mean squared distance of some member from f0")
def reached(thing, at):
    return rational(at["a"]) == thing.values.distance(thing.mean)


def bound(entropy):
    return 4 * (a**2 + F0**2 * (18 * Max(entropy, log(3)) + 72) / n + 32 * F0**2 / n)


STATEMENT = Theorem(
    id="mayaki2026.generalization",
    title="Approximation, estimation by active parameters, routing overhead",
    source=cite("mayaki2026", "generalization under fixed routing patterns", "abstract"),
    notes="The abstract alone was read; it gives no constants. Four terms: 4 a^2, 72 F0^2 A/n, 72 F0^2 R/n and the "
          "fixed 416 F0^2/n. An error a that was reached with input-dependent routing may not be put into `risk`.",
    given=(fixed_pattern, fixed_partition, bounded, clipped, reached),
    claims=(
        Claim("risk", UPPER, risk <= bound(active + R), where=(F0 / n <= 1,), status="derived",
              given=(fixed_pattern, bounded, clipped, reached),
              proof="classical.oracle_inequality at delta = F0/n and tau = 1, with mayaki2026.covering_number."),
        Claim("partition", UPPER, risk <= bound(whole), where=(F0 / n <= 1,), status="derived",
              given=(fixed_partition, bounded, clipped, reached),
              proof="The same with the entropy of all parameters; a may come from a cell for each expert."),
        Claim("routing_share", EXACT, Eq(share, R / Max(active + R, log(3))), given=(),
              status="derived", on="the numbers of patterns and of midpoints", proof="Logarithms of the numbers."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


CONSTANTS = {"all": Interval, "ends": Pair}


def told(n, cells, F0, mean, empty, of, **values):
    """Constants in [0, F0], or 0 and F0 alone, on equally likely cells."""
    reach = rational(F0)
    thing = OnCells(CONSTANTS[of](reach), n, cells, reach * rational(mean), rational(empty))
    a = thing.values.distance(thing.mean)
    return Case(thing, {"F0": reach, "B": reach, "Lambda": 1, "a": a, "L": 1, "T": 1, "k": 1, **values})


def one_constant(n, E, F0, mean, of="all"):
    """One constant serves all inputs, whichever of E experts it is."""
    return told(n, 1, F0, mean, 0, of, S=1)


def constants_on_cells(n, E, F0, mean, empty=0, of="all"):
    """A constant for each of E equally likely cells; a cell without samples is ``empty``."""
    return told(n, E, F0, mean, empty, of, S=1, S_total=E)


class Shares:
    """The numbers of routing patterns and of midpoints of a grid."""

    def __init__(self, E, k, L, T, S, n):
        self.share = share_of_patterns(E, k, L * T, S, n)

    def witness(self):
        return {"share": str(self.share)}


def counted(E, k, L, T, S, n):
    return Case(Shares(E, k, L, T, S, n), {"B": 1, "Lambda": 1, "F0": 1})


# evidence ---------------------------------------------------------------------------------------------------------

THEOREM = STATEMENT.supported_by(
    instances("risk", one_constant, n=(1, 1000), E=(1, 64), F0=(1, 3), mean=(0, "1/3"), of=tuple(CONSTANTS),
              full={"n": (1, 2, 10, 100, 10**4, 10**6), "E": (1, 8, 64, 10**5)}),
    too_strong("risk", risk <= bound(active + R).subs(n, n**2), one_constant, n=10**4, E=1, F0=1, mean="1/2"),
    fails_without(fixed_pattern, "risk", constants_on_cells, name="10^5 cells of one constant each", n=10**5, E=10**5,
                  F0=1, mean=(0, "1/2"), empty=0),
    instances("partition", constants_on_cells, name="constants on cells", n=(1, 10, 1000), E=(1, 10, 100), F0=1,
              mean=(0, "1/3"), of=tuple(CONSTANTS), full={"n": (1, 10, 1000, 10**5), "E": (1, 10, 100, 10**5)}),
    too_strong("partition", risk <= a**2, constants_on_cells, name="too strong: approximation alone", n=10, E=10, F0=1,
               mean=0),
    too_strong("routing_share", Eq(share, R / Max(active, log(3))), counted, E=8, k=2, L=1, T=1, S=3, n=10),
)  # fmt: skip
