"""The best number of active parameters, at given samples and at given compute.  (mayaki2026 announces such laws)

Risk(A, n) = a A^(-2 beta/d) + b A/n: approximation falls with the active parameters A, estimation grows with them.
Where the samples n are given, or the compute C = c A n, the best A, its risk and the exponents follow. The source's
constants and formulas are not known to us: a, b, c are the user's, and the laws are derived from this form of the risk.
"""

from sympy import Eq, Rational, exp, log

from boundkit.arithmetic.elementary import power
from boundkit.arithmetic.enclosure import enclose
from boundkit.arithmetic.nodes import LowerLambertW
from boundkit.arithmetic.rational import rational
from boundkit.calculus.inequalities.steps import decided
from boundkit.evidence import Case, attained, derives, fails_without, instances, too_strong
from boundkit.measures.covering import log_of
from boundkit.measures.scaling import LogTradeoff, log_tradeoff, tradeoff
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

# symbols ----------------------------------------------------------------------------------------------------------

a = positive("a", "factor of the approximation term")
b = positive("b", "factor of the estimation term")
beta = positive("beta", "smoothness of the target")
d = natural("d", "dimension of the inputs")
n = positive("n", "samples")
c = positive("c", "operations for each active parameter and sample: 6 for training")
C = positive("C", "compute: operations in all")
A = quantity("A_best", "active parameters of least risk, real and at least 1", measure=lambda law: law.best_size)
low = quantity("R", "least risk over the active parameters, real and at least 1", measure=lambda law: law.least_risk)
last = quantity("n_last", "samples of the last local minimum of the risk, real and at least 1",
                measure=lambda law: law.best_samples)  # fmt: skip
p = 2 * beta / d
of_samples = (2 * beta * a * n / (d * b)) ** (d / (2 * beta + d))
of_compute = (beta * a * C / (d * b * c)) ** (d / (2 * beta + 2 * d))

slope = p * a / b * (c / C) ** (p + 1)  # the slope over n has the sign of this times n^(p+2) + 1 - 2 log(n)
of_log = exp((1 - LowerLambertW(-(p + 2) / 2 * slope * exp((p + 2) / 2)) / ((p + 2) / 2)) / 2)

# hypotheses -------------------------------------------------------------------------------------------------------


def has_terms(law, at, estimation, rise):
    return (
        law.approximation == rational(at["a"])
        and law.p == 2 * rational(at["beta"]) / rational(at["d"])
        and ((law.estimation, law.rise) == (estimation, rise))
    )


@hypothesis("the risk of A active parameters is a A^(-2 beta/d) + b A/n")
def given_samples(law, at):
    return has_terms(law, at, rational(at["b"]) / rational(at["n"]), 1) and law.most is None


@hypothesis("it is a A^(-2 beta/d) + b A/n with n = C/(c A) >= 1 samples")
def given_compute(law, at):
    most = rational(at["C"]) / rational(at["c"])
    return has_terms(law, at, rational(at["b"]) / most, 2) and law.most == most


@hypothesis("it is a A^(-2 beta/d) + b A log(n)/n with n = C/(c A) >= 1 samples, A >= 1")
def log_compute(law, at):
    p, most = 2 * rational(at["beta"]) / rational(at["d"]), rational(at["C"]) / rational(at["c"])
    return law == LogTradeoff(rational(at["a"]), p, rational(at["b"]), most)


SAMPLES, COMPUTE, LOGARITHM = "the samples are given", "the compute is given", "compute, with log(n)"
INSIDE = (2 * beta * a * n >= d * b,)
BETWEEN = (beta * a * C >= d * b * c, c * of_compute <= C)
FALLS = slope * (p + 2) * exp((p + 4) / 2) < 2

