"""Operations of formulas that sympy lacks: integers of a relation, a branch of Lambert's W, sums over paths."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.precedence import PRECEDENCE


class GreatestInteger(sympy.Function):
    """The greatest integer N from 1 to start with N <= bound(N), for a nondecreasing bound; 0 where there is none.

    GreatestInteger(bound, N, start), where ``start`` is known to be no smaller than any solution. The iteration
    N -> floor(bound(N)) descends from it; every integer that it passes over fails the relation, because the bound is
    nondecreasing. Neither condition is proved here: a start that is too small is refused only when the bound there
    exceeds it.
    """

    nargs = 3

    @property
    def bound_symbols(self) -> set[sympy.Basic]:
        return {self.args[1]}

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        bound, variable, start = self.args
        return (bound.free_symbols - {variable}) | start.free_symbols

    def _eval_subs(self, old: sympy.Basic, new: sympy.Basic) -> sympy.Basic | None:
        return self if old == self.args[1] else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        bound, variable, _ = (printer._print(arg) for arg in self.args)
        shown = rf"\max\left\{{{variable} \in \mathbb{{N}} : {variable} \leq {bound}\right\}}"
        return shown if exp is None else rf"\left({shown}\right)^{{{exp}}}"


class LowerLambertW(sympy.Function):
    """The branch W_(-1) of Lambert's W: the number w <= -1 with w exp(w) = x, for -1/e <= x < 0.

    Sympy's ``LambertW(x, -1)`` says of itself that it is not real where its argument is a formula.

    >>> v = sympy.Symbol("v", nonnegative=True)
    >>> LowerLambertW(-(1 + v) * sympy.exp(-1 - v)), LowerLambertW(sympy.Rational(-1, 5))
    (-v - 1, LowerLambertW(-1/5))
    """

    nargs = 1
    is_real = True
    is_negative = True

    @classmethod
    def eval(cls, x: sympy.Expr) -> sympy.Expr | None:
        """w, where x is w exp(w) as it is written and w <= -1 by its assumptions."""
        exponents = [factor.exp for factor in sympy.Mul.make_args(x) if isinstance(factor, sympy.exp)]
        if exponents and (exponents[0] + 1).is_nonpositive:
            rest = x / sympy.exp(exponents[0])
            return exponents[0] if rest == exponents[0] or (rest - exponents[0]).expand() == 0 else None
        return None

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return self / (self.args[0] * (1 + self))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        shown = rf"W_{{-1}}\left({printer._print(self.args[0])}\right)"
        return shown if exp is None else rf"\left({shown}\right)^{{{exp}}}"


class Least(sympy.Expr):
    """The least value of a formula over a range of integers that is not empty: Least(body, (i, first, last))."""

    is_commutative = True
    is_real = True
    precedence = PRECEDENCE["Mul"]

    def __new__(cls, body: Any, limits: Any) -> Least:
        return sympy.Expr.__new__(cls, sympy.sympify(body), sympy.Tuple(*limits))

    @property
    def bound_symbols(self) -> set[sympy.Basic]:
        return {self.args[1][0]}

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        body, (index, first, last) = self.args
        return (body.free_symbols - {index}) | first.free_symbols | last.free_symbols

    def _eval_subs(self, old: sympy.Basic, new: sympy.Basic) -> sympy.Basic | None:
        return self if old in self.bound_symbols else None

    def _latex(self, printer: Any) -> str:
        body, (index, first, last) = self.args
        first, index, last = map(printer._print, (first, index, last))
        return rf"\min_{{{first} \leq {index} \leq {last}}} {printer.parenthesize(body, PRECEDENCE['Mul'])}"


class PathSum(sympy.Expr):
    """A sum over choices made layer by layer: PathSum(term, (j, most), (a, start, following), (l, first, last)).

    The sum, over all j_first, .., j_last with 0 <= j_l <= most(l, a_l), of the product of term(l, a_l, j_l), where
    a_first = start and a_(l+1) = following(l, a_l, j_l). Without layers it is 1.
    """

    is_commutative = True
    is_real = True
    precedence = PRECEDENCE["Mul"]

    def __new__(cls, term: Any, choice: Any, state: Any, layers: Any) -> PathSum:
        parts = map(sympy.sympify, (term, sympy.Tuple(*choice), sympy.Tuple(*state), sympy.Tuple(*layers)))
        return sympy.Expr.__new__(cls, *parts)

    @property
    def bound_symbols(self) -> set[sympy.Basic]:
        return {part[0] for part in self.args[1:]}

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        term, (_, most), (_, start, following), (_, first, last) = self.args
        inside = term.free_symbols | most.free_symbols | following.free_symbols
        return (inside - self.bound_symbols) | start.free_symbols | first.free_symbols | last.free_symbols

    def _eval_subs(self, old: sympy.Basic, new: sympy.Basic) -> sympy.Basic | None:
        return self if old in self.bound_symbols else None

    def doit(self, **hints: Any) -> sympy.Expr:
        """The sums written out, one inside the other, when the ends of the layers are numbers."""
        term, (choice, most), (state, start, following), (layer, first, last) = self.args
        if last == first - 1:
            return sympy.Integer(1)
        if not (first.is_Integer and last.is_Integer):
            return self
        own = choice if first == last else choice.func(f"{choice}_{first}", **choice.assumptions0)
        here = {layer: first, state: start, choice: own}
        rest = PathSum(term, self.args[1], (state, following.xreplace(here), following), (layer, first + 1, last))
        return sympy.Sum(term.xreplace(here) * rest.doit(), (own, 0, most.xreplace(here)))

    def displayed(self, following_layer: str) -> tuple[list[sympy.Basic], sympy.Expr]:
        """The conditions on the choices and states, and the product, with indices a_l and j_l written out."""
        term, (choice, most), (state, start, following), (layer, *ends) = self.args

        def at(index: Any) -> dict[sympy.Basic, sympy.Symbol]:
            return {symbol: sympy.Symbol(f"{symbol}_{index}") for symbol in (choice, state)}

        here, first, then = at(layer), at(ends[0]), at(following_layer.format(layer))
        conditions = [
            sympy.Le(0, here[choice], evaluate=False),
            sympy.Le(here[choice], most.xreplace(here), evaluate=False),
            sympy.Eq(first[state], start, evaluate=False),
            sympy.Eq(then[state], following.xreplace(here), evaluate=False),
        ]
        return conditions, sympy.Product(term.xreplace(here), (layer, *ends))

    def _sympystr(self, printer: Any) -> str:
        conditions, product = self.displayed("({}+1)")
        return f"Sum({printer._print(product)} over {', '.join(map(printer._print, conditions))})"

    def _latex(self, printer: Any) -> str:
        conditions, product = self.displayed("{}+1")
        below = r" \\ ".join(printer._print(condition) for condition in conditions)
        return rf"\sum\limits_{{\substack{{{below}}}}} {printer._print(product)}"
