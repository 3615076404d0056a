"""Formulas as transseries along a ray: how each operation acts on series, attached to its registration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from boundkit.arithmetic.operation import NotSupported
from boundkit.arithmetic.registrations import operation, operation_of
from boundkit.calculus.growth.constants import is_real, sign
from boundkit.calculus.growth.monomials import ONE, iterated, order
from boundkit.calculus.growth.transseries import Bounded, LostError, Series, compose
from boundkit.errors import BoundkitError, BudgetExhaustedError, UndecidedError
from boundkit.formulas.bounded import attempt
from boundkit.formulas.text import plain
from boundkit.interruption import within

Found = TypeVar("Found")
_ORDERS = (2, 4, 8, 16, 32)
_LONGEST_PRODUCT = 32
_SECONDS = 10.0
_ALLOWED = (
    "sums, products, powers, log, exp, factorial, binomial, gamma, loggamma, digamma, ceiling, floor, Abs, Max and "
    "Min of the growing symbols, sin and cos of what settles"
)


def expanded(expression: sympy.Expr, scale: sympy.Symbol, read: Callable[[Series], Found]) -> Found:
    """What ``read`` finds in the expansion, taken further as long as its terms cancel. Raises UndecidedError."""
    reason: BoundkitError = UndecidedError("nothing was tried")
    try:
        with within(_SECONDS):
            for orders in _ORDERS:
                try:
                    return read(Expansion(scale, orders)(expression))
                except LostError as error:
                    reason = error
    except BudgetExhaustedError as error:
        reason = error
    shown = expression.xreplace({scale: sympy.Symbol(scale.name)})
    raise UndecidedError(f"the growth of {plain(shown)} is not decided by {_ORDERS[-1]} orders: {reason}")


class Expansion:
    """Expressions as series in the scale, functions of small terms taken to so many orders."""

    def __init__(self, scale: sympy.Symbol, orders: int) -> None:
        self.scale, self.orders = scale, orders
        self._known: dict[sympy.Expr, Series] = {scale: Series.of({iterated(0): sympy.S.One})}

    def __call__(self, node: sympy.Expr) -> Series:
        if node not in self._known:
            self._known[node] = self._of(node) if node.has(self.scale) else self._constant(node)
        return self._known[node]

    def _constant(self, node: sympy.Expr) -> Series:
        if not is_real(node):
            raise UndecidedError(f"{plain(node)} is not known to be a real number; give its symbols signs or values")
        return Series.constant(node)

    def _of(self, node: sympy.Expr) -> Series:
        known = operation_of(node)
        if known is None or known.growth is None:
            raise self._refusal(node)
        if isinstance(known.growth, NotSupported):
            raise self._refusal(node, known.growth.reason)
        rule: Callable[[Expansion, Any], Series] = known.growth
        return rule(self, node)

    def _refusal(self, node: sympy.Expr, reason: str = "") -> UndecidedError:
        shown = plain(self._shown(node))
        why = f"; {reason}" if reason else ""
        return UndecidedError(f"the growth of {shown} is not known: allowed are {_ALLOWED}{why}")

    def _shown(self, node: sympy.Expr) -> sympy.Expr:
        return node.xreplace({self.scale: sympy.Symbol(self.scale.name)})

    def _combined(self, operation: Callable[[Series, Series], Series], nodes: Any) -> Series:
        first, *others = map(self, nodes)
        for other in others:
            first = operation(first, other)
        return first

    def _power(self, node: sympy.Expr) -> Series:
        base, exponent = node.args
        if not exponent.has(self.scale):
            self._constant(exponent)
            return self(base).power(exponent, self.orders)
        return (self(exponent) * self(base).log(self.orders)).exp(self.orders)

    def _absolute(self, node: sympy.Expr) -> Series:
        inner = self(node.args[0])
        return inner.times(-1) if inner.sign() < 0 else inner

    def _rounded(self, node: sympy.Expr) -> Series:
        """x + O(1) where x grows, the rounded limit elsewhere. Raises UndecidedError at a limit that is an integer."""
        inner = self(node.args[0])
        monomial, c = inner.leading()
        if order(monomial) > 0:
            return inner + Series.of({}, [ONE])
        upward = isinstance(node, sympy.ceiling)
        if order(monomial) < 0:
            return Series.constant({(1, True): 1, (-1, False): -1}.get((sign(c), upward), 0))
        if len(inner.terms) == 1 and not inner.errors and not c.has(Bounded):
            return self._constant(node.func(c))
        nearest = sympy.floor(c)
        if nearest.is_Integer and sign(c - nearest) > 0:
            return Series.constant(nearest + upward)
        raise UndecidedError(f"{plain(self._shown(node))} is rounded at its limit {plain(c)}; give a ray without that")

    def _extreme(self, kind: Any, left: Series, right: Series) -> Series:
        difference = left - right
        if difference.is_zero:
            return left
        if not difference.terms:
            return left + difference
        try:
            left_wins = difference.sign() > 0
        except UndecidedError:
            (first, c), (second, d) = left.leading(), right.leading()
            if first != second:
                raise
            hidden = {m for m in (*left.monomials, *right.monomials) if m != first}
            return Series.of({first: kind(c, d)}, hidden)
        return left if left_wins is (kind is sympy.Max) else right

    def _binomial(self, node: sympy.Expr) -> Series:
        top, bottom = node.args
        if bottom.is_Integer and 0 <= bottom <= _LONGEST_PRODUCT:
            factors = [self(top).plus(-i) for i in range(int(bottom))]
            product = Series.constant(1 / sympy.factorial(bottom))
            for factor in factors:
                product = product * factor
            return product
        above, below = self(top), self(bottom)
        parts = above, below, above - below
        whole, *others = (self._log_gamma(part.plus(1)) for part in parts)
        return (whole - others[0] - others[1]).exp(self.orders)

    def _log_gamma(self, at: Series) -> Series:
        """log of the gamma function: Stirling's series, or the constant."""
        monomial, c = at.leading()
        if monomial == ONE and len(at.terms) == 1 and not at.errors:
            if sign(c) <= 0:
                raise UndecidedError(f"the gamma function at {plain(c)} is not known to be positive")
            return Series.constant(sympy.log(sympy.gamma(c)))
        if order(monomial) <= 0 or sign(c) < 0:
            raise UndecidedError("a factorial or binomial is taken of what neither grows nor is constant")
        last = self.orders // 2 + 1
        half = sympy.Rational(1, 2)
        total = at.plus(-half) * at.log(self.orders) - at + Series.constant(sympy.log(2 * sympy.pi) / 2)
        for j in range(1, last + 1):
            term = at.power(sympy.Integer(1 - 2 * j), self.orders)
            total = total + term.times(sympy.bernoulli(2 * j) / (2 * j * (2 * j - 1)))
        return total + Series.of({}, [monomial ** (-1 - 2 * last)])

    def _polygamma(self, node: sympy.Expr) -> Series:
        """The derivatives of Stirling's series, of any order from that of the digamma function on."""
        if not node.args[0].is_Integer:
            raise self._refusal(node, "its order is not a number")
        number, at = int(node.args[0]), self(node.args[1])
        monomial, c = at.leading()
        if order(monomial) <= 0 or sign(c) < 0:
            raise UndecidedError("a polygamma function is taken of what does not grow")
        last = self.orders // 2 + 1
        total = at.log(self.orders) if number == 0 else at.power(-sympy.Integer(number), self.orders).times(
            (-1) ** (number - 1) * sympy.factorial(number - 1)
        )  # fmt: skip
        exponents = [1, *(2 * j for j in range(1, last + 1))]
        coefficients = [-sympy.Rational(1, 2), *(-sympy.bernoulli(e) / e for e in exponents[1:])]
        for exponent, coefficient in zip(exponents, coefficients, strict=True):
            derived = coefficient * (-1) ** number * sympy.rf(exponent, number)
            total = total + at.power(-sympy.Integer(exponent + number), self.orders).times(derived)
        return total + Series.of({}, [monomial ** (-2 - 2 * last - number)])

    def _wave(self, node: sympy.Expr) -> Series:
        """A sine or cosine of what tends to a constant, by its Taylor series there."""
        inner = self(node.args[0])
        if any(order(m) > 0 for m in inner.monomials) or ONE in inner.errors:
            raise self._refusal(node, "its argument is not known to settle, so that it may oscillate")
        return self._taylor(node.func, inner, inner.terms.get(ONE, sympy.S.Zero))

    def _lower_lambert(self, node: sympy.Expr) -> Series:
        """By Taylor's series at a constant below 0; where x tends to 0, v = -W solves v = log(-1/x) + log(v)."""
        at = self(node.args[0])
        monomial, c = at.leading()
        if monomial == ONE and sign(c) < 0 and sign(1 + sympy.E * c) > 0:
            return self._taylor(node.func, at, c)
        if order(monomial) >= 0 or sign(c) > 0:
            raise self._refusal(node, "its argument is not known to stay between -1/e and 0")
        size = at.times(-1).log(self.orders).times(-1)
        found, first = size, size.leading()[0]
        for _ in range(self.orders + 1):
            found = size + found.log(self.orders)
        return found.times(-1) + Series.of({}, [first ** (-self.orders)])

    def _taylor(self, function: Callable[..., sympy.Expr], at: Series, limit: sympy.Expr) -> Series:
        """A smooth function of what tends to a limit."""
        x = sympy.Dummy("x")
        return compose(lambda j: function(x).diff(x, j).xreplace({x: limit}) / sympy.factorial(j),
                       at.plus(-limit), self.orders)  # fmt: skip

    def _written_out(self, node: Any) -> Series:
        """A short sum or product whose ends do not grow."""
        if not _ends(node).has(self.scale):
            written_out = attempt(node.func.doit, node)
            if written_out is not None and not written_out.has(sympy.Sum, sympy.Product):
                return self(written_out)
        raise self._refusal(node, "its range grows, or is too long to write out")

    def _piecewise(self, node: sympy.Piecewise) -> Series:
        for value, condition in node.args:
            if self._holds(condition):
                return self(value)
        raise UndecidedError(f"no case of {plain(self._shown(node))} applies for all large values")

    def _holds(self, condition: Boolean) -> bool:
        """Whether a condition holds for all large scales; False when it fails for all of them."""
        if condition in (sympy.true, sympy.false):
            return bool(condition)
        if isinstance(condition, sympy.And | sympy.Or | sympy.Not):
            return bool(condition.func(*map(self._holds, condition.args)))
        if not isinstance(condition, Relational):
            raise UndecidedError(f"the condition {plain(condition)} is not decided along the ray")
        gap = self(condition.lhs) - self(condition.rhs)
        return bool(condition.func(gap.sign(), 0))


