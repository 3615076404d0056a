"""Claims, and formulas in claims, minimised over some of their symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy.core.relational import Relational

from boundkit.calculus.solving.optimum import Optimum, minimise
from boundkit.calculus.solving.pace import SECONDS
from boundkit.calculus.solving.question import BUDGET
from boundkit.errors import UnknownNameError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.functions import given_functions
from boundkit.formulas.parsing import PRINTED, parse
from boundkit.statements.claim import Claim
from boundkit.statements.inversion import claims_in, relation_of, split_relation
from boundkit.statements.theorem import Theorem


def read_formula(theorem: Theorem, text: str, claim: str | None = None) -> tuple[sympy.Expr, tuple[Claim, ...]]:
    """A formula in claims and symbols of a theorem, and the claims that it names.

    The name of a claim stands for its bound; of the ``claim`` that is given, its sense (upper, lower, exact) does too.
    Raises MalformedInputError, UnknownNameError, and NotEvaluableError for an asymptotic claim.
    """
    named = claims_in(theorem, text, None if claim is None else theorem.claim(claim))
    formulas = theorem.symbols | {name: one.expression for name, one in named.items()}
    return parse(text, formulas | PRINTED), tuple(dict.fromkeys(named.values()))


def minimise_claim(
    theorem: Theorem,
    formula: str,
    over: Sequence[str],
    values: Mapping[str, Any] | None = None,
    *,
    claim: str | None = None,
    subject_to: Sequence[str] = (),
    budget: int = BUDGET,
    seconds: float | None = SECONDS,
) -> Optimum:
    """The least value of a claim or a formula over the symbols named, where the claims that it names are made.

    ``values`` are exact numbers for other symbols, and formulas for functions; ``subject_to`` are relations between
    symbols and claims, such as 'm <= 10'; one between a symbol and a number is an end of its interval. See
    boundkit.calculus.solving.optimum.minimise for the answer, and what else is raised: UnknownNameError for a symbol
    that the formula does not have, MalformedInputError for what is no relation.

    >>> from boundkit.api import theorem
    >>> found = minimise_claim(theorem("wang2025.piece_count"), "upper", ["L"], {"E": 8})
    >>> print(found.best)
    L = 1: 8 (boundary)
    """
    asked, claims = read_formula(theorem, formula, claim)
    known = theorem.symbols | {name: one.expression for name, one in claims_in(theorem, " ".join(subject_to)).items()}
    relations = [
        relation_of(split_relation(text, "write one of <= >= < > = between two formulas, such as 'm <= 10'"), known)
        for text in subject_to
    ]
    conditions = [*relations, *(condition for one in claims for condition in one.conditions)]
    given = dict(values or {})
    functions = {name for one in claims for name in one.functions}
    supplied = {name: given.pop(name) for name in functions & given.keys()}
    expression = given_functions(expand(asked), supplied)
    ready = [
        part.func(*(given_functions(expand(side), supplied) for side in part.args), evaluate=False)
        for part in conditions
    ]
    symbols = {s.name: s for part in (expression, *ready) for s in part.free_symbols}
    for name in (*over, *given):
        if name not in symbols:
            raise UnknownNameError.among(f"symbol of {formula!r}", name, {*symbols, *functions})
    box, constraints = _ends(ready, over)
    return minimise(
        expression,
        [symbols[name] for name in over],
        subject_to=constraints,
        values=given,
        box=box or None,
        budget=budget,
        seconds=seconds,
    )


def _ends(conditions: Sequence[Relational], over: Sequence[str]) -> tuple[dict[str, tuple[Any, Any]], list[Relational]]:
    """Ends of intervals of the symbols, from conditions between a symbol and a number, and the other conditions."""
    ends: dict[str, tuple[Any, Any]] = {}
    others = []
    for condition in conditions:
        turned = condition if condition.lhs.is_Symbol else condition.reversed
        symbol, number = turned.args
        if isinstance(turned, sympy.Ge | sympy.Le) and str(symbol) in over and number.is_Rational:
            low, high = ends.get(str(symbol), (None, None))
            if isinstance(turned, sympy.Ge):
                low = number if low is None else max(low, number)
            else:
                high = number if high is None else min(high, number)
            ends[str(symbol)] = low, high
        else:
            others.append(condition)
    return ends, others
