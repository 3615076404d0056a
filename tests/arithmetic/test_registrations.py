"""Every operation answers every question of its record, and the answers of one operation agree with each other."""

from itertools import pairwise

import numpy as np
import pytest
import sympy
from flint import arb, ctx, fmpq
from sympy import Rational
from sympy.core.function import AppliedUndef

import boundkit.arithmetic.arrays
import boundkit.calculus.growth
import boundkit.calculus.ranges  # noqa: F401 - their answers are attached when they are imported
from boundkit.arithmetic import nodes, source
from boundkit.arithmetic.arrays import _INSTRUCTIONS as OF_ARRAYS
from boundkit.arithmetic.ball import compiled, exact_or_ball
from boundkit.arithmetic.nodes import GreatestInteger, Least, LowerLambertW, PathSum
from boundkit.arithmetic.operation import Defined, NotSupported, Operation, Trait
from boundkit.arithmetic.operations import INSTRUCTIONS
from boundkit.arithmetic.registrations import OPERATIONS, calls, operation_of
from boundkit.calculus.growth import along, growth
from boundkit.calculus.inequalities.judgement import certify
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import natural, trend
from boundkit.discovery.discover import discover
from boundkit.errors import DomainError, MalformedInputError, NotEvaluableError, UndecidedError
from boundkit.export.mathml import mathml
from boundkit.formulas.parsing import parse
from boundkit.formulas.smooth import derivative, is_smooth
from boundkit.formulas.text import plain

x = sympy.Symbol("x", positive=True)
n = sympy.Symbol("n", integer=True, positive=True)
i, j, a, m = sympy.symbols("i j a m", integer=True, nonnegative=True)
SAMPLES = {
    "Add": x + 1 / x, "Mul": x * sympy.log(x), "Pow": x**Rational(3, 2), "exp": sympy.exp(-x), "log": sympy.log(x),
    "sin": sympy.sin(x), "cos": sympy.cos(x), "erf": sympy.erf(x / 2),
    "Abs": sympy.Abs(x - 3), "Max": sympy.Max(x, 2), "Min": sympy.Min(x, 2),
    "ceiling": sympy.ceiling(x), "floor": sympy.floor(x), "factorial": sympy.factorial(n),
    "binomial": sympy.binomial(n, 2), "gamma": sympy.gamma(x), "loggamma": sympy.loggamma(x),
    "polygamma": sympy.polygamma(1, x), "LowerLambertW": LowerLambertW(-1 / (2 + x)),
    "Sum": sympy.Sum(1 / i, (i, 1, n)),
    "Product": sympy.Product(1 + x / i, (i, 1, 3)),
    "Integral": sympy.Integral(a * x, (a, 0, x)), "Piecewise": sympy.Piecewise((x, x < 3), (3 * x, True)),
    "GreatestInteger": GreatestInteger(sympy.log(m + x) + 2, m, x + 9), "Least": Least(i + x / i, (i, 1, 5)),
    "PathSum": PathSum(j + x, (j, i), (i, 1, i + j), (a, 1, 2)),
}  # fmt: skip
POINTS = [fmpq(1), fmpq(2), fmpq(4)]
QUESTIONS = ("exact", "array", "span", "direction", "smooth", "growth", "command", "text")
each = pytest.mark.parametrize("record", OPERATIONS, ids=lambda record: record.name)


def value(form, place):
    return exact_or_ball(form, {symbol.name: place for symbol in form.free_symbols})


def box_of(form, low, high):
    (symbol,) = form.free_symbols
    return symbol, Box.of({symbol.name: (low, high)}, integers="n")


@each
def test_every_operation_answers_everything(record):
    assert record.unanswered() == []
    for question in QUESTIONS:
        answer = getattr(record, question)
        assert answer is not None, question
        if isinstance(answer, NotSupported):
            assert len(answer.reason.split()) >= 4, (question, answer.reason)


