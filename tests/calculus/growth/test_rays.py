"""Growth along rays: limits by hand, random comparisons against many digits, factorials, refusals, traps."""

import math
from fractions import Fraction
from functools import cache
from random import Random

import mpmath
import pytest
import sympy
from sampled import one_in
from sympy import Abs, Eq, Max, Min, Piecewise, Rational, binomial, ceiling, exp, factorial, floor, log, oo, sqrt

from boundkit.calculus.growth.rays import along, compare_growth, growth, holds_eventually
from boundkit.errors import DomainError, UndecidedError
from boundkit.statements import natural, positive, real

n, m, W, L, D, E, K, a, b, s = sympy.symbols("n m W L D E K a b s", positive=True)
k = sympy.Symbol("k", integer=True, positive=True)
N = along(n)

LIMITS = {  # left, right, ray, relation, limit
    "product": (n * W, n + W, along(n, W), "omega", oo),
    "sum of products": (n**2 * W**2, n * W**2 + n**2 * W, along(n, W), "omega", oo),
    "others are parameters": (W * n + L, n, N, "Theta", W),
    "or grow as well": (W * n + L, n, along(n, W, L), "omega", oo),
    "aseries errs here": (n**-a * log(1 + n), n**-a * log(n), N, "Theta", 1),
    "limit errs here": ((a * exp(-a * n) + b * exp(-(a + b) * n)) * exp((a + b) * n), exp(b * n), N, "Theta", a),
    "limit raises here": (Max(n, k), n, N, "Theta", 1),
    "Max of both": (Max(n, k), n, along(n, k), "Theta", 1),
    "Min": (Min(n, k), k, N, "Theta", 1),
    "Max of parameters": (Max(a * n, b * n + 1), n, N, "Theta", Max(a, b)),
    "root": (sqrt(n**2 + 1) - n, 1 / n, N, "Theta", Rational(1, 2)),
    "log": (log(n + 1) - log(n), 1 / n, N, "Theta", 1),
    "e": ((1 + a / n) ** n, 1, N, "Theta", exp(a)),
    "e refined": ((1 + 1 / n) ** (n**2), exp(n), N, "Theta", exp(-Rational(1, 2))),
    "log of a sum": (log(n**3 + exp(n)), n, N, "Theta", 1),
    "log of a product": (log(n**3 * W), log(n), N, "Theta", 3),
    "iterated log": (log(log(n)) ** 9, log(n), N, "o", 0),
    "log power against power": (log(n) ** 100, n ** Rational(1, 100), N, "o", 0),
    "exponential": (n**100, exp(n ** Rational(1, 100)), N, "o", 0),
    "base above 1": ((1 + a) ** n, n**5, N, "omega", oo),
    "base below 1": ((1 / (1 + a)) ** n, n**-5, N, "o", 0),
    "small exponentials": (1 / (1 + exp(-n)) - 1, exp(-n), N, "Theta", -1),
    "beyond all powers": (log(n + exp(-n)) - log(n), exp(-n) / n, N, "Theta", 1),
    "difference of exponentials": (exp(n + 1 / n) - exp(n), exp(n) / n, N, "Theta", 1),
    "towers": (exp(exp(n)), exp(exp(n) + 1 / n), N, "Theta", 1),
    "n^n": (n**n, exp(n * log(n) - n), N, "omega", oo),
    "n^(log n)": (n ** log(n), exp(sqrt(n)), N, "o", 0),
    "floor": (floor(n / 3), n, N, "Theta", Rational(1, 3)),
    "ceiling of what vanishes": (ceiling(1 / n) + floor(1 / n), 1, N, "Theta", 1),
    "ceiling of a limit": (ceiling(Rational(5, 2) + 1 / n), 1, N, "Theta", 3),
    "ceiling of minus what vanishes": (floor(-1 / n), 1, N, "Theta", -1),
    "ceiling of a parameter": (ceiling(a) * n, n, N, "Theta", ceiling(a)),
    "Abs": (Abs(a - n), n, N, "Theta", 1),
    "case": (Piecewise((n, n < 5), (n**2, True)), n**2, N, "Theta", 1),
    "case of a sum": (Piecewise((n, Eq(n, W)), (n**2, True)), n, along(n, tied={W: n}), "Theta", 1),
    "finite sum": (sympy.Sum(n**k, (k, 1, 3)), n**3, N, "Theta", 1),
    "tied": (2 * D * E * floor(W / 3), E * Max(D * E, W), along(D, tied={W: D * E}), "omega", oo),
    "symbolic exponent": (m ** (-K / D), m**-2, along(m, tied={K: 2 * D + s}), "o", 0),
    "equal symbolic exponents": (m ** (-K / D), m**-2, along(m, tied={K: 2 * D}), "Theta", 1),
    "exponent in an interval": (n ** (a / (1 + a) * D), n**D, N, "o", 0),
    "given powers": (n * W, n**3, along(n, {W: 2}), "Theta", 1),
    "to zero": (log(1 / a), log(1 / a**2), along({a: -1}), "Theta", Rational(1, 2)),
    "zero": (n - n, n, N, "o", 0),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits(name):
    left, right, ray, relation, limit = LIMITS[name]
    found = compare_growth(left, right, ray)
    assert found.relation == relation
    assert found.ratio_limit == limit or sympy.simplify(found.ratio_limit - limit) == 0


@pytest.mark.parametrize("name", [name for name, case in LIMITS.items() if case[4] != 0 or case[3] != "o"])
def test_relations_turn_round(name):
    left, right, ray, relation, _ = LIMITS[name]
    turned = {"o": "omega", "omega": "o", "Theta": "Theta"}
    assert compare_growth(right, left, ray).relation == turned[relation]


SOFT = {
    "powers of log": (n * log(n) ** 7, n, "Theta"),
    "iterated logs": (n / log(log(n)), n, "Theta"),
    "exp of a root of log log": (exp(sqrt(log(log(n)))), sympy.S.One, "Theta"),
    "exp of log log": (exp(3 * log(log(n)) + 1), sympy.S.One, "Theta"),
    "exp of a root of log": (exp(sqrt(log(n))), sympy.S.One, "omega"),
    "a small power": (n ** Rational(101, 100), n * log(n) ** 9, "omega"),
    "below": (n**2, n**3 / log(n), "o"),
}


@pytest.mark.parametrize("name", SOFT)
def test_soft_relations(name):
    left, right, soft = SOFT[name]
    assert compare_growth(left, right, N).soft == soft


def test_a_soft_order_beyond_powers_is_refused_where_two_readings_differ():
    found = compare_growth(n * 2**n, 2**n, N)
    assert found.relation == "omega"
    assert found.soft is None
    with pytest.raises(UndecidedError, match="depends on what its logarithms are of"):
        found.within("soft-O")
    assert compare_growth(2**n, n * 2**n, N).within("soft-O")
    assert not compare_growth(3**n, 2**n, N).within("soft-O")


def test_orders():
    smaller, equal, larger = (compare_growth(f, n, N) for f in (log(n), 2 * n, n * log(n)))
    assert [c.within("O") for c in (smaller, equal, larger)] == [True, True, False]
    assert [c.within("o") for c in (smaller, equal, larger)] == [True, False, False]
    assert [c.within("Theta") for c in (smaller, equal, larger)] == [False, True, False]
    assert [c.within("soft-O") for c in (smaller, equal, larger)] == [True, True, True]


def test_rounding_in_an_exponent_leaves_a_bounded_factor():
    found = compare_growth(2 ** ceiling(log(n) / log(2)), n, N)
    assert (found.relation, found.ratio_limit) == ("Theta", None)
    assert "about n" in found.text
    assert compare_growth(exp(floor(n)), exp(n) * log(n), N).relation == "o"


def test_texts():
    assert compare_growth(3 * n**2, n, N).text == "along n -> oo: 3*n**2 outgrows n"
    assert str(growth(n * W, along(n, {W: 2}))) == "t**3"


# random sums and products against numerics ------------------------------------------------------------------------

SMALL, LARGE, BITS = 9, 11, 2500  # n = 2^(2^9) and 2^(2^11)


class Positive:
    """A positive formula with the logarithms of its values at two scales, to thousands of digits."""

    def __init__(self, formula, logs):
        self.formula, self.logs = formula, logs

    def __mul__(self, other):
        return Positive(self.formula * other.formula, [x + y for x, y in zip(self.logs, other.logs, strict=True)])

    def __pow__(self, power):
        exact = mpmath.mpf(power.numerator) / power.denominator
        return Positive(self.formula ** Rational(power), [x * exact for x in self.logs])

    def __add__(self, other):
        logs = [log_of_sum(x, y) for x, y in zip(self.logs, other.logs, strict=True)]
        return Positive(self.formula + other.formula, logs)


def log_of_sum(x, y):
    gap = abs(x - y)
    return max(x, y) + (mpmath.log1p(mpmath.exp(-gap)) if gap < BITS else 0)


@cache
def logarithms(level):
    with mpmath.workprec(BITS):
        log_n = 2**level * mpmath.log(2)
        return log_n, mpmath.log(log_n), mpmath.sqrt(log_n), mpmath.log(mpmath.log(log_n))


@cache
def root_of_n(level, power):
    with mpmath.workprec(BITS):
        return mpmath.root(mpmath.mpf(2) ** (2**level), power.denominator)


@cache
def number_log(number):
    with mpmath.workprec(BITS):
        return mpmath.log(number.numerator) - mpmath.log(number.denominator)


def monomial(draw):
    """c n^p log(n)^q exp(r n^u) with rational exponents, sometimes exp of a root of log n, or log log n."""
    c, p = Fraction(draw.randint(1, 9), draw.randint(1, 9)), Fraction(draw.randint(-6, 6), draw.choice((1, 2, 3)))
    q, r, u = (
        Fraction(draw.randint(-4, 4), 2),
        Fraction(draw.choice((0, 0, 0, 1, -1, 2))),
        Fraction(1, draw.randint(1, 3)),
    )
    root, slow = draw.choice((0, 0, 0, 1)), draw.choice((0, 0, 1))
    formula = (Rational(c) * n ** Rational(p) * log(n) ** Rational(q) * exp(Rational(r) * n ** Rational(u))
               * exp(root * sqrt(log(n))) * log(log(n)) ** slow)  # fmt: skip
    logs = []
    for level in (SMALL, LARGE):
        log_n, log_log_n, root_of_log_n, log_log_log_n = logarithms(level)
        logs.append(
            number_log(c) + log_n * p.numerator / p.denominator + log_log_n * q.numerator / q.denominator
            + r.numerator * root_of_n(level, u) + root * root_of_log_n + slow * log_log_log_n
        )  # fmt: skip
    return Positive(formula, logs)


def combined(draw):
    """A product of up to two powers of sums of up to three monomials."""
    total = None
    for _ in range(draw.randint(1, 2)):
        part = monomial(draw)
        for _ in range(draw.randint(0, 2)):
            part = part + monomial(draw)
        part = part ** Fraction(draw.choice((1, 1, 2, -1)), draw.choice((1, 1, 2)))
        total = part if total is None else total * part
    return total


@pytest.mark.parametrize("seed", one_in(7, range(240)))
def test_random_comparisons(seed):
    draw = Random(f"growth {seed}")
    with mpmath.workprec(BITS):
        left = combined(draw)
        right = combined(draw) if seed % 3 else left * monomial_of_order_one(draw) + left * vanishing()
        small, large = (x - y for x, y in zip(left.logs, right.logs, strict=True))
        found = compare_growth(left.formula, right.formula, N)
        if found.relation == "Theta":
            assert abs(large - mpmath.log(mpmath.mpmathify(sympy.N(found.ratio_limit, 30)))) < 0.01
        else:
            assert (large - small > 0.1) if found.relation == "omega" else (small - large > 0.1)


def monomial_of_order_one(draw):
    c = Fraction(draw.randint(1, 9), draw.randint(1, 9))
    return Positive(Rational(c), [number_log(c)] * 2)


def vanishing():
    return Positive(n ** Rational(-1, 2), [-(2**level) * mpmath.log(2) / 2 for level in (SMALL, LARGE)])


# factorials and binomials against exact integers -----------------------------------------------------------------

COUNTS = {  # formula, its exact value at n
    "factorial": (factorial(n), lambda n: math.factorial(n)),
    "of 2 n over n": (binomial(2 * n, n), lambda n: math.comb(2 * n, n)),
    "of 3 n over n": (binomial(3 * n, n), lambda n: math.comb(3 * n, n)),
    "of n over 7": (binomial(n, 7), lambda n: math.comb(n, 7)),
    "of n over n - 4": (binomial(n, n - 4), lambda n: math.comb(n, 4)),
    "of n + 5 over n": (binomial(n + 5, n), lambda n: math.comb(n + 5, n)),
    "of n^2 over n": (binomial(n**2, n), lambda n: math.comb(n * n, n)),
    "of n^2 over 2 n": (binomial(n**2, 2 * n), lambda n: math.comb(n * n, 2 * n)),
    "ratio of factorials": (factorial(2 * n) / factorial(n) ** 2 / 4**n, lambda n: Fraction(math.comb(2 * n, n), 4**n)),
    "shifted": (factorial(n + 3) / factorial(n - 2), lambda n: math.perm(n + 3, 5)),
    "double exponent": (factorial(n) ** 2 * log(n) / n, None),
}


@pytest.mark.parametrize("name", [name for name, (_, count) in COUNTS.items() if count])
def test_leading_terms_of_counts(name):
    formula, count = COUNTS[name]
    leading = growth(formula, N).expression
    errors = []
    for size in (500, 2000):
        value = count(size)
        log_value = mpmath.log(mpmath.mpf(value.numerator)) - mpmath.log(mpmath.mpf(value.denominator))
        log_leading = sympy.expand_log(log(leading), force=True).subs(sympy.Symbol("n", positive=True), size)
        errors.append(abs(float(log_value - mpmath.mpmathify(sympy.N(log_leading, 30)))))
    assert errors[1] < 0.03
    assert errors[1] < errors[0] / 2.5


def test_stirling_by_hand():
    found = compare_growth(factorial(n), sqrt(n) * (n / exp(1)) ** n, N)
    assert sympy.simplify(found.ratio_limit - sqrt(2 * sympy.pi)) == 0
    assert sympy.simplify(compare_growth(binomial(2 * n, n), 4**n / sqrt(n), N).ratio_limit - 1 / sqrt(sympy.pi)) == 0


def test_binomials_of_a_parameter():
    assert compare_growth(binomial(n, k), n**k, N).relation == "Theta"
    assert compare_growth(log(binomial(n, k)), k * log(n), N).ratio_limit == 1
    entropy = log(3) - Rational(2, 3) * log(2)
    assert sympy.simplify(compare_growth(log(binomial(3 * n, n)), 3 * n, N).ratio_limit - entropy) == 0


def test_binomials_below_their_simple_bound():
    """C(E, k) <= (e E / k)^k, with equality of logarithms to first order where k is much smaller than E."""
    experts, active = n**2, n
    bound = (exp(1) * experts / active) ** active
    assert compare_growth(binomial(experts, active), bound, N).relation == "o"
    assert compare_growth(log(binomial(experts, active)), log(bound), N).ratio_limit == 1


# refusals ----------------------------------------------------------------------------------------------------------

x = sympy.Symbol("x", real=True)
REFUSED = {
    "oscillation": (n * sympy.sin(n), N, "is not known: allowed are"),
    "small oscillation": (n + sympy.cos(n), N, "is not known: allowed are"),
    "unknown sign": (n * (a - b), N, "the sign of a - b"),
    "unknown exponents": (n**a + n**b, N, "the sign of"),
    "unknown parameter": (n * x, N, "the sign of x"),
    "log of a parameter": (n * log(a), N, "the sign of a - 1"),
    "base that may be 1": (1 + a**n, N, "the sign of a - 1"),
    "not real": (n * log(a - 1), N, "not known to be a real number"),
    "pole": (n / (a - 1), N, "not known to be a real number"),
    "rounding cancels": (n - floor(n), N, "the terms cancel"),
    "cancellation beyond all orders": (1 / (1 - 1 / n) - n / (n - 1 + exp(-n)), N, "32 orders"),
    "rounded at an integer": (floor(sqrt(4 + 1 / n)), N, "rounded at its limit 2"),
    "factorial of a rounding": (factorial(floor(n / 3)), N, "bounded error"),
    "log of what is negative": (log(a - n), N, "negative"),
    "factorial of what falls": (factorial(a - n), N, "neither grows nor is constant"),
    "case about parameters": (Piecewise((n, a < b), (n**2, True)), N, "the sign of"),
    "no case": (Piecewise((n, n < 5)), N, "no case"),
    "long sum": (sympy.Sum(k, (k, 1, n)), N, "is not known: allowed are"),
    "user function": (sympy.Function("f")(n), N, "is not known: allowed are"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name):
    expression, ray, message = REFUSED[name]
    with pytest.raises(UndecidedError, match=message):
        growth(expression, ray)


def test_nothing_compares_with_zero():
    with pytest.raises(UndecidedError, match="is 0"):
        compare_growth(n, sympy.S.Zero, N)


BAD_RAYS = {
    "empty": (lambda: along(), "nothing grows"),
    "twice": (lambda: along(n, {n: 2}), "given twice"),
    "tied and growing": (lambda: along(n, tied={n: W}), "given twice"),
    "power 0": (lambda: along({n: 0}), "constant other than 0"),
    "power that grows": (lambda: along(n, {W: n}), "constant other than 0"),
    "whole number to 0": (lambda: along({k: -1}), "whole number"),
    "circle": (lambda: growth(n * W, along(n, tied={W: L, L: W})), "in a circle"),
}


@pytest.mark.parametrize("name", BAD_RAYS)
def test_bad_rays(name):
    make, message = BAD_RAYS[name]
    with pytest.raises(DomainError, match=message):
        make()


def test_power_of_unknown_sign():
    with pytest.raises(UndecidedError):
        along({n: x})


experts = natural("E", "experts")
active = natural("k", "active experts", at_most=experts)
share = real("r", "a share", least=0, at_most=1)
radius = positive("delta", "radius")


def test_rays_stay_in_the_domains():
    assert compare_growth(binomial(experts, active), experts**active, along(experts)).relation == "Theta"
    assert growth(log(1 / radius), along({radius: -1})).expression == log(sympy.Symbol("t", positive=True))
    for ray in (along(active), along(share), along(experts, {active: 2}), along(experts, tied={active: -experts})):
        with pytest.raises(DomainError, match="leaves its domain"):
            growth(experts * active * share, ray)


def test_conditions_along_a_ray():
    assert holds_eventually(experts >= 2, along(experts)) is True
    assert holds_eventually(n >= experts, along(experts)) is False
    assert holds_eventually(n >= 2, along(experts)) is None
    assert holds_eventually(sympy.Ge(n, 2, evaluate=False), along(experts, tied={n: 3})) is True


def test_abbreviations_are_written_out():
    from boundkit.statements import define

    parameters = define("P", "parameters", experts**2)
    assert compare_growth(parameters, experts, along(experts)).relation == "omega"
