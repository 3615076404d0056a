"""Claims of one or of several results brought to common symbols, so that their bounds can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy
from flint import fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.calculus.inequalities.steps import identity
from boundkit.calculus.solving.comparison import Comparison, compare
from boundkit.calculus.solving.pace import SECONDS
from boundkit.calculus.solving.planes import Plane, plane
from boundkit.errors import DomainError, MalformedInputError, MissingValueError, NotEvaluableError, UnknownNameError
from boundkit.formulas.domain import Domain
from boundkit.formulas.evaluation import expand, substitute
from boundkit.formulas.functions import given_functions
from boundkit.formulas.symbols import Variable, check_values
from boundkit.statements.claim import Claim
from boundkit.statements.conditions import condition_holds
from boundkit.statements.relation import ASYMPTOTIC


@dataclass(frozen=True)
class Aligned:
    """Bounds in common symbols: ``expressions`` in the order of the claims, and the conditions of all of them."""

    expressions: tuple[sympy.Expr, ...]
    where: tuple[Relational, ...]
    symbols: Mapping[str, Variable]

    def value(self, index: int, values: Mapping[str, fmpq], digits: int = 17) -> Enclosure:
        """One of the bounds at exact values. Raises DomainError outside its domain."""
        return enclosure(self.expressions[index], values, digits)


def aligned(claims: Sequence[Claim], functions: Mapping[str, str] | None = None) -> Aligned:
    """The right-hand sides of the claims, with one symbol for every name, which takes the values that all allow.

    ``functions`` are formulas for function symbols. Raises NotEvaluableError for an asymptotic claim.

    >>> from boundkit.formulas.symbols import natural, quantity, real
    >>> from boundkit.statements.relation import UPPER
    >>> N = quantity("N", "pieces", measure=len)
    >>> left = Claim("upper", UPPER, N <= natural("E", "experts"))
    >>> right = Claim("upper", UPPER, N <= real("E", "experts", least=2) ** 2)
    >>> str(aligned([left, right]).symbols["E"].domain)
    'integer >= 2'
    """
    for claim in claims:
        if claim.sense is ASYMPTOTIC:
            raise NotEvaluableError(
                f"{claim.name} is asymptotic ({claim.statement}): it has no constants; compare explicit claims"
            )
    named: dict[str, list[Variable]] = {}
    for claim in claims:
        for name, symbol in claim.symbols.items():
            named.setdefault(name, []).append(symbol)
    common: dict[str, Variable] = {}
    for name in list(named):
        _settle(name, named, common)

    def put_in(expression: sympy.Expr) -> sympy.Expr:
        written = given_functions(expand(expression), functions or {})
        return written.xreplace({s: common[s.name] for s in written.free_symbols if s.name in common})

    where = [c.func(*map(put_in, c.args), evaluate=False) for claim in claims for c in claim.conditions]
    used = {name: common[name] for claim in claims for name in claim.symbols}
    return Aligned(tuple(put_in(claim.expression) for claim in claims), tuple(dict.fromkeys(where)), used)


def _settle(name: str, named: dict[str, list[Variable]], common: dict[str, Variable]) -> None:
    """Find the common symbol of a name, those at the ends of its domain first: of k <= E it is E."""
    common[name] = named[name][0]  # until its ends are settled, which may ask for it
    ends = [end for symbol in named[name] for end in (symbol.domain.least, symbol.domain.greatest) if end is not None]
    below = sorted({symbol for end in ends for symbol in end.free_symbols}, key=str)
    for own in {symbol.name for symbol in below} - common.keys():
        named.setdefault(own, [symbol for symbol in below if symbol.name == own])
        _settle(own, named, common)
    common[name] = _common(named[name], {symbol: common[symbol.name] for symbol in below})


def _common(symbols: Sequence[Variable], ends_in: Mapping[sympy.Basic, Variable]) -> Variable:
    """One symbol that takes the values that all of them may take; the ends of its domain are in common symbols."""
    first, domains = symbols[0], [_written_in(symbol.domain, ends_in) for symbol in symbols]
    if all(domain == domains[0] for domain in domains):
        return Variable(first.name, first.meaning, domains[0], first.unit)
    leasts = [domain.least for domain in domains if domain.least is not None]
    ends = [domain.greatest for domain in domains if domain.greatest is not None]
    least, greatest = sympy.Max(*leasts) if leasts else None, sympy.Min(*ends) if ends else None
    is_open = any(domain.open and domain.least == least for domain in domains)
    open_above = any(domain.open_above and domain.greatest == greatest for domain in domains)
    integer = any(domain.integer for domain in domains)
    return Variable(first.name, first.meaning, Domain(integer, least, is_open, greatest, open_above), first.unit)


def _written_in(domain: Domain, symbols: Mapping[sympy.Basic, Variable]) -> Domain:
    least, greatest = (end if end is None else end.xreplace(symbols) for end in (domain.least, domain.greatest))
    return replace(domain, least=least, greatest=greatest)


def compare_claims(
    left: Claim,
    right: Claim,
    values: Mapping[str, Any] | None = None,
    *,
    functions: Mapping[str, str] | None = None,
    seconds: float | None = SECONDS,
) -> Comparison:
    """Which of two bounds is smaller at exact values of some of their symbols, over the domains of the others.

    After ``seconds`` of processor time it is undecided. Raises UnknownNameError for a value of a symbol that neither
    has, and what boundkit.calculus.solving.comparison raises.
    """
    both = aligned((left, right), functions)
    one, other = both.expressions
    return compare(one, other, _checked(both, values or {}), where=both.where, seconds=seconds)


def plane_of_claims(
    claims: Sequence[Claim],
    columns: tuple[str, Sequence[fmpq]],
    rows: tuple[str, Sequence[fmpq]],
    values: Mapping[str, Any] | None = None,
    *,
    functions: Mapping[str, str] | None = None,
) -> Plane:
    """Which of several bounds is smallest at every point of a grid of two symbols, decided by exact or ball arithmetic.

    A bound takes no part where it is not claimed. Raises MissingValueError when a symbol has no value.
    """
    names = {columns[0], rows[0]}
    if len(names) < 2:
        raise MalformedInputError("a plane has two different symbols; give ranges for two")
    sides = [aligned([claim], functions) for claim in claims]
    every = aligned(claims, functions)
    given = _checked(every, values or {}, names)
    missing = sorted(every.symbols.keys() - given.keys() - names)
    if missing:
        raise MissingValueError(f"no value for {', '.join(missing)}; give one for every symbol but two")

    def bound(own: Aligned, claim: Claim) -> Any:
        def value(at: Mapping[str, fmpq], digits: int) -> Enclosure:
            numbers = {name: number for name, number in at.items() if name in own.symbols}
            check_values(own.symbols, numbers)
            known = {**numbers, **(functions or {})}
            if not all(condition_holds(condition, known) for condition in claim.conditions):
                raise DomainError(f"{claim.name} is not claimed there")
            return own.value(0, numbers, digits)

        return value

    def same(one: int, other: int, at: Mapping[str, fmpq]) -> bool:
        left, right = (substitute(every.expressions[index], at) for index in (one, other))
        return identity("", left, right).holds is True

    return plane([bound(own, claim) for own, claim in zip(sides, claims, strict=True)], columns, rows, given, same)


def _checked(both: Aligned, values: Mapping[str, Any], ranged: set[str] = frozenset()) -> dict[str, fmpq]:  # type: ignore[assignment]
    for name in {*values, *ranged}:
        if name not in both.symbols:
            raise UnknownNameError.among("symbol", name, both.symbols)
    return check_values(both.symbols, {name: rational(value) for name, value in values.items()})
