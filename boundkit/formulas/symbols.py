"""Symbols that carry their meaning, domain and unit.

A Variable is a sympy symbol, so formulas are written with ordinary operators. Two symbols of one name but different
meaning are different symbols.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import sympy
from flint import fmpq
from sympy.printing.latex import greek_letters_set

from boundkit.arithmetic.rational import rational
from boundkit.errors import MissingValueError, StatementError
from boundkit.formulas.domain import Domain
from boundkit.formulas.text import plain


class Variable(sympy.Symbol):
    """A symbol with a meaning, a domain and a unit. Make one with natural, positive or real."""

    __slots__ = ("domain", "meaning", "unit")
    meaning: str
    domain: Domain
    unit: str

    def __new__(cls, name: str, meaning: str, domain: Domain, unit: str = "") -> Variable:
        if not meaning.strip():
            raise StatementError(f"the symbol {name} has no meaning: say in words what it counts or measures")
        return _variable(name, meaning, domain, unit) if cls is Variable else _made(cls, name, meaning, domain, unit)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.meaning, self.unit, *self.domain.parts)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, bool]]:
        return (self.name, self.meaning, self.domain, self.unit), {}

    def _latex(self, printer: Any) -> str:
        return latex_name(self.name)


def _made(kind: type[Variable], name: str, meaning: str, domain: Domain, unit: str) -> Any:
    symbol: Any = sympy.Symbol.__xnew__(kind, name, **domain.assumptions)
    symbol.meaning, symbol.domain, symbol.unit = meaning, domain, unit
    return symbol


@lru_cache(maxsize=1 << 12)
def _variable(name: str, meaning: str, domain: Domain, unit: str) -> Variable:
    """One symbol for all that are made alike, so that formulas of theirs are found to be equal at a glance."""
    made: Variable = _made(Variable, name, meaning, domain, unit)
    return made


def latex_name(name: str) -> str:
    r"""A symbol's name as LaTeX: Greek letters, upright words, bars, subscripts, logarithms.

    >>> [latex_name(name) for name in ("eps", "Lip", "W_bar", "S_shared", "logN", "r")]
    ['\\varepsilon', '\\mathrm{Lip}', '\\bar{W}', 'S_{\\mathrm{shared}}', '\\log N', 'r']
    """
    base, _, subscript = name.partition("_")
    if subscript == "bar":
        return rf"\bar{{{latex_name(base)}}}"
    if subscript:
        return f"{latex_name(base)}_{{{', '.join(latex_name(part) for part in subscript.split('_'))}}}"
    if name.startswith("log") and len(name) > 3:
        return rf"\log {latex_name(name[3:])}"
    if name == "eps":
        return r"\varepsilon"
    if name.isalpha() and len(name) > 1 and name.lower() not in greek_letters_set:
        return rf"\mathrm{{{name}}}"
    return sympy.latex(sympy.Symbol(name))


def is_name(text: str) -> bool:
    """Whether a reader takes a text for the name of one thing: letters of ASCII, digits and _, no digit first.

    >>> is_name("W_bar"), is_name("5"), is_name("N - 1")
    (True, False, False)
    """
    return text.isascii() and text.isidentifier()


class Quantity(Variable):
    """What a claim is about: a symbol bound to the function that measures it on an object.

    ``certificate``, where it has one, says of an object how a program that shares nothing with this one measures it.
    """

    __slots__ = ("certificate", "measure")
    measure: Callable[[Any], Any]
    certificate: Callable[[Any], Any] | None

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), id(self.measure))

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, bool]]:
        raise TypeError(f"the quantity {self.name} holds a measuring function and cannot be pickled")


class Abbreviation(Variable):
    """A symbol that stands for an expression in other symbols."""

    __slots__ = ("expression",)
    expression: sympy.Expr

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.expression)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, bool]]:
        raise TypeError(f"the abbreviation {self.name} cannot be pickled; expand it first")


def natural(
    name: str, meaning: str, *, least: int = 1, at_most: sympy.Expr | int | None = None, unit: str = ""
) -> Variable:
    """An integer symbol, at least 1 unless said otherwise.

    >>> E = natural("E", "experts per layer")
    >>> k = natural("k", "active experts per token", at_most=E)
    >>> str(k.domain)
    'integer >= 1 and <= E'
    """
    return Variable(name, meaning, Domain(True, sympy.Integer(least), False, _limit(at_most)), unit)


def positive(name: str, meaning: str, *, at_most: Any = None, unit: str = "") -> Variable:
    """A real symbol above zero."""
    return Variable(name, meaning, Domain(False, sympy.Integer(0), True, _limit(at_most)), unit)


def real(
    name: str, meaning: str, *, least: Any = None, above: Any = None, at_most: Any = None, unit: str = ""
) -> Variable:
    """A real symbol; ``least`` includes its end, ``above`` does not."""
    if least is not None and above is not None:
        raise StatementError(f"the symbol {name} has two lower ends; give least or above, not both")
    low = above if least is None else least
    return Variable(name, meaning, Domain(False, _limit(low), above is not None, _limit(at_most)), unit)


def quantity(
    name: str,
    meaning: str,
    *,
    measure: Callable[[Any], Any],
    certificate: Callable[[Any], Any] | None = None,
    unit: str = "",
) -> Quantity:
    """What a claim bounds, and how to measure it on an object.

    ``measure(object)`` returns an exact number, a ball or an Enclosure; a float makes the check SUPPORTED at most.
    ``certificate(object)`` returns data from which the verifier of certificates measures it again, as those of
    boundkit.measures.certificates, or None for an object of which it has none.
    """
    if not callable(measure):
        raise StatementError(f"the quantity {name} needs a measuring function, not {measure!r}")
    symbol = Quantity(name, meaning, Domain(), unit)
    symbol.measure, symbol.certificate = measure, certificate
    return symbol


def define(name: str, meaning: str, expression: Any) -> Abbreviation:
    """A symbol for an expression, so that a claim reads as in the paper: w log2 r, with w = .. and r = .. ."""
    expression = sympy.sympify(expression)
    integer = bool(expression.is_integer)
    domain = Domain(integer, sympy.Integer(integer), not integer) if expression.is_positive else Domain(integer)
    symbol = Abbreviation(name, meaning, domain)
    symbol.expression = expression
    return symbol


def log2(x: Any) -> sympy.Expr:
    """The binary logarithm, which sympy has as a quotient alone.

    >>> log2(8)
    log(8)/log(2)
    """
    return sympy.log(x) / sympy.log(2)


def function(
    name: str, meaning: str, *, of: Variable, nonnegative: bool = False, least: int | None = None
) -> sympy.Expr:
    """A function that the user supplies as an expression, already applied to its variable.

    One that must not be negative, such as a density, is refused when it is negative at a point of a grid. With
    ``least`` it is a sequence of integers that are at least that, of an integer variable; it may be given as a list.

    >>> x = real("x", "position", least=0, at_most=1)
    >>> function("beta", "regression function", of=x)
    beta(x)
    """
    if not meaning.strip():
        raise StatementError(f"the function {name} has no meaning: say in words what it is")
    assumed = values_from(least).assumptions
    kind = sympy.Function(
        name, meaning=meaning, variable=of, must_be_nonnegative=nonnegative, least_value=least, **assumed
    )
    return kind(of)


def values_from(least: int | None) -> Domain:
    """What the values of a user's function may be: any real numbers, or integers that are at least so much."""
    return Domain() if least is None else Domain(True, sympy.Integer(least))


@lru_cache(maxsize=4096)
def functions_in(expression: sympy.Expr) -> tuple[sympy.Expr, ...]:
    """The user-supplied functions of an expression, by name."""
    return tuple(sorted(expression.atoms(sympy.core.function.AppliedUndef), key=lambda f: f.func.__name__))


def check_values(symbols: Mapping[str, Variable], values: Mapping[str, Any]) -> dict[str, fmpq]:
    """Exact values after the domain of every symbol was checked. Raises DomainError, naming what is allowed."""
    exact = {name: rational(value) for name, value in values.items()}
    for name, value in exact.items():
        if name in symbols:
            symbols[name].domain.check(name, value, exact)
    return exact


def require(names: list[str], what: str) -> None:
    """Raise MissingValueError when ``names`` is not empty."""
    if names:
        raise MissingValueError(f"{what} needs a value for {', '.join(names)}; give it as {names[0]}=VALUE")


def _limit(value: Any) -> sympy.Expr | None:
    end = None if value is None else sympy.sympify(value)
    if end is not None and end.has(sympy.Float):
        raise StatementError(
            f"the end {plain(end)} of a symbol's domain is a float; write it as a fraction, it is not exact"
        )
    return end
