"""Growth of formulas along rays: leading terms, limits of ratios, O, o, Theta and soft-O, decided exactly.

A ray lets some symbols tend to infinity (or to 0) as powers of one scale; the others are parameters, of which nothing
but their sign and domain is used. Powers, logarithms, exponentials, factorials, binomials, roundings, minima and maxima
are expanded as transseries; what that does not decide is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy.core.relational import Relational

from boundkit.calculus.growth.constants import normal, sign
from boundkit.calculus.growth.expansion import expanded
from boundkit.calculus.growth.monomials import Monomial, dominant, iterated, order
from boundkit.calculus.growth.transseries import Bounded, Series
from boundkit.errors import DomainError, UndecidedError
from boundkit.formulas.domain import domain_of
from boundkit.formulas.evaluation import expand
from boundkit.formulas.text import plain

_RELATIONS = {-1: "o", 0: "Theta", 1: "omega"}
_WORDS = {"o": "is outgrown by", "Theta": "grows like", "omega": "outgrows"}


# rays -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ray:
    """Symbols that tend to infinity or to 0 as powers of one scale, and symbols tied to others; made by ``along``."""

    powers: tuple[tuple[sympy.Symbol, sympy.Expr], ...]
    tied: tuple[tuple[sympy.Symbol, sympy.Expr], ...]
    scale: sympy.Dummy = field(compare=False, repr=False)

    def __str__(self) -> str:
        grow = [f"{symbol} = {plain(self.shown(self.scale**power))}" for symbol, power in self.powers]
        grow = [
            *(text for text in grow if text != f"{self.scale.name} = {self.scale.name}"),
            f"{self.scale.name} -> oo",
        ]
        return ", ".join(["along " + grow[0], *grow[1:], *(f"{s} = {plain(e)}" for s, e in self.tied)])

    def on(self, expression: Any) -> sympy.Expr:
        """The expression on the ray, a formula in the scale and the parameters; abbreviations are written out."""
        expression = expand(sympy.sympify(expression))
        for _ in range(len(self.tied) + 1):
            if not expression.free_symbols & {symbol for symbol, _ in self.tied}:
                return expression.subs({symbol: self.scale**power for symbol, power in self.powers}, simultaneous=True)
            expression = expand(expression.subs(dict(self.tied), simultaneous=True))
        raise DomainError(f"the ties of the ray {self} go round in a circle; tie each symbol to untied ones")

    def shown(self, expression: sympy.Expr) -> sympy.Expr:
        """A formula in the scale as it is printed."""
        return expression.xreplace({self.scale: sympy.Symbol(self.scale.name, positive=True)})

    def check(self, symbols: set[Any]) -> None:
        """Raise DomainError when the ray leaves the domain of a symbol, UndecidedError when that is not known."""
        for symbol in symbols:
            domain = domain_of(symbol)
            if domain.least is not None:
                self._require(symbol, symbol - domain.least, domain.open)
            if domain.greatest is not None:
                self._require(symbol, domain.greatest - symbol, domain.open_above)

    def _require(self, symbol: sympy.Symbol, gap: sympy.Expr, strict: bool) -> None:
        moving = {s for s, _ in (*self.powers, *self.tied)}
        if not gap.free_symbols & moving:
            return
        found = expanded(self.on(gap), self.scale, Series.sign)
        if found < 0 or (strict and found == 0):
            raise DomainError(f"{self}: {symbol} leaves its domain, {domain_of(symbol)}")


def along(*growing: Any, tied: Mapping[Any, Any] | None = None) -> Ray:
    """A ray: each of the symbols equal to the scale, or to a power of it where a mapping symbol -> power is given.

    ``tied`` gives symbols as formulas in others, or as constants: {W: D*E, J: 1}. All other symbols are parameters.
    Raises DomainError when nothing grows, when a power is 0 or of unknown sign, or when a symbol is given twice.

    >>> D, E, W = sympy.symbols("D E W", positive=True)
    >>> str(along(D, tied={W: D * E})), str(along(D, {E: 2})), str(along({E: -1}))
    ('along D -> oo, W = D*E', 'along D = t, E = t**2, t -> oo', 'along E = 1/t, t -> oo')
    """
    powers: dict[sympy.Symbol, sympy.Expr] = {}
    for each in growing:
        for symbol, power in each.items() if isinstance(each, Mapping) else ((each, 1),):
            if symbol in powers:
                raise DomainError(f"{symbol} is given twice; give each symbol of a ray one power")
            powers[symbol] = sympy.sympify(power)
    ties = {symbol: sympy.sympify(image) for symbol, image in (tied or {}).items()}
    if not powers:
        raise DomainError("nothing grows on this ray; name at least one symbol, as in along(n)")
    for symbol, power in powers.items():
        if symbol in ties:
            raise DomainError(f"{symbol} is given twice: it grows, and it is tied to {plain(ties[symbol])}")
        if symbol.is_integer and sign(power) < 0:
            raise DomainError(f"{symbol} is a whole number, which does not tend to 0; give it a positive power")
        if power.free_symbols & {*powers, *ties} or sign(power) == 0:
            raise DomainError(f"the power {plain(power)} of {symbol} is not allowed: give a constant other than 0")
    alone = next(iter(powers)) if set(powers.values()) == {sympy.S.One} and len(powers) == 1 else None
    scale = sympy.Dummy(alone.name if alone is not None else "t", positive=True)
    return Ray(tuple(powers.items()), tuple(ties.items()), scale)


# growth -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeadingTerm:
    """coefficient * monomial, to which an expression is asymptotic along a ray; None stands for 0."""

    ray: Ray
    coefficient: sympy.Expr
    monomial: Monomial | None

    @property
    def expression(self) -> sympy.Expr:
        """The leading term as a formula; a Bounded factor stands for what lies between two positive constants."""
        if self.monomial is None:
            return sympy.S.Zero
        return self.ray.shown(self.coefficient * self.monomial.expression(self.ray.scale))

    def __str__(self) -> str:
        bounded = self.coefficient.atoms(Bounded)
        if not bounded:
            return plain(self.expression)
        return f"(about {plain(self.expression.subs(dict.fromkeys(bounded, 1)))})"


@dataclass(frozen=True)
class GrowthComparison:
    """How left compares with right along a ray.

    ``relation`` is "o" (left/right -> 0), "Theta" or "omega" (left/right -> oo); ``soft`` is the same when powers of
    logarithms of the growing symbols count as constants; ``ratio_limit`` is the limit of left/right, None where the
    ratio stays between two positive constants without a limit that is known.
    """

    left: LeadingTerm
    right: LeadingTerm
    relation: str
    soft: str | None
    ratio_limit: sympy.Expr | None

    @property
    def ray(self) -> Ray:
        return self.left.ray

    @property
    def text(self) -> str:
        return f"{self.ray}: {self.left} {_WORDS[self.relation]} {self.right}"

    def within(self, order: str) -> bool:
        """Whether left is "O", "soft-O", "o" or "Theta" of right. Raises UndecidedError for an ambiguous soft-O."""
        if order == "soft-O":
            if self.soft is None and self.relation == "omega":
                raise UndecidedError(
                    f"{self.text}; whether that is soft-O depends on what its logarithms are of, the symbols or the "
                    "order, which grows faster than every power; compare without soft-O"
                )
            return self.soft != "omega"
        return self.relation in {"O": ("o", "Theta"), "o": ("o",), "Theta": ("Theta",)}[order]


def growth(expression: Any, ray: Ray) -> LeadingTerm:
    """The leading term of an expression along a ray, exact.

    Raises UndecidedError, saying what is not known: the sign of a parameter, which of two terms wins, terms that
    cancel, a function that oscillates or is not known here; DomainError when the ray leaves the domain of a symbol.

    >>> n, k = sympy.symbols("n k", integer=True, positive=True)
    >>> growth(sympy.binomial(n, 2) + n, along(n)).expression, str(growth(sympy.factorial(n), along(n)))
    (n**2/2, 'sqrt(2)*sqrt(pi)*sqrt(n)*exp(-n)*exp(n*log(n))')
    """
    expression = sympy.sympify(expression)
    ray.check(expand(expression).free_symbols)
    monomial, coefficient = expanded(ray.on(expression), ray.scale, _leading_or_zero)
    return LeadingTerm(ray, coefficient, monomial)


def compare_growth(left: Any, right: Any, ray: Ray) -> GrowthComparison:
    """Compare two expressions along a ray; either may be negative. Raises as growth does, or when right is 0.

    >>> n, W = sympy.symbols("n W", positive=True)
    >>> found = compare_growth(n * W, n + W, along(n, W))
    >>> found.relation, found.ratio_limit, found.soft
    ('omega', oo, 'omega')
    >>> compare_growth(3 * n * sympy.log(n), n, along(n)).soft
    'Theta'
    """
    numerator, denominator = growth(left, ray), growth(right, ray)
    if denominator.monomial is None:
        raise UndecidedError(f"{ray}: {plain(right)} is 0; nothing compares with it")
    if numerator.monomial is None:
        return GrowthComparison(numerator, denominator, "o", "o", sympy.S.Zero)
    ratio, factor = numerator.monomial * denominator.monomial**-1, numerator.coefficient / denominator.coefficient
    wins = order(ratio)
    limit = {-1: sympy.S.Zero, 0: normal(factor), 1: sign(factor) * sympy.oo}[wins]
    if wins == 0 and factor.has(Bounded):
        limit = None
    return GrowthComparison(numerator, denominator, _RELATIONS[wins], _soft(ratio, denominator.monomial), limit)


def holds_eventually(condition: Relational, ray: Ray) -> bool | None:
    """Whether a relation holds for all large scales; False when it fails for all, None when it is about parameters.

    >>> n, k = sympy.symbols("n k", positive=True)
    >>> [holds_eventually(relation, along(n)) for relation in (n >= 2 * k, n**2 <= n, k >= 2)]
    [True, False, None]
    """
    condition = ray.on(condition)
    if not condition.has(ray.scale) and condition.free_symbols:
        return None
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    return bool(condition.func(expanded(condition.lhs - condition.rhs, ray.scale, Series.sign), 0))


def _soft(ratio: Monomial, of: Monomial) -> str | None:
    """The relation when powers of logarithms are constants; None when it depends on whether they are of the order."""
    powers = [_beyond_powers_of(iterated(1), ratio)]
    if of.parts:
        logarithm = dominant(of.logarithm())
        if order(logarithm * iterated(1) ** -1) > 0:
            powers.append(_beyond_powers_of(logarithm, ratio))
    return _RELATIONS[powers[0]] if len(set(powers)) == 1 else None


def _beyond_powers_of(base: Monomial, ratio: Monomial) -> int:
    """1 or -1 when the ratio or its inverse outgrows every power of the base, else 0."""
    if order(ratio) == 0:
        return 0
    fastest, bound = dominant(ratio.logarithm()), dominant(base.logarithm())
    return order(ratio) if order(fastest * bound**-1) > 0 else 0


def _leading_or_zero(series: Series) -> tuple[Monomial | None, sympy.Expr]:
    return (None, sympy.S.Zero) if series.is_zero else series.leading()