def _ends(node: Any) -> sympy.Tuple:
    return sympy.Tuple(*(end for limits in node.limits for end in limits[1:]))


def _of_binding(what: str) -> NotSupported:
    return NotSupported(f"{what} is not expanded along a ray")


_GROWTH: dict[str, Callable[[Expansion, Any], Series] | NotSupported] = {
    "Add": lambda expand, node: expand._combined(Series.__add__, node.args),
    "Mul": lambda expand, node: expand._combined(Series.__mul__, node.args),
    "Pow": Expansion._power,
    "exp": lambda expand, node: expand(node.args[0]).exp(expand.orders),
    "log": lambda expand, node: expand(node.args[0]).log(expand.orders),
    "sin": Expansion._wave, "cos": Expansion._wave,
    "erf": NotSupported("the error function is not expanded along rays"), "Abs": Expansion._absolute,
    "ceiling": Expansion._rounded, "floor": Expansion._rounded,
    "Max": lambda expand, node: expand._combined(lambda a, b: expand._extreme(node.func, a, b), node.args),
    "Min": lambda expand, node: expand._combined(lambda a, b: expand._extreme(node.func, a, b), node.args),
    "factorial": lambda expand, node: expand._log_gamma(expand(node.args[0]).plus(1)).exp(expand.orders),
    "gamma": lambda expand, node: expand._log_gamma(expand(node.args[0])).exp(expand.orders),
    "loggamma": lambda expand, node: expand._log_gamma(expand(node.args[0])),
    "polygamma": Expansion._polygamma, "binomial": Expansion._binomial, "Piecewise": Expansion._piecewise,
    "LowerLambertW": Expansion._lower_lambert, "Sum": Expansion._written_out, "Product": Expansion._written_out,
    "Integral": _of_binding("an integral"), "Least": _of_binding("the least value over a range"),
    "GreatestInteger": _of_binding("the solution of an inequality"), "PathSum": _of_binding("a sum over paths"),
}  # fmt: skip
for _name, _rule in _GROWTH.items():
    operation(_name).answers(growth=_rule)