def test_an_operation_that_lacks_an_answer_is_found():
    given = {
        "kind": sympy.tanh, "call": "tanh", "exact": np.tanh, "traits": Trait.PLAIN, "defined": Defined.EVERYWHERE,
        "smooth": True, "command": {}, "text": "tanh",
    }  # fmt: skip
    with pytest.raises(TypeError, match="direction"):
        Operation(**given, span=lambda node, x: None)
    new = Operation(**given, span=lambda node, x: None, direction=None)
    assert new.unanswered() == ["array", "direction", "growth"]
    new.answers(array=np.tanh, direction=lambda *_: None, growth=NotSupported("it is not expanded here"))
    assert new.unanswered() == []
    with pytest.raises(ValueError, match="array already"):
        new.answers(array=np.tanh)


def test_every_operation_is_registered():
    written = {name.removeprefix("_write_") for name in vars(source._Writer) if name.startswith("_write_")}
    own = {name for name, kind in vars(nodes).items() if isinstance(kind, type) and kind.__module__ == nodes.__name__}
    assert written | own <= set(SAMPLES)
    assert set(SAMPLES) == {record.name for record in OPERATIONS}
    assert INSTRUCTIONS.keys() == OF_ARRAYS.keys()
    assert len({record.call for record in OPERATIONS}) == len(OPERATIONS)


def test_the_formulas_of_the_catalogue_hold_no_other_operation():
    for entry in discover().entries:
        for claim in entry.theorem.claims:
            nodes_of = sympy.preorder_traversal(claim.expression)
            others = [node for node in nodes_of if isinstance(node, sympy.Expr) and node.args]
            kinds = {type(node) for node in others if operation_of(node) is None}
            assert all(issubclass(kind, AppliedUndef | sympy.Derivative) for kind in kinds), (entry, claim.name)


@each
def test_exact_ball_and_array_forms_agree(record):
    form = SAMPLES[record.name]
    assert any(operation_of(node) is record for node in sympy.preorder_traversal(form))
    for place in POINTS:
        exact = value(form, place)
        if record.name not in ("factorial", "binomial", "Sum", "GreatestInteger"):  # they take exact whole numbers
            assert arb(value(form, arb(place, "1e-30"))).overlaps(arb(exact)) or record.name in ("ceiling", "floor")
        arrays = compiled(form).floats
        if isinstance(record.array, NotSupported):
            with pytest.raises(NotEvaluableError, match="no vectorised form"):
                arrays(np.array([1.0, 2.0]))
        else:
            assert arrays(np.array([float(place)] * 2)) == pytest.approx([float(arb(exact))] * 2, rel=1e-12)


@each
def test_spans_hold_the_values_and_directions_tell_their_order(record):
    form = SAMPLES[record.name]
    for low, high in [(1, 2), (2, 4), (1, 4), (4, 9)]:
        symbol, box = box_of(form, low, high)
        span, moves = natural(form, box), trend(form, symbol, box)
        values = [value(form, fmpq(low) + fmpq(high - low) * step) for step in (0, 1)]
        if symbol is x:
            values.insert(1, value(form, fmpq(low + high, 2)))
        if span is not None:
            assert all(span.ball.overlaps(arb(v)) for v in values)
        if isinstance(record.direction, NotSupported):
            assert moves is None
        if moves is not None:
            assert all(not arb((later - before) * moves) < 0 for before, later in pairwise(values))


@each
def test_smooth_operations_have_derivatives_with_an_arithmetic(record):
    form = SAMPLES[record.name]
    if isinstance(record.smooth, NotSupported):
        assert not is_smooth(form)
        return
    assert is_smooth(form)
    slope, h = derivative(form, x), fmpq(1, 10**12)
    for place in POINTS:
        with ctx.workprec(200):
            difference = (arb(value(form, place + h)) - arb(value(form, place - h))) / (2 * h)
            assert abs(difference - value(slope, place)) < fmpq(1, 10**9)


