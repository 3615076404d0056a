"""Generalization of mixtures with fixed routing patterns: approximation, estimation, routing.  (mayaki2026; form ours)

The oracle inequality with the entropy of mayaki2026.covering_number, whose class has one routing pattern for all
inputs. The trap: an approximation theorem with a cell for each of E experts routes by the input, so its error may not
be put into this bound, whose entropy is that of fixed patterns. What may be put in is the error of one pattern, or the
entropy of all parameters (`partition`).
"""

from boundkit.theorems.mayaki2026.covering_number import B, Lambda, R, S, S_total
from sympy import Eq, Max, ceiling, log

from boundkit.arithmetic.rational import rational
from boundkit.evidence import Case, estimate, fails_without, instances, simulates, too_strong
from boundkit.measures.covering import share_of_patterns
from boundkit.measures.least_squares import Interval, OnCells, Pair
from boundkit.measures.simulated_squares import AffineSieve, DrawnCells, mean_risk
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
overhead = 72 * F0**2 * R / n
terms = (
    define("r_approximation", "approximation", 4 * a**2),
    define("r_estimation", "estimation by the active parameters",
           72 * F0**2 * Max(active + R, log(3)) / n - overhead),
    define("r_routing", "routing overhead", overhead),
    define("r_fixed", "what stays in any class", 416 * F0**2 / n),
)  # fmt: skip
r_total = define("r_total", "estimation by all parameters", 72 * F0**2 * Max(whole, log(3)) / n)
risk = quantity("r", "E (estimator - f0)^2 of least squares over the class", measure=lambda thing: thing.risk)
share = quantity("q", "share of routing in the entropy that the bound takes", measure=lambda thing: thing.share)

# hypotheses -------------------------------------------------------------------------------------------------------


REPAIRED = ("take the claim `partition` of mayaki2026.generalization, which counts all parameters, or an error "
            "that one pattern reaches")  # fmt: skip


@hypothesis("one routing pattern with S parameters serves every input of a function", of_inputs=True,
            clashes={"input_dependent_routing": REPAIRED})  # fmt: skip
def fixed_pattern(thing, at):
    return (thing.cells, thing.size) == (1, at["S"])


@hypothesis("all functions send an input to the same experts, which have S_total parameters", of_inputs=True)
def fixed_partition(thing, at):
    return thing.size == at["S_total"]


@hypothesis("parameters lie in [-B, B], and Lambda is a Lipschitz constant")
def bounded(thing, at):
    return rational(at["B"]) * rational(at["Lambda"]) >= thing.reach


@hypothesis("f0 and the clipped outputs have values in [0, F0]; the noise is standard normal")
def clipped(thing, at):
    return thing.reach == rational(at["F0"]) and thing.in_range


@hypothesis("a^2 is the mean squared distance of some member from f0")
def reached(thing, at):
    return rational(at["a"]) == thing.distance


def bound(entropy):
    return 4 * a**2 + 72 * F0**2 * Max(entropy, log(3)) / n + 416 * F0**2 / n


STATEMENT = Theorem(
    id="mayaki2026.generalization",
    title="Approximation, estimation by active parameters, routing overhead",
    source=cite("mayaki2026", "generalization under fixed routing patterns", "abstract"),
    notes="The abstract alone was read; it gives no constants. The terms of the bound are evaluated each apart. An "
          "error a that was reached with input-dependent routing may not be put into `risk`.",
    given=(fixed_pattern, fixed_partition, bounded, clipped, reached),
    claims=(
        Claim("risk", UPPER, risk <= sum(terms), where=(F0 / n <= 1,), status="derived",
              given=(fixed_pattern, bounded, clipped, reached),
              proof="classical.oracle_inequality at delta = F0/n and tau = 1, with mayaki2026.covering_number."),
        Claim("partition", UPPER, risk <= terms[0] + r_total + terms[-1], where=(F0 / n <= 1,), status="derived",
              given=(fixed_partition, bounded, clipped, reached),
              proof="The same with the entropy of all parameters; a may come from a cell for each expert."),
        Claim("routing_share", EXACT, Eq(share, R / Max(active + R, log(3))), given=(),
              status="derived", on="the numbers of patterns and of midpoints", proof="Logarithms of the numbers."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


CONSTANTS = {"all": Interval, "ends": Pair}


def told(thing, **values):
    same = {"F0": thing.reach, "B": thing.reach, "Lambda": 1, "a": thing.distance, "L": 1, "T": 1, "k": 1}
    return Case(thing, same | values)


def constants(n, cells, F0, mean, empty, of):
    """Constants in [0, F0], or 0 and F0 alone, on equally likely cells."""
    reach = rational(F0)
    return OnCells(CONSTANTS[of](reach), n, cells, reach * rational(mean), rational(empty))


def one_constant(n, E, F0, mean, of="all"):
    """One constant serves all inputs, whichever of E experts it is."""
    return told(constants(n, 1, F0, mean, 0, of), S=1)


def constants_on_cells(n, E, F0, mean, empty=0, of="all"):
    """A constant for each of E equally likely cells; a cell without samples is ``empty``."""
    return told(constants(n, E, F0, mean, empty, of), S=1, S_total=E)


def affine_sieve(n, E, F0, steps, shift):
    """One affine expert of a finite net serves all inputs, whichever of E it is."""
    return told(AffineSieve(rational(F0), n, steps, 1, steps - 1, rational(shift)), S=2)


def drawn_cells(n, E, F0):
    """Constants on E equal cells, those of the regression function drawn once."""
    return told(DrawnCells(rational(F0), n, E, drawn=5), S=1, S_total=E)


def sampled(thing, seed):
    """200 training sets."""
    low, high = mean_risk(thing, 200, seed)
    return estimate((low + high) / 2, (high - low) / 2)


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
    simulates("risk", affine_sieve, sampled, seed=16, n=(10, 100), E=(1, 64), F0=1, steps=8, shift=(0, "1/32"),
              full={"n": (10, 100, 10**4), "F0": (1, 5), "E": (1, 10**5)}),
    instances("partition", constants_on_cells, name="constants on cells", n=(1, 10, 1000), E=(1, 10, 100), F0=1,
              mean=(0, "1/3"), of=tuple(CONSTANTS), full={"n": (1, 10, 1000, 10**5), "E": (1, 10, 100, 10**5)}),
    simulates("partition", drawn_cells, sampled, seed=16, n=(10, 1000), E=(10, 100), F0=1,
              full={"n": (10, 1000, 10**5), "E": (10, 1000)}),
    too_strong("partition", risk <= a**2, constants_on_cells, name="too strong: approximation alone", n=10, E=10, F0=1,
               mean=0),
    too_strong("routing_share", Eq(share, R / Max(active, log(3))), counted, E=8, k=2, L=1, T=1, S=3, n=10),
)  # fmt: skip
