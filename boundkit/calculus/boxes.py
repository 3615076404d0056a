"""Formulas over boxes: where the values lie when every symbol runs through an interval.

Symbols that sympy knows to be integers take whole values only. Three devices keep the answer narrow: where a formula
certainly rises or falls with a symbol, its least and greatest values stand at that symbol's ends; where it does not,
the box is cut in halves; a part of the formula that cannot be followed (a long sum, the solution of an inequality) is
evaluated at single points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from heapq import heappop, heappush
from itertools import count, product
from typing import Any

import sympy
from flint import arb, ctx, fmpq, fmpz
from sympy.core.function import AppliedUndef

from boundkit.arithmetic import span as spans
from boundkit.arithmetic.ball import exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.nodes import GreatestInteger, Least
from boundkit.arithmetic.rational import rational
from boundkit.arithmetic.span import Span, span
from boundkit.calculus.evaluate import expand
from boundkit.errors import (
    BudgetExhaustedError,
    DomainError,
    MalformedInputError,
    MissingValueError,
    NotEvaluableError,
    UndecidedError,
    UnknownNameError,
)

End = fmpq | None
_PRECISION = 128
_ROUNDING = fmpq(1, 2**96)
_MOST_BOXES = 20_000
_MOST_TERMS = 512
_SMOOTH = (
    sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.gamma, sympy.loggamma, sympy.polygamma,
    sympy.Symbol, sympy.Number, sympy.NumberSymbol,
)  # fmt: skip


@dataclass(frozen=True)
class Box:
    """An interval for every name: exact rational ends, both included; None stands for no end.

    ``integers`` are the names that take whole values only; their ends are whole.
    """

    ends: Mapping[str, tuple[End, End]]
    integers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, ends: Mapping[str, Any], integers: Iterable[str] = ()) -> Box:
        """A box from numbers and pairs of numbers by name; the ends of integers are rounded inward.

        Raises MalformedInputError when an interval holds no number that is allowed.

        >>> Box.of({"x": (0, "1/2"), "n": 3}).ends["x"]
        (0, 1/2)
        """
        whole = frozenset(integers)
        return cls({name: _interval(name, given, name in whole) for name, given in ends.items()}, whole)

    def with_integers(self, names: Iterable[str]) -> Box:
        """The same box, in which those names of it take whole values only."""
        return Box.of(self.ends, self.integers.union(name for name in names if name in self.ends))

    def balls(self) -> dict[str, arb]:
        """A ball around each interval. Raises DomainError for one without an end."""
        if any(None in ends for ends in self.ends.values()):
            raise DomainError(f"{self} has no balls, since it is not bounded; give every interval two ends")
        return {name: span(*ends).ball for name, ends in self.ends.items()}

    def halves(self, name: str) -> tuple[Box, Box]:
        """Two boxes that cover this one, cut at the middle of one interval, or far out when it has no end."""
        low, high = self.ends[name]
        middle = _middle(low, high)
        if name not in self.integers:
            return self.put(name, low, middle), self.put(name, middle, high)
        middle = fmpq(middle.floor())
        return self.put(name, low, middle), self.put(name, middle + 1, high)

    def put(self, name: str, low: End, high: End) -> Box:
        """The same box with other ends for one name."""
        return Box({**self.ends, name: (low, high)}, self.integers)

    def is_point(self, name: str) -> bool:
        low, high = self.ends[name]
        return low is not None and low == high

    def wide(self) -> list[str]:
        """The names whose interval is more than a point, the widest first, relative to its place."""
        return sorted((n for n in self.ends if not self.is_point(n)), key=lambda n: _width(*self.ends[n]), reverse=True)

    def corners(self) -> Iterator[dict[str, fmpq]]:
        """The points whose coordinates are all ends."""
        choices = [dict.fromkeys(end for end in ends if end is not None) or (fmpq(0),) for ends in self.ends.values()]
        for point in product(*choices):
            yield dict(zip(self.ends, point, strict=True))

    def middle(self) -> dict[str, fmpq]:
        """A point near the middle, whole where it must be."""
        point = {name: _middle(*ends) for name, ends in self.ends.items()}
        return {name: fmpq(v.floor()) if name in self.integers else v for name, v in point.items()}

    def __str__(self) -> str:
        shown = (f"{name} = {low}" if low is not None and low == high else
                 f"{name} in [{'-oo' if low is None else low}, {'oo' if high is None else high}]"
                 for name, (low, high) in self.ends.items())  # fmt: skip
        return ", ".join(shown)


def _interval(name: str, given: Any, whole: bool) -> tuple[End, End]:
    low, high = given if isinstance(given, tuple | list) else (given, given)
    low, high = _end(low, -sympy.oo), _end(high, sympy.oo)
    shown = f"{name} in [{'-oo' if low is None else low}, {'oo' if high is None else high}]"
    if whole:
        low, high = (None if low is None else fmpq(low.ceil())), (None if high is None else fmpq(high.floor()))
    if low is not None and high is not None and low > high:
        raise MalformedInputError(f"{shown} holds no {'integer' if whole else 'number'}; widen it or swap its ends")
    return low, high


def _end(value: Any, unbounded: sympy.Expr) -> End:
    return None if value is None or value == unbounded else rational(value)


def _middle(low: End, high: End) -> fmpq:
    """A number inside an interval; far from its end when it has only one."""
    if low is None:
        return fmpq(0) if high is None else min(2 * high, fmpq(0)) - 1
    if high is None:
        return max(2 * low, fmpq(0)) + 1
    return _geometric(low, high) if low > 0 and high > 16 * low else (low + high) / 2


def _geometric(low: fmpq, high: fmpq) -> fmpq:
    """A number in between whose logarithm is near the middle."""
    bits = int((high / low).floor()).bit_length() // 2
    return low * fmpz(2) ** bits


def _width(low: fmpq | None, high: fmpq | None) -> float:
    """How wide an interval looks; only the order of cutting depends on it."""
    if low is None or high is None:
        return float("inf")
    size = max(abs(low), abs(high), fmpq(1, 1000))
    ratio = (high - low) / size
    return float(int(ratio.p) / int(ratio.q))


# spans of formulas ------------------------------------------------------------------------------------------------


def over(expression: sympy.Expr, box: Box) -> arb | None:
    """A ball that holds every value on the box; None where the formula is not defined or not bounded there.

    >>> x, y = sympy.symbols("x y")
    >>> over(x / y, Box.of({"x": (1, 2), "y": (1, 4)})).contains(fmpq(1, 4))
    True
    >>> over(x / y, Box.of({"x": (1, 2), "y": (-1, 4)})) is None
    True
    """
    found = span_over(expand(expression), box)
    return found.ball if found is not None and found.is_finite else None


def span_over(expression: sympy.Expr, box: Box) -> Span | None:
    """A span of every value on the box, ends of ``oo`` among them; None where the formula may not be defined.

    Monotone symbols stand at their ends. Abbreviations must be written out. Raises MissingValueError for a symbol that
    the box does not have and NotEvaluableError for a function without an arithmetic.
    """
    whole = _natural(expression, box)
    if whole is None or not box.wide():
        return whole
    for corner, end in zip(_corner_boxes(expression, box), ("lower", "upper"), strict=True):
        sharper = _natural(expression, corner) if corner is not box else None
        if sharper is not None:
            lower, upper = (sharper.lower, whole.upper) if end == "lower" else (whole.lower, sharper.upper)
            whole = spans.common(whole, Span(lower, upper))
    return whole


def direction(expression: sympy.Expr, symbol: sympy.Symbol, box: Box) -> int | None:
    """Which way the formula certainly moves with the symbol on the box: 1, -1, 0 for not at all, or None."""
    structural = trend(expression, symbol, box)
    return slope_sign(expression, symbol, box) if structural is None else structural


def _corner_boxes(expression: sympy.Expr, box: Box) -> tuple[Box, Box]:
    """Two parts of the box: the least value on it lies in the first, the greatest in the second."""
    low = high = box
    for symbol in _symbols(expression):
        rising = None if box.is_point(symbol.name) else direction(expression, symbol, box)
        if rising is not None:
            low, high = _at_end(low, symbol.name, rising < 0), _at_end(high, symbol.name, rising > 0)
    return low, high


def slope_sign(expression: sympy.Expr, symbol: sympy.Symbol, box: Box) -> int | None:
    """1 or -1 where the derivative has that sign on the whole box, so that the formula is monotone there, else None."""
    if not is_smooth(expression):
        return None
    slope = _natural(derivative(expression, symbol), box)
    return None if slope is None else slope.sign


@lru_cache(maxsize=4096)
def derivative(expression: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    return sympy.diff(expression, symbol)


@lru_cache(maxsize=4096)
def is_smooth(expression: sympy.Expr) -> bool:
    """Whether the formula has a derivative wherever it is defined, inner ends of its domain apart."""
    return all(isinstance(node, _SMOOTH) for node in sympy.preorder_traversal(expression))


def _at_end(box: Box, name: str, upper: bool) -> Box:
    end = box.ends[name][upper]
    return box if end is None else box.put(name, end, end)


@lru_cache(maxsize=1 << 14)
def _symbols(expression: sympy.Basic) -> tuple[sympy.Symbol, ...]:
    return tuple(sorted(expression.free_symbols, key=lambda s: s.name))


def _natural(node: sympy.Basic, box: Box) -> Span | None:
    """The span by the operations of the formula, one after the other."""
    if isinstance(node, sympy.Symbol):
        if node.name not in box.ends:
            raise MissingValueError(f"the box has no interval for {node}; it has {', '.join(box.ends) or 'none'}")
        return span(*box.ends[node.name], bool(node.is_positive))
    if isinstance(node, sympy.Number | sympy.NumberSymbol):
        return _number(node)
    if isinstance(node, sympy.binomial):
        return _binomial(node, box)
    if isinstance(node, sympy.Piecewise):
        return _piecewise(node, box)
    rule = _RULES.get(node.func.__name__)
    if rule is None or isinstance(node, AppliedUndef):
        return _by_points(node, box)
    parts = []
    for argument in node.args:
        part = _natural(argument, box)
        if part is None:
            return None
        parts.append(part)
    return rule(node, *parts)


@lru_cache(maxsize=1 << 12)
def _number_at(node: sympy.Expr, precision: int) -> Span:
    return spans.around(exact_or_ball(node, {}))


def _number(node: sympy.Expr) -> Span:
    return _number_at(node, ctx.prec)


def _power(node: sympy.Expr, base: Span, exponent: Span) -> Span | None:
    given = node.args[1]
    if given.is_Integer:
        return spans.integer_power(base, int(given))
    return spans.power(base, exponent)


_RULES: dict[str, Callable[..., Span | None]] = {
    "Add": lambda node, *parts: reduce(spans.add, parts),
    "Mul": lambda node, *parts: reduce(spans.multiply, parts),
    "Pow": _power,
    "exp": lambda node, x: spans.exponential(x),
    "log": lambda node, x: spans.logarithm(x),
    "ceiling": lambda node, x: spans.ceiling(x),
    "floor": lambda node, x: spans.floor(x),
    "Max": lambda node, *parts: reduce(spans.greatest, parts),
    "Min": lambda node, *parts: reduce(spans.least, parts),
    "Abs": lambda node, x: spans.absolute(x),
    "gamma": lambda node, x: spans.gamma(x),
    "loggamma": lambda node, x: spans.log_gamma(x),
    "factorial": lambda node, x: spans.gamma(spans.add(x, span(1, 1))) if x.is_nonnegative else None,
    "polygamma": lambda node, order, x: (
        {0: spans.digamma, 1: spans.trigamma}[int(node.args[0])](x) if node.args[0] in (0, 1) else None
    ),
}


def _binomial(node: sympy.Expr, box: Box) -> Span | None:
    """C(n, k) of integers: it rises with n, and with k up to the middle."""
    top, bottom = (_natural(argument, box) for argument in node.args)
    if top is None or bottom is None or not top.is_nonnegative or not bottom.is_nonnegative:
        return None
    if not top.lower.is_finite() or not bottom.is_finite:
        return span(0, None)
    n, (k, last) = top.lower.fmpq().floor(), _whole_ends(bottom)
    low = min(_choose(n, k), _choose(n, last))
    if not top.upper.is_finite():
        return span(low, None)
    n = _whole_ends(top)[1]
    high = _choose(n, max(k, min(last, fmpz(n // 2))))
    return span(spans.around(low).lower, spans.around(high).upper)


def _whole_ends(value: Span) -> tuple[fmpz, fmpz]:
    return value.lower.fmpq().floor(), value.upper.fmpq().ceil()


_N, _K = sympy.symbols("n k", integer=True, nonnegative=True)
_CHOOSE = sympy.binomial(_N, _K)


def _choose(n: fmpz, k: fmpz) -> Any:
    return exact_or_ball(_CHOOSE, {"n": fmpq(n), "k": fmpq(k)})


def _piecewise(node: sympy.Expr, box: Box) -> Span | None:
    """The hull of the branches that may apply; None when it may be that none does."""
    possible: list[Span] = []
    for value, condition in node.args:
        holds = decided(condition, box)
        if holds is not False:
            part = _natural(value, box)
            if part is None:
                return None
            possible.append(part)
        if holds:
            return spans.hull(*possible)
    return None


def decided(condition: sympy.Basic, box: Box) -> bool | None:
    """Whether a relation holds on the whole box (True), nowhere on it (False), or neither is certain (None)."""
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    if isinstance(condition, sympy.And | sympy.Or | sympy.Not):
        parts = [decided(part, box) for part in condition.args]
        if isinstance(condition, sympy.Not):
            return None if parts[0] is None else not parts[0]
        deciding = isinstance(condition, sympy.Or)
        return deciding if deciding in parts else None if None in parts else not deciding
    gap = span_over(condition.lhs - condition.rhs, box)
    return None if gap is None else _RELATIONS[condition.rel_op](gap)


def _either(yes: bool, no: bool) -> bool | None:
    return True if yes else False if no else None


_RELATIONS: dict[str, Callable[[Span], bool | None]] = {
    "<=": lambda gap: _either(gap.upper <= 0, gap.is_positive),
    "<": lambda gap: _either(gap.is_negative, gap.is_nonnegative),
    ">=": lambda gap: _either(gap.is_nonnegative, gap.is_negative),
    ">": lambda gap: _either(gap.is_positive, gap.upper <= 0),
    "==": lambda gap: _either(gap.sign == 0, gap.is_positive or gap.is_negative),
    "!=": lambda gap: _either(gap.is_positive or gap.is_negative, gap.sign == 0),
}


def _by_points(node: sympy.Basic, box: Box) -> Span | None:
    """A sum, a product or another part with a range of its own: at single points, or between its monotone corners."""
    if isinstance(node, AppliedUndef):
        raise NotEvaluableError(f"{node} is a function that was not given; put a formula in its place")
    wide = [symbol for symbol in _symbols(node) if not box.is_point(symbol.name)]
    if not wide:
        try:
            return spans.around(exact_or_ball(node, {s.name: box.ends[s.name][0] for s in _symbols(node)}))
        except (DomainError, UndecidedError):
            return None
    low = high = box
    for symbol in wide:
        rising = trend(node, symbol, box)
        if rising is None or None in box.ends[symbol.name]:
            return _term_by_term(node, box) if isinstance(node, sympy.Sum | sympy.Product) else None
        low, high = _at_end(low, symbol.name, rising < 0), _at_end(high, symbol.name, rising > 0)
    ends = _by_points(node, low), _by_points(node, high)
    return None if ends[0] is None or ends[1] is None else Span(ends[0].lower, ends[1].upper)


def _term_by_term(node: Any, box: Box) -> Span | None:
    """A short sum or product whose terms may lie anywhere in their spans, and which may end at several places."""
    body, index, first, last = _parts(node)
    starts, stops = _natural(first, box), _natural(last, box)
    if starts is None or stops is None or not (starts.is_finite and stops.is_finite) or starts.lower != starts.upper:
        return None
    start, (shortest, longest) = starts.lower.fmpq(), (stops.lower.fmpq().ceil(), stops.upper.fmpq().floor())
    if longest - start > _MOST_TERMS or shortest < start - 1:
        return None
    join = spans.add if isinstance(node, sympy.Sum) else spans.multiply
    neutral = 0 if isinstance(node, sympy.Sum) else 1
    total = span(neutral, neutral)
    reached: list[Span] = [total] if shortest < start else []
    for place in range(int(start), int(longest) + 1):
        term = _natural(body, _with_index(box, index, fmpq(place), fmpq(place)))
        if term is None:
            return None
        total = join(total, term)
        if place >= shortest:
            reached.append(total)
    return spans.hull(*reached)


def _parts(node: Any) -> tuple[sympy.Expr, sympy.Symbol, sympy.Expr, sympy.Expr]:
    """(body, index, first, last) of a sum, a product or a least value; of several ranges the outermost."""
    *inner, (index, first, last) = node.args[1:]
    return (node.func(node.args[0], *inner) if inner else node.args[0]), index, first, last


def _with_index(box: Box, index: sympy.Symbol, low: End, high: End) -> Box:
    return Box({**box.ends, index.name: (low, high)}, box.integers | {index.name})


# monotone symbols -------------------------------------------------------------------------------------------------


def trend(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    """1 where the formula does not fall with the symbol on the box, -1 where it does not rise, 0 for constant.

    Read off the structure: sums, products of known sign, monotone functions of monotone arguments. None when that does
    not tell; integer symbols are compared at whole places.

    >>> n, k = sympy.symbols("n k", integer=True, positive=True)
    >>> box = Box.of({"n": (4, 9), "k": (1, 2)}, integers="nk")
    >>> trend(sympy.binomial(n, k) / sympy.log(n + 1), k, box), trend(sympy.ceiling(-n / 2), n, box)
    (1, -1)
    """
    if symbol not in _symbols(node):
        return 0
    if node == symbol:
        return 1
    rule = _TRENDS.get(node.func.__name__)
    return None if rule is None or isinstance(node, AppliedUndef) else rule(node, symbol, box)


def _join(*directions: int | None) -> int | None:
    if None in directions:
        return None
    seen = set(directions) - {0}
    return 0 if not seen else seen.pop() if len(seen) == 1 else None


def _sign(node: sympy.Basic, box: Box) -> int | None:
    value = _natural(node, box)
    return None if value is None else value.sign


def _times(one: int | None, other: int | None) -> int | None:
    if one == 0 or other == 0:
        return 0
    return None if one is None or other is None else one * other


def _of_arguments(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    return _join(*(trend(argument, symbol, box) for argument in node.args))


def _of_product(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    signs = [_sign(factor, box) for factor in node.args]
    directions = []
    for place, factor in enumerate(node.args):
        direction = trend(factor, symbol, box)
        if direction != 0:
            directions.append(reduce(_times, signs[:place] + signs[place + 1 :], direction))
    return _join(*directions)


def _of_power(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    base, exponent = node.args
    rising, falling = trend(base, symbol, box), trend(exponent, symbol, box)
    value = _natural(base, box)
    if value is None:
        return None
    by_base: int | None = 0
    by_exponent: int | None = 0
    if rising != 0:
        if exponent.is_Integer and not value.is_nonnegative:
            odd, up = exponent % 2 == 1, exponent > 0
            by_base = _times(rising, (1 if odd == up else -1)) if value.is_negative else rising if odd and up else None
        else:
            by_base = _times(rising, _sign(exponent, box)) if value.is_nonnegative else None
    if falling != 0:
        logarithm = spans.logarithm(value)
        by_exponent = _times(falling, None if logarithm is None else logarithm.sign)
    return _join(by_base, by_exponent)


def _of_absolute(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    return _times(trend(node.args[0], symbol, box), _sign(node.args[0], box))


def _of_gamma(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    value = _natural(node.args[0], box)
    if value is None:
        return None
    direction = _either(value.lower > fmpq(3, 2), value.is_positive and value.upper < fmpq(7, 5))
    return _times(trend(node.args[0], symbol, box), None if direction is None else 1 if direction else -1)


def _of_binomial(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    (top, bottom), (n, k) = node.args, (_natural(argument, box) for argument in node.args)
    if n is None or k is None or not n.is_nonnegative or not k.is_nonnegative:
        return None
    rises, falls = 2 * k.upper <= n.lower + 1, 2 * (k.lower + 1) >= n.upper + 1
    by_bottom = trend(bottom, symbol, box)
    return _join(trend(top, symbol, box), _times(by_bottom, 1 if rises else -1 if falls else None))


def _of_range(node: Any, symbol: sympy.Symbol, box: Box) -> int | None:
    """Of a sum of nonnegative terms, a product of factors of at least 1, or a least value, over a range."""
    body, index, first, last = _parts(node)
    starts, stops = _natural(first, box), _natural(last, box)
    if starts is None or stops is None or not starts.is_finite:
        return None
    low, high = starts.lower.fmpq(), stops.upper.fmpq() if stops.upper.is_finite() else None
    if high is not None and high < low:
        return 0
    inside = _with_index(box, index, low, high)
    value = _natural(body, inside)
    if value is None:
        return None
    longer = _join(trend(last, symbol, box), _times(trend(first, symbol, box), -1))
    if isinstance(node, Least):
        return _join(trend(body, symbol, inside), _times(longer, -1))
    if isinstance(node, sympy.Sum):
        return _join(trend(body, symbol, inside), _times(longer, value.sign))
    if not value.is_nonnegative:
        return None
    return _join(trend(body, symbol, inside), _times(longer, spans.add(value, span(-1, -1)).sign))


def _of_greatest_integer(node: Any, symbol: sympy.Symbol, box: Box) -> int | None:
    """It moves with its bound; where it starts does not matter."""
    bound, variable, _ = node.args
    if symbol not in bound.free_symbols:
        return 0
    for end, rising in ((0, 1), (1, -1)):
        inside = _with_index(box, variable, _solution_at_end(node, symbol, box, end), None)
        if _natural(bound, inside) is not None and trend(bound, symbol, inside) in (0, rising):
            return rising
    return None


def _solution_at_end(node: Any, symbol: sympy.Symbol, box: Box, end: int) -> fmpq:
    """The greatest integer at one end of the symbol, when it is exact there and nothing else varies, else 1.

    If the bound rises with the symbol from there on, no value is smaller than the one at the lower end.
    """
    names = {s.name for s in node.free_symbols}
    point = {name: ends[end] for name, ends in box.ends.items() if name in names}
    if None in point.values() or any(name in names and name != symbol.name for name in box.wide()):
        return fmpq(1)
    value = exact_or_ball(node, point)
    return max(value, fmpq(1)) if isinstance(value, fmpq) else fmpq(1)


def _of_piecewise(node: sympy.Basic, symbol: sympy.Symbol, box: Box) -> int | None:
    directions = []
    for value, condition in node.args:
        holds = decided(condition, box)
        if holds is None and condition.has(symbol):
            return None
        if holds is not False:
            directions.append(trend(value, symbol, box))
        if holds:
            break
    return _join(*directions)


_TRENDS: dict[str, Callable[..., int | None]] = {
    **dict.fromkeys(("Add", "Max", "Min", "log", "exp", "ceiling", "floor", "factorial"), _of_arguments),
    **dict.fromkeys(("gamma", "loggamma"), _of_gamma), **dict.fromkeys(("Sum", "Product", "Least"), _of_range),
    "Mul": _of_product, "Pow": _of_power, "Abs": _of_absolute, "binomial": _of_binomial,
    "Piecewise": _of_piecewise, GreatestInteger.__name__: _of_greatest_integer,
}  # fmt: skip


# domains ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Domains:
    """What the symbols of a formula may be: an interval for each, and relations between them such as k <= E."""

    symbols: tuple[sympy.Symbol, ...]
    relations: tuple[sympy.Basic, ...]

    @classmethod
    def of(cls, *formulas: sympy.Basic) -> Domains:
        """The symbols of the formulas and those in the ends of their domains.

        Raises MalformedInputError for two symbols of one name.
        """
        found: set[sympy.Symbol] = set()
        pending = [symbol for formula in formulas for symbol in expand(formula).free_symbols]
        while pending:
            symbol = pending.pop()
            if symbol not in found:
                found.add(symbol)
                pending += [s for end in _domain_ends(symbol) if end is not None for s in expand(end).free_symbols]
        names = sorted(symbol.name for symbol in found)
        if len(set(names)) < len(names):
            raise MalformedInputError(f"two different symbols among {', '.join(names)} have one name; rename one")
        symbols = sorted(found, key=lambda s: s.name)
        return cls(tuple(symbols), tuple(relation for symbol in symbols for relation in _relations(symbol)))

    def box(self, given: Mapping[str, Any] | Box | None) -> Box:
        """The given intervals, and for other symbols all that is allowed.

        Raises UnknownNameError for a name that is no symbol, DomainError for an interval that leaves the domain.
        """
        given = given.ends if isinstance(given, Box) else given or {}
        names = [symbol.name for symbol in self.symbols]
        for name in given:
            if name not in names:
                raise UnknownNameError.among("symbol", name, names)
        whole = [symbol.name for symbol in self.symbols if symbol.is_integer]
        ends = {}
        for symbol in self.symbols:
            low, high = allowed = _allowed(symbol)
            ends[symbol.name] = _interval(symbol.name, given.get(symbol.name, allowed), symbol.name in whole)
            below, above = (a is not None and (b is None or ((b < a) == first and a != b))
                            for a, b, first in zip(allowed, ends[symbol.name], (True, False), strict=True))  # fmt: skip
            if below or above:
                raise DomainError(f"{Box({symbol.name: ends[symbol.name]})} is not allowed: {symbol.name} lies in "
                                  f"[{'-oo' if low is None else low}, {'oo' if high is None else high}]; "
                                  "narrow the interval")  # fmt: skip
        return Box.of(ends, whole)

    def within(self, box: Box) -> Box | None:
        """The box without parts that no relation allows; None when nothing is left."""
        for relation in self.relations:
            small, large = relation.args
            if decided(relation, box) is False:
                return None
            if isinstance(small, sympy.Symbol) and isinstance(large, sympy.Symbol):
                (low, high), (lowest, highest) = box.ends[small.name], box.ends[large.name]
                if highest is not None and (high is None or high > highest):
                    box = box.put(small.name, low, highest)
                if low is not None and (lowest is None or lowest < low):
                    box = box.put(large.name, low, highest)
        return box

    def hold_on(self, box: Box) -> bool:
        """Whether every point of the box is allowed."""
        return all(decided(relation, box) for relation in self.relations)

    def allow(self, point: Mapping[str, fmpq]) -> bool:
        """Whether exact numbers are a point of the domain, by all that is known of the symbols."""
        for symbol in self.symbols:
            value, (low, high) = point[symbol.name], _allowed(symbol)
            open_end = bool((symbol.is_positive and low == 0) or getattr(_domain(symbol), "open", False))
            if symbol.is_integer and value.q != 1:
                return False
            if low is not None and (value < low or (open_end and value == low and not symbol.is_integer)):
                return False
            if (high is not None and value > high) or (symbol.is_zero is False and value == 0):
                return False
        return all(decided(relation, _point_box(point)) for relation in self.relations)


def _relations(symbol: sympy.Symbol) -> list[sympy.Basic]:
    least, greatest = (None if end is None or end.is_Rational else expand(end) for end in _domain_ends(symbol))
    sides = [(least, symbol)] * (least is not None) + [(symbol, greatest)] * (greatest is not None)
    return [sympy.Le(*pair, evaluate=False) for pair in sides]


def _domain(symbol: sympy.Symbol) -> Any:
    return getattr(symbol, "domain", None)


def _domain_ends(symbol: sympy.Symbol) -> tuple[sympy.Expr | None, sympy.Expr | None]:
    domain = _domain(symbol)
    return (None, None) if domain is None else (domain.least, domain.greatest)


def _allowed(symbol: sympy.Symbol) -> tuple[End, End]:
    """The rational ends between which a symbol lies by its domain or by what sympy assumes of it."""
    low, high = (rational(end) if end is not None and end.is_Rational else None for end in _domain_ends(symbol))
    assumed = fmpq(1) if symbol.is_positive and symbol.is_integer else fmpq(0) if symbol.is_nonnegative else None
    if low is None or (assumed is not None and assumed > low):
        low = assumed
    if high is None and symbol.is_nonpositive:
        high = fmpq(-1) if symbol.is_negative and symbol.is_integer else fmpq(0)
    return low, high


def _point_box(point: Mapping[str, fmpq]) -> Box:
    return Box({name: (value, value) for name, value in point.items()})


# ranges -----------------------------------------------------------------------------------------------------------


def range_of(expression: sympy.Expr, box: Box, tolerance: Any = "1/100", *, most_boxes: int = _MOST_BOXES) -> Enclosure:
    """An interval that holds every value on the box, and whose ends are near values that are attained.

    Each end is within ``tolerance`` times the largest size of a value. Points outside the domains of the symbols
    (k > E) do not count. Raises DomainError where the formula is not defined or no point is allowed, and
    BudgetExhaustedError, saying what was reached, when ``most_boxes`` do not suffice.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> str(range_of(n * (7 - n), Box.of({"n": (1, 6)})))
    '[6, 12]'
    """
    formula, allowed = expand(expression), max(rational(tolerance), _ROUNDING)
    domains = Domains.of(formula)
    own = [symbol.name for symbol in _symbols(formula)]
    if missing := [name for name in own if name not in box.ends]:
        raise MissingValueError(f"the box has no interval for {', '.join(missing)}; give one for every symbol")
    names = [symbol.name for symbol in domains.symbols if symbol.name in box.ends]
    box = domains.box({name: box.ends[name] for name in names})
    Box({name: box.ends[name] for name in own}).balls()
    with ctx.workprec(_PRECISION):
        sides = [_Least(side, domains, box) for side in (formula, -formula)]
        for looked_at in count(2):
            size = max(abs(side.attained) for side in sides)
            open_sides = [side for side in sides if not side.gap <= allowed * size]
            if not open_sides:
                break
            if looked_at >= most_boxes:
                raise BudgetExhaustedError(
                    f"{most_boxes} boxes gave values from {sides[0].bounds} up to {sides[1].bounds} with the sign "
                    f"changed, not within {allowed} of the largest; allow more boxes or a smaller box"
                )
            (open_sides[-1] if open_sides[-1].gap > open_sides[0].gap else open_sides[0]).refine()
        return Enclosure(_exact(sides[0].bound), _exact((-sides[1].bound).upper()))


def _exact(end: arb) -> fmpq | arb:
    return end.fmpq() if abs(end.man_exp()[1]) < 1 << 16 else end


class _Least:
    """The least value of a formula on a box, from below by spans of smaller boxes and from above by points."""

    def __init__(self, formula: sympy.Expr, domains: Domains, box: Box) -> None:
        self._formula, self._domains = formula, domains
        self._own = {symbol.name for symbol in _symbols(formula)}
        self._pending: list[tuple[arb, int, Box]] = []
        self._numbers = count()
        self.attained = self._floor = arb.pos_inf()
        self._place(box)
        while not self.attained.is_finite() and self._pending:
            self.refine()
        if not self.attained.is_finite():
            raise DomainError(f"no point of the box {box} is allowed: {', '.join(map(str, domains.relations))}")

    @property
    def bound(self) -> arb:
        """No value is below it."""
        return min(self._pending[0][0], self._floor) if self._pending else self._floor

    @property
    def gap(self) -> arb:
        return self.attained - self.bound

    @property
    def bounds(self) -> str:
        return str(span(self.bound, self.attained).ball)

    def refine(self) -> None:
        """Cut the box of least bound in two."""
        _, _, box = heappop(self._pending)
        wide = box.wide()
        for half in box.halves(next((name for name in wide if name in self._own), wide[0])):
            self._place(half)

    def _place(self, box: Box) -> None:
        inside = self._domains.within(box)
        if inside is None:
            return
        values = span_over(self._formula, inside)
        if values is None and not inside.wide():
            raise DomainError(f"{self._formula} has no value at {inside}; take that point out of the box")
        point = _corner_boxes(self._formula, inside)[0].middle()
        if self._domains.allow(point):
            there = _natural(self._formula, _point_box(point))
            if there is not None:
                self.attained = min(self.attained, there.upper)
        lower = arb.neg_inf() if values is None else values.lower
        if inside.wide():
            heappush(self._pending, (lower, next(self._numbers), inside))
        elif self._domains.allow(point):
            self._floor = min(self._floor, lower)
