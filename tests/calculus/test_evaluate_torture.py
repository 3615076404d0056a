"""Every explicit claim of the catalogue at two precisions and in floating point: nothing may contradict the rest."""

import math
import random

import pytest
import sympy
from flint import ctx, fmpq
from sampled import one_in

from boundkit.api import catalogue
from boundkit.arithmetic.ball import Form, compiled
from boundkit.arithmetic.enclosure import precedes
from boundkit.arithmetic.nodes import GreatestInteger, Least, LowerLambertW, PathSum
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.formulas.functions import given_functions
from boundkit.statements.relation import ASYMPTOTIC

SIZES = {
    "boundary": (0,),
    "small": tuple(range(1, 12)),
    "large": (31, 200, 1023, 10**6, 10**6 + 3),
    "huge": (2**60, 2**100, 2**300),
}
MOST = {"boundary": 2, "small": 12, "large": 12, "huge": 6}
LONGEST_RANGE = 6
SUPPLIED = {"n": "5,3,4,6,5,7,4", "u": "1,2,1,3,1,2,2", "f": "2*y", "p": "x + 1/2", "lambda": "1", "beta": "x**2 + x",
            "w": "u**2", "C": "i - 2", "P": "1/(i + 1)", "V": "i"}  # fmt: skip
LARGEST_FLOAT, LEAST_FLOAT = rational(1.7976931348623157e308), rational(2.3e-308)
LARGEST_OF_GAMMA = 170  # beyond it gamma is no float, though a product with it may be one
TRIES = 400


def explicit_claims():
    for entry in catalogue().entries:
        for claim in entry.theorem.claims:
            if claim.sense is not ASYMPTOTIC:
                yield f"{entry.theorem.id} {claim.name}", claim


CLAIMS = dict(explicit_claims())
CASES = [(name, size) for name in CLAIMS for size in SIZES]


def form_of(claim):
    return compiled(given_functions(claim.expression, {name: SUPPLIED[name] for name in claim.functions}))


def counted(expression):
    """Symbols that say how many terms there are; they stay small."""
    ranges = expression.atoms(sympy.Sum, sympy.Product, Least, PathSum)
    found = {symbol.name for each in ranges for symbol in each.args[-1].free_symbols}
    found |= {symbol.name for each in expression.atoms(GreatestInteger) for symbol in each.free_symbols}
    return found


def a_value(symbol, size, capped, source):
    """An admissible number that float64 holds exactly, where no other symbol limits it."""
    least = symbol.domain.least
    low = rational(least) if least is not None and least.is_Rational else fmpq(0)
    step = source.choice(SIZES[size])
    if capped:
        step = min(step, source.randrange(LONGEST_RANGE))
    if symbol.domain.integer:
        return low + step
    return low + rational(source.choice((step + 1, (step + source.random()), 1 / (step + 1 + source.random()))))


def points(claim, size, names):
    source = random.Random(f"{claim.name} {size}")
    capped = counted(form_of(claim).expression)
    found = []
    for _ in range(TRIES):
        if len(found) == MOST[size]:
            break
        point = {}
        for name, symbol in claim.symbols.items():
            point[name] = a_value(symbol, size, name in capped, source)
        for name, symbol in claim.symbols.items():
            end = symbol.domain.greatest
            if end is not None and source.random() < 0.9:
                limit = rational(end) if end.is_Rational else point.get(str(end), point[name])
                point[name] = min(point[name], limit)
        try:
            for name, symbol in claim.symbols.items():
                symbol.domain.check(name, point[name], point)
        except DomainError:
            continue
        given = point | {name: SUPPLIED[name] for name in claim.functions}
        if (
            point not in found
            and claim.supports(given)
            and all(rational(float(point[n].p) / float(point[n].q)) == point[n] for n in names)
        ):
            found.append(point)
    return found


def as_float(value):
    return float(value.p) / float(value.q)


@pytest.mark.parametrize(("name", "size"), one_in(11, CASES))
def test_two_precisions_and_floating_point(name, size):
    claim = CLAIMS[name]
    form = form_of(claim)
    for point in points(claim, size, form.names):
        values = [point[name] for name in form.names]
        try:
            wide, narrow = form.enclosed(*values), form.enclosed(*values, digits=60)
        except DomainError:
            with pytest.raises(DomainError):
                form.enclosed(*values, digits=60)
            continue
        assert consistent(wide, narrow), (point, wide, narrow)
        if not (form.expression.has(sympy.gamma) and max(values) > LARGEST_OF_GAMMA):
            check_float(form, values, narrow)


def consistent(wide, narrow):
    """Whether they overlap, and the narrow one lies in the wide one up to its own width."""
    with ctx.workprec(300):
        slack = narrow.upper - narrow.lower
        inside = wide.lower - slack <= narrow.lower and narrow.upper <= wide.upper + slack
    return precedes(wide, narrow) is not False and precedes(narrow, wide) is not False and inside


def check_float(form, values, truth):
    try:
        value = float(form.floats(*map(as_float, values)))
    except NotEvaluableError:
        assert form.expression.has(sympy.Integral, PathSum)
        return
    if math.isnan(value):  # an argument of the lower branch that floats round to zero
        assert form.expression.has(LowerLambertW)
        return
    if truth.lower <= LARGEST_FLOAT and truth.upper >= -LARGEST_FLOAT:
        assert math.isfinite(value), (values, value)
        error = max(abs(truth.lower - rational(value)), abs(truth.upper - rational(value)))
        assert error <= max(abs(truth.upper) / 10**9, LEAST_FLOAT), (values, value, truth)
    else:
        assert math.isinf(value)
        assert (value > 0) is bool(truth.lower > 0)


def test_the_comparison_would_notice():
    """A constant that is off in the tenth digit, and ends that do not overlap, are disagreements."""
    x = sympy.Symbol("x", positive=True)
    right, wrong = Form(sympy.log(x)), Form(sympy.log(x) * (1 + sympy.Rational(1, 10**10)))
    assert not consistent(wrong.enclosed(7), right.enclosed(7, digits=60))
    off = Form(sympy.log(x) * (1 + sympy.Rational(1, 10**8)))
    with pytest.raises(AssertionError):
        check_float(off, [fmpq(7)], right.enclosed(7, digits=60))
    with pytest.raises(AssertionError):
        check_float(Form(x**1000), [fmpq(7)], right.enclosed(7, digits=60))
