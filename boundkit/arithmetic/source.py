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

from boundkit.arithmetic.long_number import LongNumber
from boundkit.arithmetic.nodes import GreatestInteger, Least, PathSum
from boundkit.arithmetic.operation import Trait
from boundkit.arithmetic.registrations import OPERATIONS, operation_of
from boundkit.arithmetic.scope import Scope, indented
from boundkit.arithmetic.shapes import (
    binomial_row,
    factors_of,
    grows,
    grows_and_is_positive,
    inverse_row,
    is_certainly_defined,
    is_constant,
    logarithm_to_a_base,
    polynomial_coefficients,
    rational_first,
    reciprocal_of,
    split_rational,
)
from boundkit.arithmetic.text import plain
from boundkit.errors import NotEvaluableError

_LARGEST_LITERAL = 1 << 31
_LONGEST_TEXT = 400
_CONDITIONS = {
    "LessThan": "le", "GreaterThan": "ge", "StrictLessThan": "lt", "StrictGreaterThan": "gt",
    "Equality": "eq", "Unequality": "ne", "And": "conjunction", "Or": "disjunction", "Not": "negation",
}  # fmt: skip
_CUT = {each.call for each in OPERATIONS if Trait.CUT in each.traits}


def source_of(expression: sympy.Basic, symbols: Sequence[sympy.Symbol]) -> str:
    """Source of ``make()``, which works out the constants and returns the formula as a function of the symbols.

    Raises NotEvaluableError for what has no arithmetic here.
    """
    return _Writer(expression).text(expression, symbols)


