"""Formulas read from text, without evaluating any Python."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import sympy

from boundkit.arithmetic.registrations import calls
from boundkit.errors import MalformedInputError
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.text import plain

_CALLS = calls()
_OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
PRINTED = {
    kind.__name__: kind for kind in (sympy.Max, sympy.Min, sympy.binomial, sympy.ceiling, sympy.factorial, sympy.floor)
}
"""What formulas of claims are printed in, for the ``symbols`` of those who take such formulas."""
_LARGEST_FACTORIAL = 100_000
_NOT_REAL = (sympy.I, sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)


def parse(text: str, symbols: Mapping[str, Any]) -> sympy.Expr:
    """A formula in the given symbols, read without evaluating any Python.

    ``symbols`` may name functions of one variable too, and those of ``PRINTED``. Numbers are exact (0.1 is 1/10).
    Raises MalformedInputError, saying what is allowed.

    >>> parse("2*x^2 + 0.5", {"x": sympy.Symbol("x")}), parse("ceiling(5/2)", {"ceiling": sympy.ceiling})
    (2*x**2 + 1/2, 3)
    """
    try:
        source = text.strip().replace("^", "**")
        formula = _read(ast.parse(source, mode="eval").body, symbols, source)
    except (SyntaxError, RecursionError, ValueError, MemoryError):
        shown = text if len(text) <= 80 else text[:80] + " .."
        raise MalformedInputError(f"{shown!r} is not a formula; write it like 2*x**2 + 1/3") from None
    if formula.has(*_NOT_REAL):
        raise MalformedInputError(f"{text!r} is not a real number, or divides by zero; mend the formula")
    return formula


def _read(node: ast.expr, symbols: Mapping[str, Any], source: str) -> sympy.Expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        digits = ast.get_source_segment(source, node) or ""
        return to_sympy(node.value if isinstance(node.value, int) else digits.replace("_", ""))
    if isinstance(node, ast.Name) and not isinstance(symbols.get(node.id), sympy.FunctionClass | None):
        return symbols[node.id]
    if isinstance(node, ast.Name) and node.id == "pi":
        return sympy.pi
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _read(node.operand, symbols, source)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _read(node.left, symbols, source), _read(node.right, symbols, source)
        if isinstance(node.op, ast.Pow) and right.is_number and (right.has(*_NOT_REAL) or abs(right) > 1_000_000):
            raise MalformedInputError(f"the exponent {plain(right)} is beyond 1000000")
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args and not node.keywords:
        own = symbols.get(node.func.id)
        call: Any = own if isinstance(own, sympy.FunctionClass) else _CALLS.get(node.func.id)
        places = call.nargs if call in PRINTED.values() else {1}
        if call is not None and len(node.args) in places:
            return _applied(call, [_read(argument, symbols, source) for argument in node.args])
    allowed = ", ".join([*symbols, "numbers", "+ - * / **", *_CALLS])
    raise MalformedInputError(f"{ast.unparse(node)!r} is not allowed in a formula; allowed are {allowed}")


def _applied(call: Any, arguments: list[sympy.Expr]) -> sympy.Expr:
    if call in (sympy.factorial, sympy.binomial) and all(argument.is_number for argument in arguments):
        top, *lower = arguments
        factors = sympy.Min(lower[0], top - lower[0]) if lower else top
        if factors > _LARGEST_FACTORIAL:
            raise MalformedInputError(f"{call.__name__} of numbers beyond {_LARGEST_FACTORIAL} is not read")
    return call(*arguments)
