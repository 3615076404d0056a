"""A claim over a grid of values: domains and conditions become compiled checks, each point costs microseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.ball import Form, compiled
from boundkit.arithmetic.rational import rational
from boundkit.errors import NotEvaluableError
from boundkit.formulas.evaluation import Value, log_of
from boundkit.formulas.functions import given_functions
from boundkit.formulas.symbols import Variable
from boundkit.statements.claim import Claim
from boundkit.statements.conditions import written_out
from boundkit.statements.relation import ASYMPTOTIC


def over_grid(
    claim: Claim, values: Mapping[str, Sequence[Any]], digits: int = 17, *, logarithm: bool = False
) -> Iterator[tuple[dict[str, Any], Value]]:
    """Every combination of the listed values, and what the claim is worth there.

    The values, meaning and errors are those of ``Claim.evaluate``, to which every point goes that the compiled checks
    do not certainly admit.
    """
    checked = _Checked.of(claim, values, logarithm)
    for combination in product(*values.values()):
        point = dict(zip(values, combination, strict=True))
        value = checked.value(point, digits) if checked is not None else None
        yield point, claim.evaluate(digits, logarithm=logarithm, **point) if value is None else value


@dataclass(frozen=True)
class _Checked:
    """The form of a claim with its checks, for points of a grid whose single values are known to be in their domain."""

    form: Form
    checks: tuple[Form, ...]

    @classmethod
    def of(cls, claim: Claim, values: Mapping[str, Sequence[Any]], logarithm: bool = False) -> _Checked | None:
        """None where a symbol stays free, or a value or a condition needs a closer look."""
        functions = {name: values[name][0] for name in claim.functions if len(values.get(name, ())) == 1}
        if claim.sense is ASYMPTOTIC or values.keys() - functions.keys() != claim.symbols.keys():
            return None
        for name, symbol in claim.symbols.items():
            for value in values[name]:
                symbol.domain.check(name, _exact(value), {})
        try:
            bound = given_functions(claim.expression, functions)
            form = compiled(log_of(bound) if logarithm else bound)
            relations = [written_out(condition, functions) for condition in claim.conditions]
            relations += [end for symbol in claim.symbols.values() for end in _depending_ends(symbol, claim.symbols)]
            return cls(form, tuple(map(compiled, relations)))
        except NotEvaluableError:
            return None

    def value(self, point: Mapping[str, Any], digits: int) -> Value | None:
        """The value at a point; None where a check fails or is undecided."""
        if not all(check(*[_exact(point[name]) for name in check.names]) is True for check in self.checks):
            return None
        number = self.form.enclosed(*[point[name] for name in self.form.names], digits=digits)
        return Value(self.form.expression, number, point)


def _exact(value: Any) -> fmpq:
    return value if isinstance(value, fmpq) else rational(value)


def _depending_ends(symbol: Variable, symbols: Mapping[str, Variable]) -> list[sympy.Basic]:
    """The ends of a domain that depend on other symbols, all of them given, as relations."""
    return [
        relation
        for relation in symbol.domain.relations(symbol)
        if all(s.name in symbols for s in relation.free_symbols)
    ]
