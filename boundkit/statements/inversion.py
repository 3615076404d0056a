"""Claims solved for one of their symbols, from a relation written as text, such as 'upper <= 1000'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy
from sympy.core.relational import Relational

from boundkit.calculus.solving.inversion import Solution, solve
from boundkit.calculus.solving.pace import SECONDS
from boundkit.calculus.solving.question import BUDGET, DIGITS
from boundkit.errors import MalformedInputError, NotEvaluableError, UnknownNameError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.functions import given_functions
from boundkit.formulas.parsing import PRINTED, parse
from boundkit.statements.claim import Claim
from boundkit.statements.relation import ASYMPTOTIC
from boundkit.statements.theorem import Theorem

_RELATIONS = {"<=": sympy.Le, ">=": sympy.Ge, "<": sympy.Lt, ">": sympy.Gt, "=": sympy.Eq, "==": sympy.Eq}
_SIGN = re.compile(r"<=|>=|==|<|>|=")
_NAME = re.compile(r"[^\W\d]\w*")


def read_relation(theorem: Theorem, text: str, claim: str | None = None) -> tuple[Relational, tuple[Claim, ...]]:
    """A relation between two formulas in claims and symbols of a theorem, and the claims that it names.

    The name of a claim stands for its bound; of the ``claim`` that is given, its sense (upper, lower, exact) does too.
    Raises MalformedInputError, saying what is allowed, UnknownNameError for a claim that there is not, and
    NotEvaluableError for an asymptotic one, which has no value.
    """
    chosen = None if claim is None else theorem.claim(claim)
    example = claim or next(iter(theorem.evaluable()), "upper")
    sides = split_relation(text, f"write a claim, one of <= >= < > = and a number, such as '{example} <= 1000'")
    named = claims_in(theorem, text, chosen)
    if not named:
        raise MalformedInputError(
            f"{text!r} names no claim of {theorem.id}; name one of {', '.join(theorem.evaluable())}"
        )
    if chosen is not None and chosen not in named.values():
        raise MalformedInputError(f"{text!r} does not name the claim {claim}; write it as '{claim} <= 1000'")
    formulas = theorem.symbols | {name: one.expression for name, one in named.items()}
    return relation_of(sides, formulas), tuple(dict.fromkeys(named.values()))


def split_relation(text: str, advice: str) -> tuple[str, str, str]:
    """Left side, sign and right side of a relation. Raises MalformedInputError with the advice for anything else."""
    sides, signs = _SIGN.split(text), _SIGN.findall(text)
    if len(signs) != 1 or not all(side.strip() for side in sides):
        raise MalformedInputError(f"{text!r} is no relation; {advice}")
    return sides[0], signs[0], sides[1]


def relation_of(sides: tuple[str, str, str], formulas: Mapping[str, Any]) -> Relational:
    """The relation between two sides, in the names of ``formulas``."""
    left, sign, right = sides
    known = {**formulas, **PRINTED}
    return _RELATIONS[sign](parse(left, known), parse(right, known), evaluate=False)


def claims_in(theorem: Theorem, text: str, chosen: Claim | None = None) -> dict[str, Claim]:
    """The claims that a formula names, by what they are called there: their names, of the chosen one its sense too.

    Raises NotEvaluableError for an asymptotic one.
    """
    known = {one.name: one for one in theorem.claims}
    if chosen is not None:
        known[str(chosen.sense)] = chosen
    named = {name: known[name] for name in _NAME.findall(text) if name in known}
    for one in named.values():
        if one.sense is ASYMPTOTIC:
            others = ", ".join(theorem.evaluable()) or "none"
            raise NotEvaluableError(
                f"{one.name} is asymptotic ({one.statement}): it has no value to compare; those that have: {others}"
            )
    return named


def solve_claim(
    theorem: Theorem,
    relation: str,
    symbol: str,
    values: Mapping[str, Any] | None = None,
    *,
    claim: str | None = None,
    want: str | None = None,
    between: tuple[Any, Any] | None = None,
    digits: int = DIGITS,
    budget: int = BUDGET,
    seconds: float | None = SECONDS,
) -> Solution:
    """The least or greatest value of a symbol at which a relation such as 'upper <= 1000' holds, certified.

    ``values`` are exact numbers for the other symbols, and formulas for functions. The conditions under which the
    claims are made, and the domains of all symbols, are respected. ``claim`` is a claim that the relation must name.
    See boundkit.calculus.solving.inversion.solve for ``want``, ``between``, ``seconds``, the answer, and what is
    raised.
    """
    asked, claims = read_relation(theorem, relation, claim)
    given = dict(values or {})
    conditions = [condition for one in claims for condition in one.conditions]
    functions = {name for one in claims for name in one.functions}
    symbols = {name for part in (asked, *conditions) for side in part.args for name in map(str, _symbols(side))}
    for name in given:
        if name not in symbols | functions:
            raise UnknownNameError.among(f"symbol of {relation!r}", name, symbols | functions)
    supplied = {name: given.pop(name) for name in functions & given.keys()}
    ready = [
        part.func(*(given_functions(expand(side), supplied) for side in part.args), evaluate=False)
        for part in (asked, *conditions)
    ]
    try:
        return solve(ready[0], symbol, given, want=want, where=ready[1:], between=between, digits=digits, budget=budget,
                     seconds=seconds)  # fmt: skip
    except UnknownNameError:
        raise UnknownNameError.among(f"symbol of {relation!r}", symbol, symbols) from None


def _symbols(side: sympy.Expr) -> set[sympy.Symbol]:
    return expand(side).free_symbols
