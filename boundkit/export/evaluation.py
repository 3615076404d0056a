"""Evaluations as ``boundkit eval`` tells them: JSON, CSV and text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import sympy

from boundkit.arithmetic.rational import rational
from boundkit.arithmetic.text import has_large_powers
from boundkit.commands.evaluate import Evaluation
from boundkit.commands.sweep import Column, Sweep, meanings_of
from boundkit.deadline import time_limit
from boundkit.errors import BoundkitError, BudgetExhaustedError, MalformedInputError
from boundkit.formulas.evaluation import Value
from boundkit.formulas.symbols import Abbreviation, require
from boundkit.formulas.text import latex, plain
from boundkit.statements.relation import ASYMPTOTIC
from boundkit.verdict import Verdict

_LONGEST_SHOWN = 400
_MOST_DIGITS = 2000
_SECONDS_FOR_FORMULA = 10.0


def evaluation_document(evaluation: Evaluation) -> dict[str, Any]:
    """The JSON of ``boundkit eval``."""
    head: dict[str, Any] = {"id": evaluation.theorem.id, "claim": evaluation.claim.name}
    if evaluation.logarithm:
        head["of"] = "the natural logarithm"
    if evaluation.model:
        head |= {"model": evaluation.model, "note": evaluation.note}
    if not evaluation.single:
        text = _written(evaluation)
        rows = [
            {"at": {n: text[id(v)] for n, v in point.items()}, "exact": value.exact, "enclosure": value.enclosure}
            for point, value in evaluation.rows
        ]
        return head | {"rows": rows} | ({"verdict": Verdict.INCONCLUSIVE.value} if evaluation.ended else {})
    value = evaluation.rows[0][1]
    return head | {
        "values": {name: str(v) for name, v in evaluation.rows[0][0].items()},
        "expression": _formula(value),
        "latex": _formula(value, _latex),
        "exact": value.exact,
        "enclosure": value.enclosure,
        "free": list(value.free),
        "terms": [
            {"name": short.name, "meaning": short.meaning, "exact": term.exact, "enclosure": term.enclosure}
            for short, term in _terms(evaluation)
        ],
    }


def evaluation_csv(evaluation: Evaluation) -> str:
    """Rows of values with the ends of the enclosure. Raises MissingValueError when a symbol is free."""
    out, text = io.StringIO(), _written(evaluation)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*evaluation.rows[0][0], "lower", "upper", "exact"])
    for point, value in evaluation.rows:
        require([*value.free], f"a row of {evaluation.theorem.id} {evaluation.claim.name}")
        writer.writerow([*[text[id(v)] for v in point.values()], *(value.enclosure or ()), value.exact or ""])
    return out.getvalue()


def _written(evaluation: Evaluation) -> dict[int, str]:
    """The values of the points as text, by identity: the rows of a grid share them."""
    values = {id(value): value for point, _ in evaluation.rows for value in point.values()}
    return {key: str(value) for key, value in values.items()}


def as_sweep(evaluation: Evaluation) -> Sweep:
    """The values over a grid as a sweep of one claim, to be drawn. Raises MissingValueError where a symbol is free."""
    claim = evaluation.claim
    label = f"{evaluation.theorem.id}:{claim.name}"
    numbers = []
    for _, value in evaluation.rows:
        require([*value.free], f"a picture of {label}")
        assert value.number is not None
        numbers.append(value.number)
    points = [{name: _exact_number(given) for name, given in point.items()} for point, _ in evaluation.rows]
    ranged = tuple(name for name in points[0] if len({str(point[name]) for point in points}) > 1)
    meaning = f"log of {claim.quantity.meaning}" if evaluation.logarithm else claim.quantity.meaning
    column = Column(label, claim.sense.sign, f"{claim.quantity}: {meaning}", tuple(numbers))
    return Sweep(tuple(points), (column,), ranged, symbols=meanings_of(claim))


def _exact_number(given: Any) -> Any:
    """An exact number; a formula of the user's as it is."""
    try:
        return rational(given)
    except MalformedInputError:
        return given


def evaluation_text(evaluation: Evaluation) -> str:
    """What a person reads."""
    written = _written(evaluation)
    lines = [_line(evaluation, written, point, value) for point, value in evaluation.rows]
    lines += [f"  {short} = {_number(term)}: {short.meaning}" for short, term in _terms(evaluation)]
    if evaluation.model:
        used = ", ".join(f"{name} = {written[id(v)]}" for name, v in evaluation.rows[0][0].items())
        lines += [f"at {used} ({evaluation.model})"] if evaluation.single else [evaluation.model]
        lines.append(evaluation.note)
    return "\n".join(lines)


def _line(evaluation: Evaluation, written: Mapping[int, str], point: Mapping[str, Any], value: Value) -> str:
    at = "" if evaluation.single else ", ".join([f"{n} = {written[id(v)]}" for n, v in point.items()]) + ":  "
    if value.number is None:
        quantity = f"log({evaluation.claim.quantity})" if evaluation.logarithm else evaluation.claim.quantity
        return f"{at}{quantity} {evaluation.claim.sense.sign} {plain(value.expression)}"
    shown = _formula(value) if evaluation.single and value.exact is None else ""
    return f"{at}{_number(value)}" + (f"  = {shown}" if 0 < len(shown) < _LONGEST_SHOWN else "")


def _number(value: Value) -> str:
    """A value that is known, as text."""
    if value.exact is not None:
        return value.exact if len(value.exact) <= _MOST_DIGITS else _shortened(value.exact)
    low, high = value.enclosure or ("", "")
    return f"[{low}, {high}]"


def _terms(evaluation: Evaluation) -> list[tuple[Abbreviation, Value]]:
    """The parts that the bound is written in, as far as they have a value at the one point and are found in time."""
    found: list[tuple[Abbreviation, Value]] = []
    if evaluation.single and not evaluation.logarithm and evaluation.claim.sense is not ASYMPTOTIC:
        with suppress(BoundkitError), time_limit(_SECONDS_FOR_FORMULA):
            for short, term in evaluation.claim.terms(**evaluation.rows[0][0]):
                if term.number is not None:
                    found.append((short, term))
    return found


def _formula(value: Value, written: Callable[[Any], str] = plain) -> str:
    """The formula with the values put in; empty where writing it takes longer than finding the value may."""
    try:
        with time_limit(_SECONDS_FOR_FORMULA):
            return written(value.expression)
    except BudgetExhaustedError:
        return ""


def _latex(expression: sympy.Expr) -> str:
    """As LaTeX; empty for sums with large powers, which the printer would take apart."""
    return "" if expression.has(sympy.Sum, sympy.Product) and has_large_powers(expression) else latex(expression)


def _shortened(digits: str) -> str:
    """A long number for a person."""
    return f"{digits[:20]}..{digits[-20:]}  ({len(digits)} characters; all of them with --json or --csv)"