STATEMENT = Theorem(
    id="mayaki2026.scaling_laws",
    title="Optimal active parameters at given samples and at given compute",
    source=cite("mayaki2026", "scaling laws for model size, data size and compute", "abstract"),
    notes="The abstract alone was read; it announces scaling laws and gives no formula. A counts active parameters, as "
          "the estimation term of mayaki2026.covering_number does for fixed routing patterns; where experts are chosen "
          "by the input all parameters count (its claim `input_dependent`), and the term is b A E/(k n).",
    given=(given_samples, given_compute, log_compute),
    claims=(
        Claim("optimal_active", EXACT, Eq(A, of_samples), status="derived", where=INSIDE, on=SAMPLES,
              given=(given_samples,),
              proof="The slope of the risk vanishes there, and the risk is convex."),
        Claim("risk_at_fixed_samples", EXACT, Eq(low, (1 + p) * a * of_samples ** (-p)), status="derived",
              where=INSIDE, on=SAMPLES, given=(given_samples,),
              proof="t^(-p) + p t >= 1 + p for all t > 0, with t the size over the best one."),
        Claim("smallest_at_fixed_samples", EXACT, Eq(A, 1), status="derived", where=(2 * beta * a * n <= d * b,),
              on=SAMPLES, given=(given_samples,),
              proof="The risk rises from A = 1 on."),
        Claim("samples_rate", UPPER, low <= (a + b) * n ** (-2 * beta / (2 * beta + d)), status="derived",
              where=(n >= 1,), on=SAMPLES, given=(given_samples,),
              proof="Of A = n^(d/(2 beta + d)), where both terms fall alike."),
        Claim("compute_active", EXACT, Eq(A, of_compute), status="derived", where=BETWEEN, on=COMPUTE,
              given=(given_compute,),
              proof="As `optimal_active`, with b c A^2/C for the estimation term."),
        Claim("risk_at_fixed_compute", EXACT, Eq(low, (1 + beta / d) * a * of_compute ** (-p)), status="derived",
              where=BETWEEN, on=COMPUTE, given=(given_compute,),
              proof="As `risk_at_fixed_samples`, with t^2 for t."),
        Claim("smallest_at_fixed_compute", EXACT, Eq(A, 1), status="derived",
              where=(beta * a * C <= d * b * c, c <= C), on=COMPUTE, given=(given_compute,),
              proof="The risk rises from A = 1 on."),
        Claim("one_sample_at_fixed_compute", EXACT, Eq(A, C / c), status="derived",
              where=(c * of_compute >= C, c <= C), on=COMPUTE, given=(given_compute,),
              proof="The risk falls up to A = C/c, where one sample is left."),
        Claim("compute_rate", UPPER, low <= (a + b) * (C / c) ** (-beta / (beta + d)), status="derived",
              where=(c <= C,), on=COMPUTE, given=(given_compute,),
              proof="Of A = (C/c)^(d/(2 beta + 2 d))."),
        Claim("log_form", EXACT, Eq(last, of_log), status="derived", where=(FALLS, c * of_log <= C), on=LOGARITHM,
              given=(log_compute,),
              proof="There y = 2 log(n) - 1 solves y exp(-(p+2) y/2) = K exp((p+2)/2), p = 2 beta/d; the branch W_0 is "
                    "the local maximum before it. At n = 1, where log(n) = 0, the risk is least, and says nothing."),
        Claim("log_form_one_active", EXACT, Eq(last, C / c), status="derived",
              where=(p * a * C <= b * c * (2 * log(C / c) - 1), c <= C), on=LOGARITHM, given=(log_compute,),
              proof="The risk still falls where A = C/(c n) = 1 is left."),
        Claim("log_form_no_branch", EXACT, Eq(last, 1), status="derived",
              where=(slope * (p + 2) * exp((p + 4) / 2) > 2, c <= C), on=LOGARITHM, given=(log_compute,),
              proof="The risk rises from n = 1 on: K exp((p+2)(y+1)/2) >= exp((p+2) y/2 - 1) 2/(p+2) >= y."),
    ),
)  # fmt: skip

# objects ----------------------------------------------------------------------------------------------------------


def samples_law(a, b, beta, d, n, waste=1):
    """The estimation term may be counted with too many parameters by the factor ``waste``."""
    return tradeoff(a, 2 * rational(beta) / d, waste * rational(b) / rational(n), 1)


def compute_law(a, b, beta, d, c, C, waste=1, ends=True):
    most = rational(C) / rational(c)
    return tradeoff(a, 2 * rational(beta) / d, waste * rational(b) / most, 2, most if ends else None)


def best_at(root, b, beta, d, n):
    """The factor a with which root^d is the best number of active parameters; 2 beta is whole."""
    a = rational(b) * d * rational(root) ** (d + int(2 * rational(beta))) / (2 * rational(beta) * rational(n))
    return Case(samples_law(a, b, beta, d, n), {"a": a})


def best_at_compute(root, b, beta, d, c, C):
    a = rational(b) * rational(c) * d * rational(root) ** (2 * d + int(2 * rational(beta)))
    a /= rational(beta) * rational(C)
    return Case(compute_law(a, b, beta, d, c, C), {"a": a})


def log_law(a, b, beta, d, c, C, waste=1):
    return log_tradeoff(a, 2 * rational(beta) / d, rational(waste) * rational(b), rational(C) / rational(c))


def minimum_near(samples, size, b, beta, d, c):
    """The compute and the factor a with which the last minimum is near 3 + samples, each for 1 + size parameters."""
    p, n, most = 2 * rational(beta) / d, 3 + samples, (3 + samples) * (1 + rational(size))
    a = enclose(rational(b) * most / p * (2 * log_of(n).lower - 1) / n**2 * power(1 + rational(size), p)).lower
    C = rational(c) * most
    return Case(log_law(a, b, beta, d, c, C), {"a": a, "C": C})


def within_a_billionth(claim):
    """The formula against the place where certified signs of the slope change, relative to its size."""
    for a, b, beta, d, c, C in LAWS:
        values = {"a": a, "b": b, "beta": beta, "d": d, "c": c, "C": C}
        measured, said = log_law(**values).best_samples, claim.evaluate(**values).number
        apart = max(measured.upper - said.lower, said.upper - measured.lower)
        yield decided(f"|n_last - formula| <= n_last/10^9 at {values}", apart * 10**9 <= measured.lower)


# evidence ---------------------------------------------------------------------------------------------------------

