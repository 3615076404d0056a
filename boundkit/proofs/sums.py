"""Facts about sums that proofs of several results use, made by the rules of the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Eq, Sum, Symbol

from boundkit.formulas.symbols import natural, real
from boundkit.proofs.kernel import Fact, add, apply, assume, chain, content, induction, substitute, termwise, unfold
from boundkit.proofs.terms import HOLE, is_unknown, opaque

n = natural("n", "terms", least=0)
t = real("t", "a term")


def equal_terms() -> Fact:
    """t + .. + t = n t, n terms, for all n >= 0 and all t.

    >>> str(equal_terms())
    'Sum(t, (i, 1, n)) = n*t'
    """
    i = Symbol("i", integer=True)

    def sum_to(last: object) -> Sum:
        return Sum(t, (i, 1, last))

    claim = Eq(sum_to(n), n * t)
    step = chain(unfold(sum_to(n + 1), "last"), apply(HOLE + t, assume(claim)))
    return induction(n, claim, unfold(sum_to(0), "empty"), step)


def summed(fact: Fact, index: sympy.Symbol, last: Any, *, by: Iterable[Fact] = ()) -> Fact:
    """The sums over 1 .. last of a fact that is generic in the index, each side as ``taken_apart`` writes it.

    >>> from boundkit.formulas.symbols import natural, positive
    >>> from boundkit.proofs import algebra
    >>> i, m, x = natural("i", "an index"), natural("m", "terms"), positive("x", "a number")
    >>> print(summed(algebra(2 * x * i <= x * i**2 + x), i, m))
    2*x*Sum(i, (i, 1, m)) <= m*x + x*Sum(i**2, (i, 1, m))
    >>> print(summed(algebra(x / i <= x), i, m))
    x*Sum(1/i, (i, 1, m)) <= m*x
    """
    said, known = content(fact).relation, (fact, *by)
    small, large = (
        [] if _is_one_term(side, index) else [taken_apart(side, index, last, by=known)]
        for side in (said.small, said.large)
    )
    return chain(*small, termwise(fact, index, 1, last), *large)


def _is_one_term(body: sympy.Expr, index: sympy.Symbol) -> bool:
    """Whether nothing of a formula can be taken out of its sum."""
    return not body.is_Add and body.has(index) and body.as_independent(index, as_Add=False)[0] == 1


def taken_apart(body: sympy.Expr, index: sympy.Symbol, last: Any, *, by: Iterable[Fact] = ()) -> Fact:
    """Sum of a formula over 1 .. last as an equation with the sums of its terms, constants before them.

    The terms are those that the formula is written as. ``by`` says that the constants have values.
    """
    by = tuple(by)
    taken = {symbol.name for symbol in body.free_symbols}
    n = natural(next(name for name in ("n", "n_", "n__") if name not in taken), "terms so far", least=0)
    terms = [term.as_independent(index, as_Add=False) for term in sympy.Add.make_args(sympy.sympify(body))]
    varying = [(factor, term) for factor, term in terms if term != 1]
    constant = sympy.Add(*(factor for factor, term in terms if term == 1))
    hidden = [part for part in opaque(constant, *(factor for factor, _ in varying)) if not is_unknown(part)]
    if hidden:  # what only ``by`` gives a value is put in for any number
        standing = {part: real(f"{n}{k}", "any number") for k, part in enumerate(hidden)}
        apart = taken_apart(body.xreplace(standing), index, last, by=by)
        put = {symbol: part for part, symbol in standing.items() if symbol in content(apart).spoken}
        return substitute(apart, put, by=by)

    def total(formula: sympy.Expr, end: Any) -> Sum:
        return Sum(formula, (index, 1, end))

    def rest(how: str, end: Any) -> list[Fact]:
        """The sums of the terms up to an end, unfolded; nothing where all terms are alike."""
        facts = [apply(factor * HOLE, unfold(total(term, end), how), by=by) for factor, term in varying]
        return [apply(HOLE + constant * end, add(*facts), by=by)] if facts else []

    claim = Eq(total(body, n), constant * n + sum(factor * total(term, n) for factor, term in varying), evaluate=False)
    step = chain(
        unfold(total(body, n + 1), "last", by=by),
        apply(HOLE + body.xreplace({index: n + 1}), assume(claim), by=by),
        *rest("last", n + 1),
    )
    base = chain(unfold(total(body, sympy.S.Zero), "empty", by=by), *rest("empty", sympy.S.Zero))
    return substitute(induction(n, claim, base, step), {n: last})
