"""Sums of positive powers minimised in closed form: the weighted inequality of arithmetic and geometric means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sympy

from boundkit.calculus.inequalities.steps import Step, identity
from boundkit.calculus.inequalities.steps import decided as step
from boundkit.calculus.solving.places import Optimum
from boundkit.formulas.domain import Domain, domain_of
from boundkit.formulas.text import plain


def geometric(formula: sympy.Expr, symbols: Sequence[sympy.Symbol]) -> Optimum | None:
    """The minimum of a constant plus one more product of powers than there are symbols, with its proof; else None.

    The terms u_i = c_i x^(p_i), c_i > 0, have weights w_i > 0 of sum 1 with sum w_i p_i = 0. Then
    sum w_i (u_i / w_i) >= prod (u_i / w_i)^(w_i) = prod (c_i / w_i)^(w_i), since the powers of x cancel, with equality
    exactly where all u_i / w_i are equal. Symbols must range over all positive real numbers, and coefficients be
    positive; exponents may be parameters.
    """
    if not all(map(_is_half_line, symbols)):
        return None
    parts = [_powers(term, symbols) for term in sympy.Add.make_args(sympy.expand(formula))]
    if None in parts:
        return None
    offset = sum((c for c, powers in parts if not any(powers)), sympy.Integer(0))  # type: ignore[misc]
    terms = _collected((c, powers) for c, powers in parts if any(powers))  # type: ignore[misc]
    if len(terms) != len(symbols) + 1 or not all(c.is_positive for c, _ in terms):
        return None
    weights = _weights([powers for _, powers in terms])
    if weights is None:
        return None
    exponents = sympy.Matrix([[p - q for p, q in zip(powers, terms[-1][1], strict=True)] for _, powers in terms[:-1]])
    ratios = [
        sympy.simplify(terms[-1][0] * w / (weights[-1] * c)) for (c, _), w in zip(terms[:-1], weights, strict=False)
    ]
    inverse = exponents.inv()
    places = {
        symbol: sympy.Mul(*(_upright(r, sympy.simplify(inverse[j, i])) for i, r in enumerate(ratios)))
        for j, symbol in enumerate(symbols)
    }
    least = sympy.Mul(*((c / w) ** w for (c, _), w in zip(terms, weights, strict=True)))
    steps = tuple(_proof(formula, offset, terms, weights, places, least))
    if not all(each.holds for each in steps):
        return None
    return Optimum(
        formula,
        {symbol.name: form for symbol, form in places.items()},
        offset + least,
        steps,
        how="weighted inequality of arithmetic and geometric means",
    )


def _is_half_line(symbol: sympy.Symbol) -> bool:
    """Whether a symbol takes every positive real value, and no other."""
    return domain_of(symbol) == Domain(False, sympy.Integer(0), True)


def _upright(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    """A power written without a minus sign in its exponent."""
    return (1 / base) ** -exponent if exponent.could_extract_minus_sign() else base**exponent


Term = tuple[sympy.Expr, tuple[sympy.Expr, ...]]


def _powers(term: sympy.Expr, symbols: Sequence[sympy.Symbol]) -> Term | None:
    """The coefficient and the exponents of a product of powers; None for any other term."""
    powers = tuple(sympy.simplify(symbol * sympy.diff(term, symbol) / term) for symbol in symbols)
    if any(power.has(*symbols) for power in powers):
        return None
    coefficient = sympy.powsimp(sympy.simplify(term / sympy.Mul(*map(sympy.Pow, symbols, powers))))
    return None if coefficient.has(*symbols) else (coefficient, powers)


def _collected(terms: Iterable[Term]) -> list[Term]:
    """Terms of equal powers added up."""
    found: dict[tuple[sympy.Expr, ...], sympy.Expr] = {}
    for coefficient, powers in terms:
        found[powers] = found.get(powers, sympy.Integer(0)) + coefficient
    return [(coefficient, powers) for powers, coefficient in found.items()]


def _weights(powers: list[tuple[sympy.Expr, ...]]) -> list[sympy.Expr] | None:
    """Positive weights of sum 1 under which the exponents cancel, when they are unique."""
    rows = sympy.Matrix([*zip(*powers, strict=True), [1] * len(powers)])
    if sympy.simplify(rows.det()) == 0:
        return None
    solved = rows.LUsolve(sympy.Matrix([0] * (len(powers) - 1) + [1]))
    weights = [sympy.factor(sympy.simplify(weight)) for weight in solved]
    return weights if all(weight.is_positive for weight in weights) else None


def _proof(
    formula: sympy.Expr,
    offset: sympy.Expr,
    terms: list[Term],
    weights: list[sympy.Expr],
    places: Mapping[sympy.Symbol, sympy.Expr],
    least: sympy.Expr,
) -> Iterable[Step]:
    products = [c * sympy.Mul(*map(sympy.Pow, places, powers)) for c, powers in terms]
    yield identity("the formula is a constant and these terms", formula, sympy.Add(offset, *products))
    yield identity("the weights add up to 1", sum(weights), 1)
    yield step("every weight is positive", all(bool(weight.is_positive) for weight in weights))
    for index, symbol in enumerate(places):
        powers = [p[index] for _, p in terms]
        yield identity(f"the powers of {symbol} cancel", sum(w * p for w, p in zip(weights, powers, strict=True)), 0)
        yield identity(
            f"{symbol} d/d{symbol} multiplies each term by its exponent", symbol * sympy.diff(formula, symbol),
            sum(p * u for p, u in zip(powers, products, strict=True)),
        )  # fmt: skip
    for weight, product in zip(weights, products, strict=True):
        yield identity(
            f"{plain(product)} is {plain(weight)} of the minimum at the optimum, so that the first derivatives vanish",
            *(sympy.expand_log(sympy.log(side)) for side in (product.subs(places) / weight, least)),
        )
    rank = sympy.Matrix([powers for _, powers in terms]).rank()
    yield step("in the logarithms of the symbols the second derivative is the sum of u_i p_i p_i^T, positive definite "
               "since the p_i span the space", rank == len(places))  # fmt: skip