class _Writer:
    def __init__(self, expression: sympy.Basic):
        self.numbers = count()
        self.occurrences: Counter[sympy.Basic] = Counter()
        self.constants = Scope(lazy=False)
        self._count(expression)

    def _count(self, node: sympy.Basic) -> None:
        self.occurrences[node] += 1
        if self.occurrences[node] == 1:
            for arg in node.args:
                self._count(arg)

    def text(self, expression: sympy.Basic, symbols: Sequence[sympy.Symbol]) -> str:
        body = Scope(self.constants, lazy=False)
        parameters = [self._bind(symbol, body) for symbol in symbols]
        result = self.write(expression, body)
        lines = [
            *self.constants.lines,
            f"def formula({', '.join(parameters)}):",
            *indented([*body.lines, f"return {result}"]),
            "return formula",
        ]
        return "\n".join(["def make():", *indented(lines)])

    def _fresh(self, letter: str) -> str:
        return f"{letter}{next(self.numbers)}"

    def _bind(self, symbol: sympy.Basic, scope: Scope) -> str:
        scope.known[symbol] = name = self._fresh("v")
        return name

    def _keep(self, node: sympy.Basic, text: str, scope: Scope) -> str:
        scope.known[node] = name = self._fresh("t")
        scope.lines.append(f"{name} = {text}")
        return name

    def write(self, node: sympy.Basic, scope: Scope) -> str:
        """A name, a call or a bracketed text for the node; lines that must come before it are added to the scope."""
        name = scope.find(node)
        if name is not None:
            return name
        if node in (sympy.true, sympy.false):
            return str(bool(node))
        if is_constant(node) and scope is not self.constants and (not scope.lazy or is_certainly_defined(node)):
            return self.write(node, self.constants)
        text = self._operation(node, scope)
        if scope is self.constants or self.occurrences[node] > 1 or len(text) > _LONGEST_TEXT:
            return self._keep(node, text, scope)
        return text

    def function(self, node: Any, scope: Scope, *bound: sympy.Basic, path: bool = False) -> str:
        """A function of the bound variables, worked out only when it is called."""
        inner = Scope(scope, bound)
        inner.on_path |= path
        parameters = ", ".join([*(self._bind(symbol, inner) for symbol in bound), *(["analytic"] if path else [])])
        result = node(inner) if callable(node) else self.write(node, inner)
        if not inner.lines:
            return f"(lambda {parameters}: {result})"
        name = self._fresh("f")
        scope.lines += [f"def {name}({parameters}):", *indented([*inner.lines, f"return {result}"])]
        return name

    def _operation(self, node: sympy.Basic, scope: Scope) -> str:
        if isinstance(node, sympy.Rational):
            p, q = f"{node.p:#x}", f"{node.q:#x}"  # Python refuses to read or write long numbers in decimal digits
            return f"q({p})" if node.q == 1 else f"q({p}, {q})"
        if isinstance(node, sympy.Float):
            raise NotEvaluableError(f"the formula holds the float {node}; write it as a fraction, it is not exact")
        if node is sympy.pi or node is sympy.E:
            return "pi()" if node is sympy.pi else "e()"
        if isinstance(node, LongNumber):
            return self.write(node.formula, scope)
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

    def _call(self, name: str, arguments: Iterable[str], scope: Scope) -> str:
        path = ["analytic=analytic"] if scope.on_path and name in _CUT else []
        return f"{name}({', '.join([*arguments, *path])})"

    # sums, products, powers -----------------------------------------------------------------------------------

    def _write_Add(self, node: sympy.Add, scope: Scope) -> str:
        number = sum((arg for arg in node.args if isinstance(arg, sympy.Rational)), sympy.Integer(0))
        text = ""
        for term in rational_first(arg for arg in node.args if not isinstance(arg, sympy.Rational)):
            coefficient, rest = term.as_coeff_Mul()
            negative = coefficient.is_negative and scope.find(term) is None and self.occurrences[term] < 2
            if negative:
                term = rest if coefficient == -1 else sympy.Mul(-coefficient, *factors_of(rest), evaluate=False)
            sign = ("-" if negative else "") if not text else (" - " if negative else " + ")
            text += sign + self.write(term, scope)
        if number.is_zero:
            return f"({text})"
        if not text:
            return self.write(number, scope)
        if number.is_negative:
            return f"({text} - {self._literal(-number, scope)})"
        return f"({text} + {self._literal(number, scope)})"

    def _literal(self, number: sympy.Rational, scope: Scope) -> str:
        """A number beside a value that is exact, a ball or an array; only then may it be a Python integer."""
        small = isinstance(number, sympy.Integer) and abs(number) < _LARGEST_LITERAL
        return str(number) if small else self.write(number, scope)

    def _write_Mul(self, node: sympy.Mul, scope: Scope) -> str:
        factors = list(node.args)
        known: list[str] = []
        if not scope.on_path:
            if any(map(grows, factors)) and len(factors) > 1:
                return self._never_overflowing(node, self._product(factors, known, scope), scope)
            if parts := logarithm_to_a_base(factors):
                value, base, factors = parts
                known = [self._log_to_base(value, base, scope)]
        return self._product(factors, known, scope)

    def _product(self, factors: Sequence[sympy.Expr], known: Sequence[str], scope: Scope) -> str:
        """Rational factors over rational ones, then the others: as much as possible stays exact."""
        coefficient = sympy.Integer(1)
        above: list[sympy.Expr] = []
        below: list[sympy.Expr] = []
        for factor in factors:
            if isinstance(factor, sympy.Rational):
                coefficient *= factor
            elif isinstance(factor, sympy.Pow) and factor.exp.is_Integer and factor.exp.is_negative:
                below.append(reciprocal_of(factor))
            else:
                above.append(factor)
        exact, others = split_rational(above)
        exact_below, others_below = split_rational(below)
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

    def _never_overflowing(self, node: sympy.Expr, value: str, scope: Scope) -> str:
        """The value, with its logarithm at hand for arrays, where a factor may leave the range of float64."""
        if is_constant(node):
            return value
        logarithm = self.function(lambda inner: self._logarithm(node, inner, grows), scope)
        return f"never_overflowing({value}, {logarithm})"

    def _write_Pow(self, node: sympy.Pow, scope: Scope) -> str:
        base, exponent = node.args
        if isinstance(base, sympy.gamma) and base.args[0].is_positive and not scope.on_path:
            return f"gamma_power({self.write(base.args[0], scope)}, {self.write(exponent, scope)})"
        if not isinstance(exponent, sympy.Integer):
            return self._call("power", [self.write(base, scope), self.write(exponent, scope)], scope)
        if exponent.is_negative:
            return f"(1 / {self.write(reciprocal_of(node), scope)})"
        value = self.write(base, scope)
        return f"square({value})" if exponent == 2 else f"whole_power({value}, {exponent})"

    # logarithms -----------------------------------------------------------------------------------------------

    def _write_log(self, node: sympy.Expr, scope: Scope) -> str:
        return self._logarithm(node.args[0], scope)

    def _logarithm(self, node: sympy.Expr, scope: Scope, splits: Callable[[sympy.Basic], bool] | None = None) -> str:
        """The logarithm of a node; of a long product, power, factorial or binomial without the number itself.

        ``splits`` says which factors and powers are taken apart: those certainly positive, unless said otherwise.
        """
        splits = splits or grows_and_is_positive
        if scope.on_path or is_constant(node):
            return self._call("log", [self.write(node, scope)], scope)
        if isinstance(node, sympy.Mul):
            huge = [factor for factor in node.args if splits(factor)]
            rest = node.func(*(factor for factor in node.args if factor not in huge), evaluate=False)
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
            if row := binomial_row(node):
                return f"log_binomial_total({', '.join(self.write(arg, scope) for arg in row)})"
            if node.function.is_nonnegative:
                return self._log_total(node, scope)
        return f"log({self.write(node, scope)})"

    def _log_total(self, node: sympy.Sum, scope: Scope) -> str:
        body, (variable, low, high) = node.args
        ends = [self.write(end, scope) for end in (low, high)]
        logarithm = self.function(lambda inner: self._logarithm(body, inner), scope, variable)
        return f"log_total({', '.join([self.function(body, scope, variable), logarithm, *ends])})"

    def _log_to_base(self, value: sympy.Expr, base: sympy.Expr, scope: Scope) -> str:
        logarithms = [self.write(sympy.log(x, evaluate=False), scope) for x in (value, base)]
        both = self.function(lambda inner: f"({self.write(value, inner)}, {self.write(base, inner)})", scope)
        return f"log_to_base({', '.join([*logarithms, both])})"

    # what binds a variable ------------------------------------------------------------------------------------

    def _write_Sum(self, node: sympy.Sum, scope: Scope) -> str:
        if row := binomial_row(node):
            return f"binomial_total({', '.join(self.write(arg, scope) for arg in row)})"
        if (found := inverse_row(node)) and not scope.on_path:
            return self._inverse_total(node, *found, scope)
        coefficients = polynomial_coefficients(node)
        if not coefficients:
            return self._ranged("total", node, scope)
        listed = self.function(lambda inner: f"[{', '.join(self.write(c, inner) for c in coefficients)}]", scope)
        return f"{self._ranged('total', node, scope)[:-1]}, {listed})"

    def _inverse_total(
        self, node: sympy.Sum, n: sympy.Expr, p: sympy.Expr, q: sympy.Expr, rest: sympy.Expr, scope: Scope
    ) -> str:
        one_by_one = sympy.Sum(node.function / rest, *node.limits)
        otherwise = self.function(lambda inner: self._ranged("total", one_by_one, inner), scope)
        parts = [*(self.write(arg, scope) for arg in (n, p, q)), otherwise]
        return f"({self.write(rest, scope)} * inverse_total({', '.join(parts)}))"

    def _write_Product(self, node: sympy.Product, scope: Scope) -> str:
        value = self._ranged("product", node, scope, write_log=None if scope.on_path else self._growing_logarithm)
        return self._never_overflowing(node, value, scope) if not scope.on_path and grows(node) else value

    def _write_Integral(self, node: sympy.Integral, scope: Scope) -> str:
        if scope.on_path:
            raise NotEvaluableError(f"{plain(node)} stands inside another integral; only single integrals are enclosed")
        return self._ranged("integral", node, scope)

    def _growing_logarithm(self, body: sympy.Expr, scope: Scope) -> str:
        return self._logarithm(body, scope, grows)

    def _ranged(self, name: str, node: Any, scope: Scope, write: Any = None, write_log: Any = None) -> str:
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

    def _write_GreatestInteger(self, node: GreatestInteger, scope: Scope) -> str:
        bound, variable, start = node.args
        return f"greatest({self.function(bound, scope, variable)}, {self.write(start, scope)})"

    def _write_Least(self, node: Least, scope: Scope) -> str:
        body, (variable, low, high) = node.args
        if variable not in body.free_symbols and (high - low).is_nonnegative:
            return self.write(body, scope)
        ends = [self.write(end, scope) for end in (low, high)]
        return f"least({', '.join([self.function(body, scope, variable), *ends])})"

    def _write_PathSum(self, node: PathSum, scope: Scope) -> str:
        term, (choice, most), (state, start, following), (layer, first, last) = node.args
        parts = [
            self.function(most, scope, layer, state),
            self.function(term, scope, layer, state, choice),
            self.function(following, scope, layer, state, choice),
            *(self.write(part, scope) for part in (start, first, last)),
        ]
        return f"path_total({', '.join(parts)})"

    def _write_Piecewise(self, node: sympy.Piecewise, scope: Scope) -> str:
        branches = [
            f"({self.function(condition, scope)}, {self.function(value, scope)})" for value, condition in node.args
        ]
        return f"piecewise({', '.join(branches)})"


def _no_arithmetic(node: sympy.Basic) -> NotEvaluableError:
    return NotEvaluableError(f"{node.func.__name__} has no exact or ball arithmetic here: {plain(node)}")