@each
def test_growth_is_known_or_refused(record):
    form = SAMPLES[record.name]
    (symbol,) = form.free_symbols
    settled = form.xreplace({symbol: 2 + 1 / symbol}) if record.name in ("sin", "cos") else form
    if record.name in ("Sum", "GreatestInteger", "Least", "PathSum", "Integral", "erf"):
        reason = record.growth.reason if isinstance(record.growth, NotSupported) else "its range grows"
        with pytest.raises(UndecidedError, match=reason):
            growth(settled, along(symbol))
    else:
        assert str(growth(settled, along(symbol)))


@each
def test_texts_and_commands_mean_the_operation(record):
    form = SAMPLES[record.name]
    assert record.text in plain(form) or record.name == "Pow"
    assert "<mtext>" not in mathml(form) or record.name == "Piecewise"
    if not isinstance(record.command, NotSupported):
        for name, kind in record.command.items():
            assert parse(f"{name}(x / 3 + 1)", {"x": sympy.Symbol("x")}) == kind(sympy.Symbol("x") / 3 + 1)
            assert operation_of(kind(sympy.Symbol("x") / 3 + 1)) is record


def test_calls_on_the_command_line_are_those_of_the_operations():
    named = [name for record in OPERATIONS if not isinstance(record.command, NotSupported) for name in record.command]
    assert len(set(named)) == len(named)
    assert {"exp", "log", "sin", "cos", "sqrt", "Abs", "abs", "loggamma"} <= set(named)
    assert set(calls()) == set(named)
    with pytest.raises(MalformedInputError, match="beyond 1000"):
        parse("loggamma(10**9)", {})


def test_the_logarithm_of_the_gamma_function_outside_its_domain():
    for place in (fmpq(0), fmpq(-1, 2)):
        with pytest.raises(DomainError, match="not a real number"):
            value(sympy.loggamma(x), place)
    assert not value(sympy.loggamma(x), arb(-1, 2)).is_finite()
    assert np.isnan(compiled(sympy.loggamma(x)).floats(np.array([-0.5]))).all()
    with pytest.raises(NotEvaluableError, match="exact integer"):
        value(sympy.polygamma(x, 2 + x), fmpq(1, 2))


@pytest.mark.parametrize(
    ("kind", "low", "high", "least", "greatest", "moves"),
    [
        (sympy.sin, 0, 1, 0, None, 1), (sympy.sin, 1, 2, None, 1, None), (sympy.sin, 2, 4, None, None, -1),
        (sympy.sin, 4, 5, -1, None, None), (sympy.sin, 0, 7, -1, 1, None), (sympy.sin, 0, None, -1, 1, None),
        (sympy.cos, -1, 1, None, 1, None), (sympy.cos, 0, 3, None, 1, -1), (sympy.cos, 4, 6, None, None, 1),
        (sympy.sin, 10**30, 10**30 + 1, None, None, None),
    ],
)  # fmt: skip
def test_ranges_of_sines(kind, low, high, least, greatest, moves):
    y = sympy.Symbol("y", real=True)
    box = Box.of({"y": (low, high)})
    span = natural(kind(y), box)
    assert trend(kind(y), y, box) == moves
    if high is not None:
        inside = [exact_or_ball(kind(y), {"y": low + fmpq(high - low) * step / 64}) for step in range(65)]
        assert all(span.ball.overlaps(arb(value)) for value in inside)
    assert least is None or span.lower == least
    assert greatest is None or span.upper == greatest
    assert span.lower >= -1
    assert span.upper <= 1


def test_what_sines_and_digammas_are_now_known_to_do():
    y = sympy.Symbol("y", positive=True)
    assert certify(sympy.Le(sympy.sin(y), y), {"y": (0, 1)}).holds is True
    assert certify(sympy.Le(sympy.digamma(y), sympy.log(y) + 1), {"y": (1, 5)}).holds is True
    assert str(growth(sympy.digamma(y) - sympy.log(y), along(y))) == "-1/(2*y)"
    assert str(growth(sympy.trigamma(y) - 1 / y, along(y))) == "1/(2*y**2)"
    assert str(growth(sympy.sin(1 / y) - 1 / y, along(y))) == "-1/(6*y**3)"
    with pytest.raises(UndecidedError, match="oscillate"):
        growth(sympy.sin(y), along(y))
