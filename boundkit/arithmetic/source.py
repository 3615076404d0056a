"""Formulas as Python source: one text for exact numbers, balls and arrays; the operations are put in later.

Sums and products are written infix, everything else as a call. A part that occurs several times is worked out once, and
constants are worked out once for each precision. Bodies of sums and cases of a distinction become functions of their
own, so nothing is worked out that the value does not need. (sympy's ``cse`` knows neither bound variables nor cases.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.nodes import GreatestInteger, Least, PathSum
from boundkit.arithmetic.operation import Trait
from boundkit.arithmetic.registrations import OPERATIONS, kinds, operation_of
from boundkit.arithmetic.text import plain
from boundkit.errors import NotEvaluableError

_LARGEST_LITERAL = 1 << 31
_LONGEST_TEXT = 400
_LONGEST_POLYNOMIAL = 32
_CONDITIONS = {
    "LessThan": "le", "GreaterThan": "ge", "StrictLessThan": "lt", "StrictGreaterThan": "gt",
    "Equality": "eq", "Unequality": "ne", "And": "conjunction", "Or": "disjunction", "Not": "negation",
}  # fmt: skip
_CUT = {each.call for each in OPERATIONS if Trait.CUT in each.traits}
_LONG, _RATIONAL = kinds(traits=Trait.LONG), kinds(traits=Trait.RATIONAL)


def source_of(expression: sympy.Basic, symbols: Sequence[sympy.Symbol]) -> str:
    """Source of ``make()``, which works out the constants and returns the formula as a function of the symbols.

    Raises NotEvaluableError for what has no arithmetic here.
    """
    return _Writer(expression).text(expression, symbols)


class _Scope:
    """A function that is being written: its lines, and the names of what it has worked out so far."""

    def __init__(self, parent: _Scope | None = None, bound: Iterable[sympy.Basic] = (), *, lazy: bool = True):
        self.parent, self.bound, self.lazy = parent, set(bound), lazy
        self.on_path: bool = parent is not None and parent.on_path
        self.lines: list[str] = []
        self.known: dict[sympy.Basic, str] = {}

    def find(self, node: sympy.Basic) -> str | None:
        """The name of a node that this function, or one around it, has worked out."""
        scope: _Scope | None = self
        while scope is not None:
            if node in scope.known:
                return scope.known[node]
            if scope.bound and not scope.bound.isdisjoint(node.free_symbols):
                return None
            scope = scope.parent
        return None


class _Writer:
    def __init__(self, expression: sympy.Basic):
        self.numbers = count()
        self.occurrences: Counter[sympy.Basic] = Counter()
        self.constants = _Scope(lazy=False)
        self._count(expression)

    def _count(self, node: sympy.Basic) -> None:
        self.occurrences[node] += 1
        if self.occurrences[node] == 1:
            for arg in node.args:
                self._count(arg)

    def text(self, expression: sympy.Basic, symbols: Sequence[sympy.Symbol]) -> str:
        body = _Scope(self.constants, lazy=False)
        parameters = [self._bind(symbol, body) for symbol in symbols]
        result = self.write(expression, body)
        lines = [
            *self.constants.lines,
            f"def formula({', '.join(parameters)}):",
            *_indented([*body.lines, f"return {result}"]),
            "return formula",
        ]
        return "\n".join(["def make():", *_indented(lines)])

    def _fresh(self, letter: str) -> str:
        return f"{letter}{next(self.numbers)}"

    def _bind(self, symbol: sympy.Basic, scope: _Scope) -> str:
        scope.known[symbol] = name = self._fresh("v")
        return name

    def _keep(self, node: sympy.Basic, text: str, scope: _Scope) -> str:
        scope.known[node] = name = self._fresh("t")
        scope.lines.append(f"{name} = {text}")
        return name

    def write(self, node: sympy.Basic, scope: _Scope) -> str:
        """A name, a call or a bracketed text for the node; lines that must come before it are added to the scope."""
        name = scope.find(node)
        if name is not None:
            return name
        if node in (sympy.true, sympy.false):
            return str(bool(node))
        if _is_constant(node) and scope is not self.constants and (not scope.lazy or _is_certainly_defined(node)):
            return self.write(node, self.constants)
        text = self._operation(node, scope)
        if scope is self.constants or self.occurrences[node] > 1 or len(text) > _LONGEST_TEXT:
            return self._keep(node, text, scope)
        return text

    def function(self, node: Any, scope: _Scope, *bound: sympy.Basic, path: bool = False) -> str:
        """A function of the bound variables, worked out only when it is called."""
        inner = _Scope(scope, bound)
        inner.on_path |= path
        parameters = ", ".join([*(self._bind(symbol, inner) for symbol in bound), *(["analytic"] if path else [])])
        result = node(inner) if callable(node) else self.write(node, inner)
        if not inner.lines:
            return f"(lambda {parameters}: {result})"
        name = self._fresh("f")
        scope.lines += [f"def {name}({parameters}):", *_indented([*inner.lines, f"return {result}"])]
        return name

    def _operation(self, node: sympy.Basic, scope: _Scope) -> str:
        if isinstance(node, sympy.Rational):
            p, q = f"{node.p:#x}", f"{node.q:#x}"  # Python refuses to read or write long numbers in decimal digits
            return f"q({p})" if node.q == 1 else f"q({p}, {q})"
        if isinstance(node, sympy.Float):
            raise NotEvaluableError(f"the formula holds the float {node}; write it as a fraction, it is not exact")
        if node is sympy.pi or node is sympy.E:
            return "pi()" if node is sympy.pi else "e()"
        if isinstance(node, AppliedUndef):
            raise _no_arithmetic(node)
        special: Any = getattr(self, f"_write_{node.func.__name__}", None)
        if special is not None:
            return special(node, scope)
        operation = operation_of(node)
        name = _CONDITIONS.get(node.func.__name__) if operation is None else operation.call
        if name is None:
            raise _no_arithmetic(node)
        return self._call(name, [self.write(arg, scope) for arg in node.args], scope)

    def _call(self, name: str, arguments: Iterable[str], scope: _Scope) -> str:
        path = ["analytic=analytic"] if scope.on_path and name in _CUT else []
        return f"{name}({', '.join([*arguments, *path])})"

    # sums, products, powers -----------------------------------------------------------------------------------

    def _write_Add(self, node: sympy.Add, scope: _Scope) -> str:
        number = sum((arg for arg in node.args if isinstance(arg, sympy.Rational)), sympy.Integer(0))
        text = ""
        for term in _rational_first(arg for arg in node.args if not isinstance(arg, sympy.Rational)):
            coefficient, rest = term.as_coeff_Mul()
            negative = coefficient.is_negative and scope.find(term) is None and self.occurrences[term] < 2
            if negative:
                term = rest if coefficient == -1 else sympy.Mul(-coefficient, *_factors(rest), evaluate=False)
            sign = ("-" if negative else "") if not text else (" - " if negative else " + ")
            text += sign + self.write(term, scope)
        if number.is_zero:
            return f"({text})"
        if not text:
            return self.write(number, scope)
        if number.is_negative:
            return f"({text} - {self._literal(-number, scope)})"
        return f"({text} + {self._literal(number, scope)})"

    def _literal(self, number: sympy.Rational, scope: _Scope) -> str:
        """A number beside a value that is exact, a ball or an array; only then may it be a Python integer."""
        small = isinstance(number, sympy.Integer) and abs(number) < _LARGEST_LITERAL
        return str(number) if small else self.write(number, scope)

    def _write_Mul(self, node: sympy.Mul, scope: _Scope) -> str:
        factors = list(node.args)
        known: list[str] = []
        if not scope.on_path:
            if any(map(_grows, factors)) and len(factors) > 1:
                return self._never_overflowing(node, self._product(factors, known, scope), scope)
            if parts := _logarithm_to_a_base(factors):
                value, base, factors = parts
                known = [self._log_to_base(value, base, scope)]
        return self._product(factors, known, scope)

    def _product(self, factors: Sequence[sympy.Expr], known: Sequence[str], scope: _Scope) -> str:
        """Rational factors over rational ones, then the others: as much as possible stays exact."""
        coefficient = sympy.Integer(1)
        above: list[sympy.Expr] = []
        below: list[sympy.Expr] = []
        for factor in factors:
            if isinstance(factor, sympy.Rational):
                coefficient *= factor
            elif isinstance(factor, sympy.Pow) and factor.exp.is_Integer and factor.exp.is_negative:
                below.append(factor.base if factor.exp == -1 else factor.base ** (-factor.exp))
            else:
                above.append(factor)
        exact, others = _split(above)
        exact_below, others_below = _split(below)
        head = [self.write(factor, scope) for factor in exact]
        tail = [*(self.write(factor, scope) for factor in others), *known]
        under = [self.write(factor, scope) for factor in exact_below]
        if not head and not under:
            head, tail = tail, []
        if not head:  # two literals would be divided as floats
            head = [self.write(sympy.Integer(coefficient.p), scope)]
        elif coefficient.p == -1:
            head[0] = f"-{head[0]}"
        elif coefficient.p != 1:
            head.insert(0, self._literal(sympy.Integer(coefficient.p), scope))
        if coefficient.q != 1:
            under.insert(0, self._literal(sympy.Integer(coefficient.q), scope))
        text = " * ".join(head)
        if under:
            text += f" / {under[0]}" if len(under) == 1 else f" / ({' * '.join(under)})"
        text = " * ".join([text, *tail])
        if others_below:
            text += f" / ({' * '.join(self.write(factor, scope) for factor in others_below)})"
        return f"({text})"

    def _never_overflowing(self, node: sympy.Expr, value: str, scope: _Scope) -> str:
        """The value, with its logarithm at hand for arrays, where a factor may leave the range of float64."""
        if _is_constant(node):
            return value
        logarithm = self.function(lambda inner: self._logarithm(node, inner, _grows), scope)
        return f"never_overflowing({value}, {logarithm})"

    def _write_Pow(self, node: sympy.Pow, scope: _Scope) -> str:
        base, exponent = node.args
        if isinstance(base, sympy.gamma) and base.args[0].is_positive and not scope.on_path:
            return f"gamma_power({self.write(base.args[0], scope)}, {self.write(exponent, scope)})"
        if not isinstance(exponent, sympy.Integer):
            return self._call("power", [self.write(base, scope), self.write(exponent, scope)], scope)
        if exponent.is_negative:
            upright = base if exponent == -1 else sympy.Pow(base, -exponent, evaluate=False)
            return f"(1 / {self.write(upright, scope)})"
        value = self.write(base, scope)
        return f"square({value})" if exponent == 2 else f"whole_power({value}, {exponent})"

    # logarithms -----------------------------------------------------------------------------------------------

    def _write_log(self, node: sympy.Expr, scope: _Scope) -> str:
        return self._logarithm(node.args[0], scope)

    def _logarithm(self, node: sympy.Expr, scope: _Scope, splits: Callable[[sympy.Basic], bool] | None = None) -> str:
        """The logarithm of a node; of a long product, power, factorial or binomial without the number itself.

        ``splits`` says which factors and powers are taken apart: those certainly positive, unless said otherwise.
        """
        splits = splits or _grows_and_is_positive
        if scope.on_path or _is_constant(node):
            return self._call("log", [self.write(node, scope)], scope)
        if isinstance(node, sympy.Mul):
            huge = [factor for factor in node.args if splits(factor)]
            rest = node.func(*(factor for factor in node.args if factor not in huge))
            if huge:
                parts = [self._logarithm(factor, scope, splits) for factor in huge]
                if rest != 1:
                    parts.append(self.write(sympy.log(rest, evaluate=False), scope))
                return f"({' + '.join(parts)})"
        if isinstance(node, sympy.Pow) and splits(node):
            base, exponent = node.args
            return f"({self.write(exponent, scope)} * {self._logarithm(base, scope, splits)})"
        if isinstance(node, sympy.exp):
            return self.write(node.args[0], scope)
        if isinstance(node, sympy.binomial | sympy.factorial):
            return f"log_{node.func.__name__}({', '.join(self.write(arg, scope) for arg in node.args)})"
        if isinstance(node, sympy.Product) and splits(node):
            return self._ranged("total", node, scope, lambda body, inner: self._logarithm(body, inner, splits))
        if isinstance(node, sympy.Sum) and len(node.limits) == 1:
            if row := _binomial_row(node):
                return f"log_binomial_total({', '.join(self.write(arg, scope) for arg in row)})"
            if node.function.is_nonnegative:
                return self._log_total(node, scope)
        return f"log({self.write(node, scope)})"

    def _log_total(self, node: sympy.Sum, scope: _Scope) -> str:
        body, (variable, low, high) = node.args
        ends = [self.write(end, scope) for end in (low, high)]
        logarithm = self.function(lambda inner: self._logarithm(body, inner), scope, variable)
        return f"log_total({', '.join([self.function(body, scope, variable), logarithm, *ends])})"

    def _log_to_base(self, value: sympy.Expr, base: sympy.Expr, scope: _Scope) -> str:
        logarithms = [self.write(sympy.log(x, evaluate=False), scope) for x in (value, base)]
        both = self.function(lambda inner: f"({self.write(value, inner)}, {self.write(base, inner)})", scope)
        return f"log_to_base({', '.join([*logarithms, both])})"

    # what binds a variable ------------------------------------------------------------------------------------

    def _write_Sum(self, node: sympy.Sum, scope: _Scope) -> str:
        if row := _binomial_row(node):
            return f"binomial_total({', '.join(self.write(arg, scope) for arg in row)})"
        coefficients = _coefficients(node)
        if not coefficients:
            return self._ranged("total", node, scope)
        listed = self.function(lambda inner: f"[{', '.join(self.write(c, inner) for c in coefficients)}]", scope)
        return f"{self._ranged('total', node, scope)[:-1]}, {listed})"

    def _write_Product(self, node: sympy.Product, scope: _Scope) -> str:
        value = self._ranged("product", node, scope, write_log=None if scope.on_path else self._growing_logarithm)
        return self._never_overflowing(node, value, scope) if not scope.on_path and _grows(node) else value

    def _write_Integral(self, node: sympy.Integral, scope: _Scope) -> str:
        if scope.on_path:
            raise NotEvaluableError(f"{plain(node)} stands inside another integral; only single integrals are enclosed")
        return self._ranged("integral", node, scope)

    def _growing_logarithm(self, body: sympy.Expr, scope: _Scope) -> str:
        return self._logarithm(body, scope, _grows)

    def _ranged(self, name: str, node: Any, scope: _Scope, write: Any = None, write_log: Any = None) -> str:
        *inner_limits, limits = node.limits
        if len(limits) != 3:
            raise NotEvaluableError(f"{plain(node)} needs both ends of its range")
        body = node.func(node.function, *inner_limits) if inner_limits else node.function
        variable, low, high = limits
        ends = [self.write(end, scope) for end in (low, high)]
        within = body if write is None else lambda inner: write(body, inner)
        if variable not in body.free_symbols and name != "integral":
            return f"repeated_{name}({', '.join([self.function(within, scope), *ends])})"
        parts = [self.function(within, scope, variable, path=name == "integral")]
        if name == "product":
            log = write_log and (lambda inner: write_log(body, inner))
            parts.append(self.function(log, scope, variable) if log else "None")
        return f"{name}({', '.join([*parts, *ends])})"

    def _write_GreatestInteger(self, node: GreatestInteger, scope: _Scope) -> str:
        bound, variable, start = node.args
        return f"greatest({self.function(bound, scope, variable)}, {self.write(start, scope)})"

    def _write_Least(self, node: Least, scope: _Scope) -> str:
        body, (variable, low, high) = node.args
        if variable not in body.free_symbols and (high - low).is_nonnegative:
            return self.write(body, scope)
        ends = [self.write(end, scope) for end in (low, high)]
        return f"least({', '.join([self.function(body, scope, variable), *ends])})"

    def _write_PathSum(self, node: PathSum, scope: _Scope) -> str:
        term, (choice, most), (state, start, following), (layer, first, last) = node.args
        parts = [
            self.function(most, scope, layer, state),
            self.function(term, scope, layer, state, choice),
            self.function(following, scope, layer, state, choice),
            *(self.write(part, scope) for part in (start, first, last)),
        ]
        return f"path_total({', '.join(parts)})"

    def _write_Piecewise(self, node: sympy.Piecewise, scope: _Scope) -> str:
        branches = [
            f"({self.function(condition, scope)}, {self.function(value, scope)})" for value, condition in node.args
        ]
        return f"piecewise({', '.join(branches)})"


def _no_arithmetic(node: sympy.Basic) -> NotEvaluableError:
    return NotEvaluableError(f"{node.func.__name__} has no exact or ball arithmetic here: {plain(node)}")


def _indented(lines: Iterable[str]) -> list[str]:
    return [f" {line}" for line in lines]


def _is_constant(node: sympy.Basic) -> bool:
    return not node.free_symbols and not node.has(AppliedUndef)


def _is_certainly_defined(constant: sympy.Basic) -> bool:
    """Whether a constant has a value whatever the case, so that it may be worked out ahead."""
    if isinstance(constant, sympy.log | sympy.Pow):
        inside = constant.args[0]
        return bool(inside.is_positive) and all(map(_is_certainly_defined, constant.args))
    return constant.is_Atom or (
        isinstance(constant, sympy.Add | sympy.Mul) and all(map(_is_certainly_defined, constant.args))
    )


def _grows(node: sympy.Basic) -> bool:
    """Whether a factor may be too long to write down while the logarithm of what it multiplies is not."""
    if isinstance(node, sympy.Pow):
        return not node.exp.is_number or bool(node.exp.is_Integer and node.exp > 2)
    return isinstance(node, _LONG) and (not isinstance(node, sympy.Product) or len(node.limits) == 1)


def _grows_and_is_positive(node: sympy.Basic) -> bool:
    """Whether it grows, and its logarithm may be taken part by part whatever the values of the symbols."""
    if not _grows(node):
        return False
    if isinstance(node, sympy.Pow):
        return bool(node.base.is_positive or (node.base.is_nonnegative and node.exp.is_positive))
    return bool(node.function.is_nonnegative if isinstance(node, sympy.Product) else node.is_nonnegative)


def _is_rational(node: sympy.Basic) -> bool:
    """Whether the value is rational where the symbols are."""
    if isinstance(node, sympy.Pow):
        return bool(node.exp.is_integer) and _is_rational(node.base)
    return isinstance(node, sympy.Symbol | sympy.Rational) or (
        isinstance(node, _RATIONAL) and all(map(_is_rational, node.args))
    )


def _split(nodes: Iterable[sympy.Expr]) -> tuple[list[sympy.Expr], list[sympy.Expr]]:
    """The rational nodes, and the others."""
    nodes = list(nodes)
    return [node for node in nodes if _is_rational(node)], [node for node in nodes if not _is_rational(node)]


def _rational_first(nodes: Iterable[sympy.Expr]) -> list[sympy.Expr]:
    exact, others = _split(nodes)
    return exact + others


def _factors(node: sympy.Expr) -> tuple[sympy.Expr, ...]:
    return node.args if isinstance(node, sympy.Mul) else (node,)


def _logarithm_to_a_base(
    factors: Sequence[sympy.Expr],
) -> tuple[sympy.Expr, sympy.Expr, list[sympy.Expr]] | None:
    """(x, b, others) of a product log(x) / log(b) * others, or None."""
    over = next((f for f in factors if isinstance(f, sympy.log)), None)
    under = next((f for f in factors if isinstance(1 / f, sympy.log)), None)
    if over is None or under is None:
        return None
    return over.args[0], (1 / under).args[0], [f for f in factors if f not in (over, under)]


def _binomial_row(node: sympy.Sum) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(n, q) of the sum C(n, 0) + .. + C(n, q), or None."""
    body, limits = node.function, node.limits[-1]
    if len(node.limits) > 1 or len(limits) != 3 or limits[1] != 0 or not isinstance(body, sympy.binomial):
        return None
    top, bottom = body.args
    return (top, limits[2]) if bottom == limits[0] and not top.has(limits[0]) else None


def _coefficients(node: sympy.Sum) -> list[sympy.Expr]:
    """The coefficients, the constant one first, of a short sum's term that is a polynomial in its index; else none."""
    body, limits = node.function, node.limits[0]
    if len(node.limits) > 1 or len(limits) != 3 or limits[0] not in body.free_symbols:
        return []
    if body.count_ops() > _LONGEST_POLYNOMIAL or not body.is_polynomial(limits[0]):
        return []
    coefficients = sympy.Poly(body, limits[0]).all_coeffs()[::-1]
    return coefficients if len(coefficients) <= _LONGEST_POLYNOMIAL else []
