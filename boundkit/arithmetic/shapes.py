"""What the writer of source asks of a formula: what is constant, what may grow long, what has a shorter way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.operation import Trait
from boundkit.arithmetic.registrations import kinds

_LONGEST_POLYNOMIAL = 32
_LONG, _RATIONAL = kinds(traits=Trait.LONG), kinds(traits=Trait.RATIONAL)


def is_constant(node: sympy.Basic) -> bool:
    """Whether nothing in it needs a value: no symbol, and no function of the user."""
    return not node.free_symbols and not node.has(AppliedUndef)


def is_certainly_defined(constant: sympy.Basic) -> bool:
    """Whether a constant has a value whatever the case, so that it may be worked out ahead."""
    if isinstance(constant, sympy.log | sympy.Pow):
        inside = constant.args[0]
        return bool(inside.is_positive) and all(map(is_certainly_defined, constant.args))
    return constant.is_Atom or (
        isinstance(constant, sympy.Add | sympy.Mul) and all(map(is_certainly_defined, constant.args))
    )


def grows(node: sympy.Basic) -> bool:
    """Whether a factor may be too long to write down while the logarithm of what it multiplies is not."""
    if isinstance(node, sympy.Pow):
        return not node.exp.is_number or bool(node.exp.is_Integer and node.exp > 2)
    return isinstance(node, _LONG) and (not isinstance(node, sympy.Product) or len(node.limits) == 1)


def grows_and_is_positive(node: sympy.Basic) -> bool:
    """Whether it grows, and its logarithm may be taken part by part whatever the values of the symbols."""
    if not grows(node):
        return False
    if isinstance(node, sympy.Pow):
        return bool(node.base.is_positive or (node.base.is_nonnegative and node.exp.is_positive))
    return bool(node.function.is_nonnegative if isinstance(node, sympy.Product) else node.is_nonnegative)


def is_rational(node: sympy.Basic) -> bool:
    """Whether the value is rational where the symbols are."""
    if isinstance(node, sympy.Pow):
        return bool(node.exp.is_integer) and is_rational(node.base)
    return isinstance(node, sympy.Symbol | sympy.Rational) or (
        isinstance(node, _RATIONAL) and all(map(is_rational, node.args))
    )


def split_rational(nodes: Iterable[sympy.Expr]) -> tuple[list[sympy.Expr], list[sympy.Expr]]:
    """The rational nodes, and the others."""
    nodes = list(nodes)
    return [node for node in nodes if is_rational(node)], [node for node in nodes if not is_rational(node)]


def rational_first(nodes: Iterable[sympy.Expr]) -> list[sympy.Expr]:
    """The nodes in another order: the rational ones, then the others."""
    exact, others = split_rational(nodes)
    return exact + others


def factors_of(node: sympy.Expr) -> tuple[sympy.Expr, ...]:
    """The factors of a product; of anything else itself."""
    return node.args if isinstance(node, sympy.Mul) else (node,)


def reciprocal_of(power: sympy.Pow) -> sympy.Expr:
    """One over a power with a number as exponent; sympy does not work out a long power of a number."""
    return power.base if power.exp == -1 else sympy.Pow(power.base, -power.exp, evaluate=False)


def logarithm_to_a_base(
    factors: Sequence[sympy.Expr],
) -> tuple[sympy.Expr, sympy.Expr, list[sympy.Expr]] | None:
    """(x, b, others) of a product log(x) / log(b) * others, or None."""
    over = next((f for f in factors if isinstance(f, sympy.log)), None)
    under = next((f for f in factors if f.is_Pow and f.exp == -1 and isinstance(f.base, sympy.log)), None)
    if over is None or under is None:
        return None
    return over.args[0], under.base.args[0], [f for f in factors if f not in (over, under)]


def binomial_row(node: sympy.Sum) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(n, q) of the sum C(n, 0) + .. + C(n, q), or None."""
    body, limits = node.function, node.limits[-1]
    if len(node.limits) > 1 or len(limits) != 3 or limits[1] != 0 or not isinstance(body, sympy.binomial):
        return None
    top, bottom = body.args
    return (top, limits[2]) if bottom == limits[0] and not top.has(limits[0]) else None


def inverse_row(node: sympy.Sum) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr, sympy.Expr] | None:
    """(n, p, q, rest) of rest times the sum of C(n, j) p^j q^(n - j)/j over j = 1 .. n, or None."""
    limits = node.limits[-1]
    if len(node.limits) > 1 or len(limits) != 3 or limits[1] != 1:
        return None
    j, _, n = limits
    factors = list(sympy.Mul.make_args(node.function))
    if sympy.binomial(n, j, evaluate=False) not in factors or 1 / j not in factors or n.has(j):
        return None
    p = q = rest = sympy.S.One
    for factor in factors:
        base, exponent = factor.as_base_exp()
        if not factor.has(j):
            rest *= factor
        elif factor.is_Pow and not base.has(j) and not (exponent / j).has(j):
            p *= base ** (exponent / j)
        elif factor.is_Pow and not base.has(j) and sympy.expand(exponent - n + j) == 0:
            q *= base
        elif factor not in (1 / j, sympy.binomial(n, j, evaluate=False)):
            return None
    return n, p, q, rest


def polynomial_coefficients(node: sympy.Sum) -> list[sympy.Expr]:
    """The coefficients, the constant one first, of a short sum's term that is a polynomial in its index; else none."""
    body, limits = node.function, node.limits[0]
    if len(node.limits) > 1 or len(limits) != 3 or limits[0] not in body.free_symbols:
        return []
    if body.count_ops() > _LONGEST_POLYNOMIAL or not body.is_polynomial(limits[0]):
        return []
    coefficients = sympy.Poly(body, limits[0]).all_coeffs()[::-1]
    return coefficients if len(coefficients) <= _LONGEST_POLYNOMIAL else []
