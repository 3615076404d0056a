"""Facts about the greatest and the least of some formulas that proofs of several results use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from sympy import Le, Max, Min, sympify

from boundkit.errors import ProofError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import real
from boundkit.proofs.kernel import Fact, algebra, apply, chain, content, substitute
from boundkit.proofs.terms import HOLE

x, y = real("x", "any number"), real("y", "any number")


def below_max(first: Any, second: Any, *by: Fact) -> Fact:
    """first <= max(first, second), which have values by what is known.

    >>> str(below_max(3, x**2))
    '3 <= Max(3, x**2)'
    """
    return substitute(
        algebra(Le(x, Max(x, y), evaluate=False)), {x: expand(sympify(first)), y: expand(sympify(second))}, by=by
    )


def each_of_max(fact: Fact) -> tuple[Fact, ...]:
    """a <= c and b <= c from max(a, b) <= c, in the order in which sympy writes a and b."""
    greatest = content(fact).relation.small
    parts = greatest.args if isinstance(greatest, Max) else ()
    return tuple(chain(below_max(part, Max(*(each for each in parts if each != part)), fact), fact) for part in parts)


def part_of_max(fact: Fact, part: Any) -> Fact:
    """a <= c from max(a, b) <= c. Raises ProofError where a is no part."""
    for one in each_of_max(fact):
        if content(one).relation.small == expand(part):
            return one
    raise ProofError(f"{content(fact).relation} is no maximum of {part} and others")


def part_of_min(fact: Fact, part: Any) -> Fact:
    """c <= a from c <= min(a, b)."""
    rest = Min(*(each for each in content(fact).relation.large.args if each != part))
    lower = substitute(algebra(Le(Min(x, y), x, evaluate=False)), {x: part, y: rest}, by=[fact])
    return chain(fact, lower)


def below_all(*facts: Fact, by: Iterable[Fact] = ()) -> Fact:
    """c <= min(a, b, ..) from c <= a, c <= b, .."""
    by = tuple(by)
    first, *others = facts
    number, least = content(first).relation.small, content(first).relation.large
    for fact in others:
        first = chain(apply(Min(HOLE, number), first, by=by), apply(Min(least, HOLE), fact, by=by))
        least = Min(least, content(fact).relation.large)
    return first


def least_of(*facts: Fact, by: Iterable[Fact] = ()) -> Fact:
    """min(a, b, ..) <= min(a', b', ..) from a <= a', b <= b', .."""
    by = tuple(by)

    def both(one: Fact, two: Fact) -> Fact:
        low, high = content(two).relation.small, content(one).relation.large
        return chain(apply(Min(HOLE, low), one, by=by), apply(Min(high, HOLE), two, by=by))

    return reduce(both, facts)
