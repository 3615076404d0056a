"""Conditions between symbols at exact values: they hold, they do not, or that is not decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from flint import ctx
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.errors import DomainError, NotEvaluableError
from boundkit.formulas.evaluation import expand, substitute
from boundkit.formulas.functions import given_functions
from boundkit.formulas.symbols import functions_in

_PRECISION_OF_CONDITIONS = 256


def written_out(condition: Relational, values: Mapping[str, Any]) -> Relational:
    """The condition without abbreviations, and with the functions of ``values`` put in."""
    return condition.func(*(given_functions(expand(side), values) for side in condition.args), evaluate=False)


def condition_holds(condition: Relational, values: Mapping[str, Any]) -> bool | None:
    """Whether it holds at ``values`` (by symbol name), in exact or ball arithmetic; None where that is not decided."""
    relation = written_out(condition, values)
    decided: Any = None
    if not functions_in(relation) and all(symbol.name in values for symbol in relation.free_symbols):
        try:
            with ctx.workprec(_PRECISION_OF_CONDITIONS):
                decided = exact_or_ball(relation, values)
        except DomainError:  # what is not defined does not hold
            return False
        except NotEvaluableError:
            pass
    if decided is not None or relation.has(sympy.Integral):
        return decided
    held = substitute(relation, values)
    return bool(held) if held in (sympy.true, sympy.false) else None


def values_in(condition: Relational, values: Mapping[str, Any]) -> str:
    """The values at the symbols and functions of a condition, as text."""
    condition = expand(condition)
    names = sorted({s.name for s in condition.free_symbols} | {f.func.__name__ for f in functions_in(condition)})
    return ", ".join(f"{name} = {values[name]}" for name in names if name in values)