SOME = {"b": ("1/3", 5), "beta": (1, "1/2", 2), "d": (1, 2, 3)}
LAWS = [("1/2", 3, 1, 2, 6, 10**6), (2, "1/3", "1/2", 3, 6, 10**9), (40, 5, 2, 1, 1, 10**12), (1, 1, 1, 8, 6, 10**15)]
FULL = {"root": range(1, 12), "n": (10, 10**3, 10**9)}

THEOREM = STATEMENT.supported_by(
    instances("optimal_active", best_at, root=(1, "3/2", 7), n=(10, "1000/7"), full=FULL, **SOME),
    too_strong("optimal_active", Eq(A, (beta * a * n / (d * b)) ** (d / (2 * beta + d))), best_at, root=2, b=1, beta=1,
               d=2, n=100),
    fails_without(given_samples, "optimal_active", samples_law, name="all 8 experts are counted, one is active",
                  a=10, b=1, beta=1, d=2, n=100, waste=8),
    instances("risk_at_fixed_samples", best_at, name="risk", root=(1, "3/2", 7), n=(10, "1000/7"), full=FULL, **SOME),
    too_strong("risk_at_fixed_samples", Eq(low, a * of_samples ** (-p)), best_at, root=2, b=1, beta=1, d=2, n=100),
    instances("smallest_at_fixed_samples", samples_law, a="1/100", b=(1, 5), beta=(1, 2), d=(2, 3), n=(2, 20)),
    instances("samples_rate", samples_law, name="rate of samples",
              a=(1, "1/50"), b=(3, 5), beta=(1, "1/2", 2), d=(1, 2, 8), n=(1, 100, 10**7)),
    attained("samples_rate", samples_law, name="attained where a = b and 2 beta = d",
             a=3, b=3, beta=1, d=2, n=(1, 100)),
    too_strong("samples_rate", low <= (a + b) * n ** (-(2 * beta + 1) / (2 * beta + d)), samples_law, a=1, b=1, beta=1,
               d=2, n=100),
    instances("compute_active", best_at_compute, root=(1, 2), c=6, C=("1000000", 10**9), full={"root": range(1, 5)},
              **SOME),
    too_strong("compute_active", Eq(A, (beta * a * C / (d * b * c)) ** (d / (2 * beta + d))), best_at_compute, root=2,
               b=1, beta=1, d=2, c=6, C=10**6),
    fails_without(given_compute, "compute_active", compute_law, name="twice the operations", a=10**3, b=1, beta=1, d=2,
                  c=6, C=10**6, waste=2),
    instances("risk_at_fixed_compute", best_at_compute, name="risk at compute", root=(1, 2), c=6, C=("1000000", 10**9),
              full={"root": range(1, 5)}, **SOME),
    too_strong("risk_at_fixed_compute", Eq(low, (1 + p) * a * of_compute ** (-p)), best_at_compute, root=2, b=1, beta=1,
               d=2, c=6, C=10**6),
    instances("smallest_at_fixed_compute", compute_law, a="1e-6", b=(1, 5), beta=(1, 2), d=(2, 3), c=6, C=(60, 600)),
    instances("one_sample_at_fixed_compute", compute_law, name="one sample",
              a=10**6, b=(1, 5), beta=(1, 2), d=(2, 3), c=6, C=(60, 600)),
    fails_without(given_compute, "one_sample_at_fixed_compute", compute_law, name="less than one sample allowed",
                  a=10**6, b=1, beta=1, d=2, c=6, C=60, ends=False),
    instances("compute_rate", compute_law, name="rate", a=(1, "1/50"), b=(3, 5), beta=(1, "1/2", 2), d=(1, 2, 8), c=6,
              C=(6, 100, 10**7)),
    too_strong("compute_rate", low <= (a + b) * (C / c) ** (-2 * beta / (2 * beta + d)), compute_law, a=1, b=1, beta=1,
               d=2, c=6, C=10**6),
    derives("log_form", within_a_billionth, scope=f"{len(LAWS)} laws, to 1/10^9"),
    too_strong("log_form", Eq(last, of_log / exp(Rational(1, 2))), minimum_near, samples=97, size=4, b=3, beta=1, d=2,
               c=6),
    fails_without(log_compute, "log_form", log_law, name="8 times the log term", a="1/2", b=3, beta=1, d=2, c=6,
                  C=10**6, waste=8),
    instances("log_form_one_active", log_law, name="one active parameter", a=("1/1000", "1/10"), b=3, beta=(1, "1/2"),
              d=(2, 3), c=6, C=(2494, 10**4)),
    fails_without(log_compute, "log_form_one_active", log_law, name="a thousandth of the log term", a="1/100", b=3,
                  beta=1, d=2, c=6, C=2494, waste="1/1000"),
    instances("log_form_no_branch", log_law, name="no branch", a=(100, 10**4), b=(1, "1/5"), beta=(1, 2), d=(2, 3), c=6,
              C=(60, 600)),
    fails_without(log_compute, "log_form_no_branch", log_law, name="a million times the log term", a=100, b=1, beta=1,
                  d=2, c=6, C=60, waste=10**6),
)  # fmt: skip
