"""Functions that a user supplies as expressions, such as a density p = 2*x."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import sympy

from boundkit.arithmetic.rational import rational
from boundkit.errors import MalformedInputError
from boundkit.statements.symbols import functions_in

_CALLS = {name: getattr(sympy, name) for name in ("exp", "log", "sin", "cos", "sqrt", "Abs")} | {"abs": sympy.Abs}
_OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
    ast.BitXor: lambda a, b: a**b,
}


def given_functions(expression: sympy.Expr, supplied: Mapping[str, Any]) -> sympy.Expr:
    """``expression`` with each supplied function put in and derivatives taken."""
    if not supplied:
        return expression
    replacements = {}
    for applied in functions_in(expression):
        text = supplied.get(applied.func.__name__)
        if text is not None:
            variable = applied.func.variable
            formula = text if isinstance(text, sympy.Expr) else parse(str(text), {str(variable): variable})
            replacements[applied.func] = sympy.Lambda(variable, formula)
    for kind, formula in replacements.items():
        expression = expression.replace(kind, formula)
    return expression.replace(sympy.Derivative, lambda *parts: sympy.Derivative(*parts).doit())


def parse(text: str, symbols: Mapping[str, sympy.Expr]) -> sympy.Expr:
    """A formula in the given symbols, read without evaluating any Python.

    Numbers are exact (0.1 is 1/10). Raises MalformedInputError, saying what is allowed.

    >>> parse("2*x^2 + 0.5", {"x": sympy.Symbol("x")})
    2*x**2 + 1/2
    """
    try:
        return _read(ast.parse(text.strip(), mode="eval").body, symbols)
    except (SyntaxError, RecursionError, ValueError):
        raise MalformedInputError(f"{text!r} is not a formula; write it like 2*x**2 + 1/3") from None


def _read(node: ast.expr, symbols: Mapping[str, sympy.Expr]) -> sympy.Expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        number = rational(repr(node.value))
        return sympy.Rational(int(number.p), int(number.q))
    if isinstance(node, ast.Name) and node.id in symbols:
        return symbols[node.id]
    if isinstance(node, ast.Name) and node.id == "pi":
        return sympy.pi
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _read(node.operand, symbols)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _read(node.left, symbols), _read(node.right, symbols)
        if isinstance(node.op, ast.Pow | ast.BitXor) and abs(right) > 1_000_000:
            raise MalformedInputError(f"the exponent {right} is beyond 1000000")
        return _OPERATORS[type(node.op)](left, right)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _CALLS
        and len(node.args) == 1
    ):
        return _CALLS[node.func.id](_read(node.args[0], symbols))
    allowed = ", ".join([*symbols, "numbers", "+ - * / **", *_CALLS])
    raise MalformedInputError(f"{ast.unparse(node)!r} is not allowed in a formula; allowed are {allowed}")
