"""Simplification where it is valid: rules of algebra and of elementary functions, and of counts inside their domain."""

from __future__ import annotations

import sympy

from boundkit.arithmetic.operation import Trait
from boundkit.arithmetic.registrations import kinds
from boundkit.calculus.inequalities.judgement import certify
from boundkit.errors import BoundkitError
from boundkit.formulas.bounded import attempt

_SECONDS = 10.0
_ELEMENTARY = (sympy.Symbol, sympy.Number, sympy.NumberSymbol, *kinds(traits=Trait.ELEMENTARY))
_ASSUMPTIONS = ("integer", "positive", "nonnegative", "negative", "nonpositive", "real")


def simplifies_to_zero(difference: sympy.Expr) -> bool:
    """Whether a formula is 0 wherever it is defined, by simplification of what its rules hold for.

    A binomial, a factorial or a gamma function whose arguments may leave the range of its identities, and every other
    function, is an unknown, equal to itself alone.

    >>> n = sympy.Symbol("n", integer=True)
    >>> k = sympy.Symbol("k", integer=True, nonnegative=True)
    >>> simplifies_to_zero(sympy.binomial(n, 2) - n * (n - 1) / 2)
    True
    >>> simplifies_to_zero(sympy.binomial(n, k) - sympy.binomial(n, n - k))
    False
    >>> simplifies_to_zero(sympy.binomial(n + 1, k + 1) - sympy.binomial(n, k) - sympy.binomial(n, k + 1))
    True
    """
    form = _with_unknowns(difference, {})
    if attempt(sympy.expand, form, seconds=_SECONDS) == 0:
        return True
    return bool(attempt(sympy.simplify, form, seconds=_SECONDS) == 0)


def _with_unknowns(node: sympy.Basic, unknowns: dict[sympy.Basic, sympy.Dummy]) -> sympy.Basic:
    """The formula with a symbol in place of each part whose rules may not hold."""
    if not node.args and isinstance(node, _ELEMENTARY):
        return node
    if not isinstance(node, _ELEMENTARY) and not _keeps_its_rules(node):
        if node not in unknowns:
            known = {name: True for name in _ASSUMPTIONS if getattr(node, f"is_{name}", None)}
            unknowns[node] = sympy.Dummy("u", **known)
        return unknowns[node]
    args = [_with_unknowns(argument, unknowns) for argument in node.args]
    return node if all(new is old for new, old in zip(args, node.args, strict=True)) else node.func(*args)


def _keeps_its_rules(node: sympy.Basic) -> bool:
    """Whether every value of the arguments lies where the identities of a counting function hold.

    They are identities of quotients of gamma functions, which extend continuously to these arguments: C(n, k) of whole
    numbers when n or k is not negative, a falling or rising factorial of k >= 0 factors, n! for n >= 0.
    """
    if isinstance(node, sympy.binomial):
        n, k = node.args
        if k.is_Integer and k >= 0:
            return True  # a polynomial in n
        return bool(n.is_integer and k.is_integer) and (_is_nonnegative(n) or _is_nonnegative(k))
    if isinstance(node, sympy.FallingFactorial | sympy.RisingFactorial):
        return bool(node.args[1].is_integer) and _is_nonnegative(node.args[1])
    if isinstance(node, sympy.factorial):
        return bool(node.args[0].is_integer) and _is_nonnegative(node.args[0])
    return isinstance(node, sympy.gamma | sympy.loggamma) and _is_positive(node.args[0])


def _is_nonnegative(form: sympy.Expr) -> bool:
    return _holds(sympy.Ge(form, 0, evaluate=False))


def _is_positive(form: sympy.Expr) -> bool:
    return _holds(sympy.Gt(form, 0, evaluate=False))


def _holds(relation: sympy.Basic) -> bool:
    try:
        return certify(relation).holds is True
    except BoundkitError:
        return False
