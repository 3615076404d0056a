"""sympy expressions compiled to exact and ball arithmetic.

One compiled form serves both: it computes with exact rationals as long as every operation stays rational, and
passes to balls (python-flint's arb) where a logarithm, a root or a transcendental constant enters. A comparison
of balls that does not decide widens the result instead of guessing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import count
from typing import Any

import sympy
from flint import acb, arb, ctx, fmpq, fmpz
from sympy.core.function import AppliedUndef

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.arithmetic.rational import rational
from boundkit.errors import DomainError, NotEvaluableError, UndecidedError

Value = fmpq | arb
_LARGEST_EXACT_POWER_BITS = 1 << 24
_LARGEST_EXACT_COUNT = 1 << 20
_LONGEST_EXACT_BINOMIAL_TOTAL = 64
_HIGHEST_PRECISION = 1 << 14
_MOST_EVALUATIONS = 50_000


class GreatestInteger(sympy.Function):
    """The greatest integer N >= 1 with N <= bound(N), for a nondecreasing bound; GreatestInteger(bound, N, start).

    ``start`` is an expression known to be no smaller than the answer. The iteration N -> floor(bound(N)) descends
    from it; every integer that it passes over fails the relation, because the bound is nondecreasing. Neither
    condition is proved here: a start that is too small is refused only when the bound there exceeds it.
    """

    nargs = 3

    @property
    def bound_symbols(self) -> set[sympy.Basic]:
        return {self.args[1]}

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        bound, variable, start = self.args
        return (bound.free_symbols - {variable}) | start.free_symbols

    def _eval_subs(self, old: sympy.Basic, new: sympy.Basic) -> sympy.Basic | None:
        return self if old == self.args[1] else None

    def _latex(self, printer: Any) -> str:
        bound, variable, _ = (printer._print(arg) for arg in self.args)
        return rf"\max\left\{{{variable} \in \mathbb{{N}} : {variable} \leq {bound}\right\}}"


class Least(sympy.Expr):
    """The least value of a formula over a range of integers that is not empty: Least(body, (i, first, last))."""

    is_commutative = True
    is_real = True

    def __new__(cls, body: Any, limits: Any) -> Least:
        return sympy.Expr.__new__(cls, sympy.sympify(body), sympy.Tuple(*limits))

    @property
    def bound_symbols(self) -> set[sympy.Basic]:
        return {self.args[1][0]}

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        body, (index, first, last) = self.args
        return (body.free_symbols - {index}) | first.free_symbols | last.free_symbols

    def _eval_subs(self, old: sympy.Basic, new: sympy.Basic) -> sympy.Basic | None:
        return self if old in self.bound_symbols else None

    def _latex(self, printer: Any) -> str:
        body, (index, first, last) = self.args
        first, index, last, body = map(printer._print, (first, index, last, body))
        return rf"\min_{{{first} \leq {index} \leq {last}}} {body}"


class PathSum(sympy.Expr):
    """A sum over choices made layer by layer: PathSum(term, (j, most), (a, start, following), (l, first, last)).

    The sum, over all j_first, .., j_last with 0 <= j_l <= most(l, a_l), of the product of term(l, a_l, j_l), where
    a_first = start and a_(l+1) = following(l, a_l, j_l). Without layers it is 1.
    """

    is_commutative = True
    is_real = True

    def __new__(cls, term: Any, choice: Any, state: Any, layers: Any) -> PathSum:
        parts = map(sympy.sympify, (term, sympy.Tuple(*choice), sympy.Tuple(*state), sympy.Tuple(*layers)))
        return sympy.Expr.__new__(cls, *parts)

    @property
    def bound_symbols(self) -> set[sympy.Basic]:
        return {part[0] for part in self.args[1:]}

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        term, (_, most), (_, start, following), (_, first, last) = self.args
        inside = term.free_symbols | most.free_symbols | following.free_symbols
        return (inside - self.bound_symbols) | start.free_symbols | first.free_symbols | last.free_symbols

    def _eval_subs(self, old: sympy.Basic, new: sympy.Basic) -> sympy.Basic | None:
        return self if old in self.bound_symbols else None

    def doit(self, **hints: Any) -> sympy.Expr:
        """The sums written out, one inside the other, when the ends of the layers are numbers."""
        term, (choice, most), (state, start, following), (layer, first, last) = self.args
        if last == first - 1:
            return sympy.Integer(1)
        if not (first.is_Integer and last.is_Integer):
            return self
        own = choice if first == last else choice.func(f"{choice}_{first}", **choice.assumptions0)
        here = {layer: first, state: start, choice: own}
        rest = PathSum(term, self.args[1], (state, following.xreplace(here), following), (layer, first + 1, last))
        return sympy.Sum(term.xreplace(here) * rest.doit(), (own, 0, most.xreplace(here)))

    @property
    def displayed(self) -> tuple[list[sympy.Basic], sympy.Expr]:
        """The conditions on the choices and states, and the product, with indices a_l and j_l written out."""
        term, (choice, most), (state, start, following), (layer, *ends) = self.args

        def at(index: Any) -> dict[sympy.Basic, sympy.Symbol]:
            return {symbol: sympy.Symbol(f"{symbol}_{index}") for symbol in (choice, state)}

        here, first, then = at(layer), at(ends[0]), at(f"{layer}+1")
        conditions = [
            sympy.Le(0, here[choice], evaluate=False),
            sympy.Le(here[choice], most.xreplace(here), evaluate=False),
            sympy.Eq(first[state], start, evaluate=False),
            sympy.Eq(then[state], following.xreplace(here), evaluate=False),
        ]
        return conditions, sympy.Product(term.xreplace(here), (layer, *ends))

    def _sympystr(self, printer: Any) -> str:
        conditions, product = self.displayed
        return f"Sum({printer._print(product)} over {', '.join(map(printer._print, conditions))})"

    def _latex(self, printer: Any) -> str:
        conditions, product = self.displayed
        below = r" \\ ".join(printer._print(condition) for condition in conditions)
        return rf"\sum\limits_{{\substack{{{below}}}}} {printer._print(product)}"


def exact_or_ball(expression: sympy.Expr, values: Mapping[str, Any]) -> Value:
    """The value of ``expression`` at rational ``values`` (by symbol name), at the current precision.

    A rational result is exact; any other is a ball that holds it. Raises NotEvaluableError for functions that
    have no ball arithmetic here, MissingValue is the caller's business.
    """
    function, names = compiled(expression)
    return function(*(_convert(values[name]) for name in names))


def _convert(value: Any) -> Any:
    return value if isinstance(value, arb | acb) else rational(value)


def enclosure(expression: sympy.Expr, values: Mapping[str, Any], digits: int = 17) -> Enclosure:
    """An enclosure of ``expression`` whose relative width is below 10**-digits, or the best one found.

    The precision is doubled until the digits are certified or 16384 bits are reached; with an integral, which may cost
    thousands of evaluations, four times the bits of the digits or 1024.
    """
    precision = max(64, int(digits * 3.33) + 24)
    highest = max(4 * precision, 1024) if expression.has(sympy.Integral) else _HIGHEST_PRECISION
    while True:
        try:
            with ctx.workprec(precision):
                value = exact_or_ball(expression, values)
                if isinstance(value, fmpq):
                    return enclose(value)
                if value.rel_accuracy_bits() >= digits * 3.33 or precision >= highest:
                    if not value.is_finite():
                        raise DomainError(
                            f"{expression} has no finite value here: {', '.join(f'{k}={v}' for k, v in values.items())}"
                        )
                    return enclose(value)
        except UndecidedError:
            if precision >= highest:
                raise
        precision *= 2


# compiling ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def compiled(expression: sympy.Expr) -> tuple[Callable[..., Value], tuple[str, ...]]:
    """A Python function of the free symbols, sorted by name, and those names."""
    symbols = sorted(expression.free_symbols, key=lambda s: s.name)
    names = {symbol: f"v{index}" for index, symbol in enumerate(symbols)}
    source = _emit(expression, names)
    function = eval(f"lambda {', '.join(names.values())}: {source}", dict(_OPERATIONS))
    return function, tuple(symbol.name for symbol in symbols)


def _emit(node: sympy.Basic, names: Mapping[sympy.Basic, str]) -> str:
    """Python source for a node; every operation is a call of the table below."""

    def emit(child: sympy.Basic) -> str:
        return _emit(child, names)

    if node in names:
        return names[node]
    if isinstance(node, sympy.Integer):
        return f"q({node.p})"
    if isinstance(node, sympy.Rational):
        return f"q({node.p}, {node.q})"
    if isinstance(node, sympy.Float):
        raise NotEvaluableError(f"the formula holds the float {node}; write it as a fraction, it is not exact")
    if node is sympy.pi or node is sympy.E:
        return "pi()" if node is sympy.pi else "e()"
    if isinstance(node, sympy.Sum | sympy.Product | sympy.Integral):
        return _emit_bound(node, names)
    if isinstance(node, GreatestInteger):
        bound, variable, start = node.args
        inner = {**names, variable: _fresh(names)}
        return f"greatest(lambda {inner[variable]}: {_emit(bound, inner)}, {emit(start)})"
    if isinstance(node, Least):
        body, (variable, low, high) = node.args
        inner = {**names, variable: _fresh(names)}
        return f"least(lambda {inner[variable]}: {_emit(body, inner)}, {emit(low)}, {emit(high)})"
    if isinstance(node, PathSum):
        return _emit_paths(node, names)
    if isinstance(node, sympy.Piecewise):
        branches = ", ".join(f"(lambda: {emit(cond)}, lambda: {emit(value)})" for value, cond in node.args)
        return f"piecewise({branches})"
    if node in (sympy.true, sympy.false):
        return str(bool(node))
    if isinstance(node, sympy.Mul) and _PATH not in names and (parts := _logarithm_to_a_base(node)):
        value, base, rest = parts
        return f"mul({', '.join([f'log_to_base({emit(value)}, {emit(base)})', *map(emit, rest)])})"
    name = None if isinstance(node, AppliedUndef) else _NAMES.get(node.func.__name__)
    if name is None:
        raise NotEvaluableError(f"{node.func.__name__} has no exact or ball arithmetic here: {node}")
    path = ["analytic=analytic"] if name in _PIECEWISE_ANALYTIC and _PATH in names else []
    return f"{name}({', '.join([*(emit(arg) for arg in node.args), *path])})"


def _emit_bound(node: sympy.Basic, names: Mapping[sympy.Basic, str]) -> str:
    *inner_limits, limits = node.args[1:]
    if len(limits) != 3:
        raise NotEvaluableError(f"{node} needs both ends of its range")
    body, (variable, low, high) = node.func(node.args[0], *inner_limits) if inner_limits else node.args[0], limits
    if isinstance(node, sympy.Sum) and low == 0 and _is_binomial_row(body, variable):
        return f"binomial_total({_emit(body.args[0], names)}, {_emit(high, names)})"
    inner = {**names, variable: _fresh(names)}
    kind = {"Sum": "total", "Product": "product", "Integral": "integral"}[node.func.__name__]
    parameters = inner[variable]
    if kind == "integral":
        if _PATH in names:
            raise NotEvaluableError(f"{node} stands inside another integral; only single integrals are enclosed")
        inner[_PATH] = "analytic"
        parameters += ", analytic"
    return f"{kind}(lambda {parameters}: {_emit(body, inner)}, {_emit(low, names)}, {_emit(high, names)})"


def _emit_paths(node: PathSum, names: Mapping[sympy.Basic, str]) -> str:
    term, (choice, most), (state, start, following), (layer, first, last) = node.args
    inner = dict(names)
    for symbol in (layer, state, choice):
        inner[symbol] = _fresh(inner)
    by_state = f"lambda {inner[layer]}, {inner[state]}"
    parts = [
        f"{by_state}: {_emit(most, inner)}",
        f"{by_state}, {inner[choice]}: {_emit(term, inner)}",
        f"{by_state}, {inner[choice]}: {_emit(following, inner)}",
        *(_emit(part, names) for part in (start, first, last)),
    ]
    return f"path_total({', '.join(parts)})"


def _fresh(names: Mapping[sympy.Basic, str]) -> str:
    """A Python name that no symbol in reach has."""
    return next(name for index in count() if (name := f"b{index}") not in names.values())


def _logarithm_to_a_base(node: sympy.Mul) -> tuple[sympy.Basic, sympy.Basic, list[sympy.Basic]] | None:
    """(x, b, others) of a product log(x) / log(b) * others, or None."""
    over = next((f for f in node.args if isinstance(f, sympy.log)), None)
    under = next((f for f in node.args if isinstance(1 / f, sympy.log)), None)
    if over is None or under is None:
        return None
    return over.args[0], (1 / under).args[0], [f for f in node.args if f not in (over, under)]


def _is_binomial_row(body: sympy.Basic, variable: sympy.Basic) -> bool:
    return isinstance(body, sympy.binomial) and body.args[1] == variable and not body.args[0].has(variable)


_PATH = sympy.Dummy("path of integration")
_PIECEWISE_ANALYTIC = {"power", "log", "absolute", "root", "ceiling", "floor", "greatest_of", "least_of"}
_NAMES = {
    "Add": "add", "Mul": "mul", "Pow": "power", "log": "log", "exp": "exp", "ceiling": "ceiling", "floor": "floor",
    "Max": "greatest_of", "Min": "least_of", "Abs": "absolute", "binomial": "binomial", "factorial": "factorial",
    "gamma": "gamma", "sin": "sine", "cos": "cosine", "sqrt": "root",
    "LessThan": "le", "GreaterThan": "ge", "StrictLessThan": "lt", "StrictGreaterThan": "gt",
    "Equality": "eq", "Unequality": "ne", "And": "conjunction", "Or": "disjunction", "Not": "negation",
}  # fmt: skip


# the operations --------------------------------------------------------------------------------------------


def _ball(value: Any) -> Any:
    return value if isinstance(value, arb | acb) else arb(value)


def _add(*terms: Any) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _mul(*factors: Any) -> Any:
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def _power(base: Any, exponent: Any, analytic: bool = False) -> Any:
    if isinstance(exponent, fmpq) and exponent.q == 1:
        return _integer_power(base, int(exponent))
    if isinstance(base, fmpq) and isinstance(exponent, fmpq):
        exact = _exact_root(base, exponent)
        if exact is not None:
            return exact
    if isinstance(base, fmpq) and base < 0:
        raise DomainError(f"{base} to the power {exponent} is not real")
    if isinstance(base, acb):
        return _complex_power(base, exponent, analytic)
    base = _ball(base)
    if base.contains(0) and isinstance(exponent, fmpq) and exponent > 0:
        # t -> t^a is increasing on [0, oo), and the part of the ball below 0 is an artefact of its radius
        return arb(0).union(base.upper() ** arb(exponent)) if base.upper() > 0 else arb.nan()
    return base ** _ball(exponent)


def _integer_power(base: Any, exponent: int) -> Any:
    if isinstance(base, fmpq):
        if base == 0 and exponent < 0:
            raise DomainError("the formula divides by zero here")
        if abs(base) in (0, 1):
            return base ** (2 - exponent % 2) if exponent else fmpq(1)
        if base.height_bits() * abs(exponent) > _LARGEST_EXACT_POWER_BITS:
            return arb(base) ** fmpz(exponent)
        return base**exponent if exponent >= 0 else (1 / base) ** -exponent
    if exponent == 2 and isinstance(base, arb):
        return base * base if not base.contains(0) else _square(base)
    return base ** fmpz(exponent)


def _square(base: arb) -> arb:
    return arb(0).union(base.abs_upper() ** fmpz(2))


def _exact_root(base: fmpq, exponent: fmpq) -> fmpq | None:
    """base**exponent when it is rational, else None."""
    if base < 0 or exponent.q > 64 or base.height_bits() * abs(exponent.p) > 1 << 16:
        return None
    if base == 0:
        return fmpq(0) if exponent > 0 else None
    degree = int(exponent.q)
    top, bottom = base.p.root(degree), base.q.root(degree)
    if top**degree != base.p or bottom**degree != base.q:
        return None
    return _integer_power(fmpq(top, bottom), int(exponent.p))


_NOT_ANALYTIC = acb(arb.nan())


def _on_branch_cut(value: acb) -> bool:
    return value.imag.contains(0) and not value.real > 0


def _require_real(value: acb, what: str) -> None:
    """On the path of integration itself, the integrand must be real."""
    if value.imag.is_zero() and value.real < 0:
        raise DomainError(f"{what} of a negative number is not real; it occurs in an integral")


def _complex_power(base: acb, exponent: Any, analytic: bool) -> acb:
    _require_real(base, "a fractional power")
    if analytic and _on_branch_cut(base):
        return _NOT_ANALYTIC
    if base.contains(0) and isinstance(exponent, fmpq) and exponent > 0:
        bound = base.abs_upper() ** arb(exponent)
        disc = arb(0, bound)
        return acb(disc, disc)
    return base ** acb(_ball(exponent))


def _log(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, acb):
        _require_real(value, "the logarithm")
    if analytic and isinstance(value, acb) and _on_branch_cut(value):
        return _NOT_ANALYTIC
    if isinstance(value, fmpq):
        if value <= 0:
            raise DomainError(f"the logarithm of {value} is not a real number")
        if value == 1:
            return fmpq(0)
        # of a huge rational: log p - log q never overflows
        return arb(value.p).log() - arb(value.q).log()
    return value.log()


def _log_to_base(value: Any, base: Any) -> Any:
    """log(value) / log(base), exact when value is a power of base with a whole exponent."""
    quotient = _log(value) * _integer_power(_log(base), -1)
    if isinstance(value, fmpq) and isinstance(base, fmpq) and isinstance(quotient, arb):
        exponent = quotient.unique_fmpz()
        if exponent is not None and abs(exponent) <= value.height_bits() and base ** int(exponent) == value:
            return fmpq(exponent)
    return quotient


def _ceiling(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, acb):
        return value.real_ceil(analytic)
    return fmpq(value.ceil()) if isinstance(value, fmpq) else _unique(value.ceil())


def _floor(value: Any, analytic: bool = False) -> Any:
    if isinstance(value, acb):
        return value.real_floor(analytic)
    return fmpq(value.floor()) if isinstance(value, fmpq) else _unique(value.floor())


def _unique(value: arb) -> Any:
    integer = value.unique_fmpz() if _has_moderate_size(value) else None
    return value if integer is None else fmpq(integer)


def _has_moderate_size(value: arb) -> bool:
    """Whether its integer part has few enough bits to be written down; False for a ball that is not finite."""
    return bool(value.abs_upper() < arb(2) ** _LARGEST_EXACT_POWER_BITS)


def _greatest_of(*values: Any, analytic: bool = False) -> Any:
    return _extreme(values, max, lambda a, b: a.max(b), lambda a, b: a.real_max(b, analytic))


def _least_of(*values: Any, analytic: bool = False) -> Any:
    return _extreme(values, min, lambda a, b: a.min(b), lambda a, b: a.real_min(b, analytic))


def _extreme(values: Sequence[Any], *of: Callable[..., Any]) -> Any:
    of_exact, of_balls, on_path = of
    if all(isinstance(value, fmpq) for value in values):
        return of_exact(values)
    if any(isinstance(value, acb) for value in values):
        return reduce(on_path, map(acb, values))
    return reduce(of_balls, map(_ball, values))


def _binomial(top: Any, bottom: Any) -> Any:
    n, k = _integer(top, "a binomial's upper entry"), _integer(bottom, "a binomial's lower entry")
    if k < 0 or (0 <= n < k):
        return fmpq(0)
    k = min(k, n - k) if n >= 0 else k
    if k <= 64 or abs(n) <= _LARGEST_EXACT_COUNT:
        return _exact_binomial(n, k)
    if n < 0:
        return (-1) ** (k % 2) * _binomial(fmpq(k - n - 1), fmpq(k))
    return _binomial_ball(n, k)


def _binomial_ball(n: int, k: int) -> arb:
    return (_log_factorial(n) - _log_factorial(k) - _log_factorial(n - k)).exp()


def _exact_binomial(n: int, k: int) -> fmpq:
    if n < 0:
        return (-1) ** k * _exact_binomial(k - n - 1, k)
    return fmpq(math.comb(n, k))


def _log_factorial(n: int) -> arb:
    return arb(n + 1).lgamma()


def _factorial(value: Any) -> Any:
    n = _integer(value, "a factorial's argument")
    if n < 0:
        raise DomainError(f"the factorial of {n} is not defined")
    return fmpq(math.factorial(n)) if n <= 10_000 else _log_factorial(n).exp()


def _integer(value: Any, what: str) -> int:
    if isinstance(value, fmpq) and value.q == 1:
        return int(value)
    raise NotEvaluableError(f"{what} must be an exact integer here, not {value}")


def _total(term: Callable[[fmpq], Any], low: Any, high: Any) -> Any:
    total: Any = fmpq(0)
    for index in _range(low, high, "a sum"):
        total = total + term(index)
    return total


def _range(low: Any, high: Any, what: str) -> Iterator[fmpq]:
    first, last = _ends(low, high, what)
    if last - first > _LARGEST_EXACT_COUNT:
        raise NotEvaluableError(f"{what} of {last - first + 1} terms is too long to take one by one")
    return map(fmpq, range(first, last + 1))


def _ends(low: Any, high: Any, what: str) -> tuple[int, int]:
    first, last = _integer(low, f"{what}'s lower end"), _integer(high, f"{what}'s upper end")
    if last < first - 1:
        raise NotEvaluableError(f"{what} that runs down from {first} to {last} has no agreed meaning; mend its ends")
    return first, last


def _binomial_total(top: Any, last: Any) -> Any:
    """C(n, 0) + .. + C(n, q): exact when short, else a ball that adds the largest terms and bounds the others."""
    n, (_, q) = _integer(top, "a binomial's upper entry"), _ends(fmpq(0), last, "a sum")
    if n < 0:
        return _total(lambda index: _binomial(fmpq(n), index), fmpq(0), fmpq(q))
    if 2 * q > n:
        return _integer_power(fmpq(2), n) - (_binomial_total(fmpq(n), fmpq(n - q - 1)) if q < n else fmpq(0))
    if q <= _LONGEST_EXACT_BINOMIAL_TOTAL:
        return fmpq(sum(math.comb(n, index) for index in range(q + 1)))
    term = _binomial_ball(n, q)
    total = term
    for index in range(q, 0, -1):
        ratio = fmpq(index, n - index + 1)  # of the next term to this one; below 1, and it decreases with the index
        rest = term * (ratio / (1 - ratio))
        if rest < total * arb(2) ** -ctx.prec:
            return total + arb(0).union(rest)
        term = term * ratio
        total = total + term
    return total


def _product(factor: Callable[[fmpq], Any], low: Any, high: Any) -> Any:
    result: Any = fmpq(1)
    for index in _range(low, high, "a product"):
        result = result * factor(index)
    return result


def _least(body: Callable[[fmpq], Any], low: Any, high: Any) -> Any:
    values = [body(index) for index in _range(low, high, "a minimum")]
    if not values:
        raise DomainError("the least value over an empty range is not defined")
    return _least_of(*values)


def _path_total(
    most: Callable[..., Any],
    term: Callable[..., Any],
    following: Callable[..., Any],
    start: Any,
    low: Any,
    high: Any,
) -> Any:
    totals: dict[int, Any] = {_integer(start, "the state of a path"): fmpq(1)}
    for layer in _range(low, high, "a sum over paths"):
        reached: dict[int, Any] = {}
        for state, total in totals.items():
            for choice in _range(fmpq(0), most(layer, fmpq(state)), "the choices of a path"):
                at = layer, fmpq(state), choice
                after = _integer(following(*at), "the state of a path")
                reached[after] = reached.get(after, fmpq(0)) + total * term(*at)
        totals = reached
    return _add(fmpq(0), *totals.values())


def _integral(integrand: Callable[[Any, bool], Any], low: Any, high: Any) -> arb:
    """A rigorous enclosure of the integral (Petras' algorithm on complex balls, in Arb)."""
    raised: list[BaseException] = []

    def value(z: acb, analytic: bool) -> acb:
        try:
            return acb(0) if raised else acb(integrand(z, analytic))
        except BaseException as error:  # acb.integral cannot pass it on
            raised.append(error)
            return acb(0)

    total = acb.integral(
        value,
        acb(_ball(low)),
        acb(_ball(high)),
        rel_tol=arb(2) ** (-ctx.prec // 2),
        eval_limit=_MOST_EVALUATIONS,
        use_heap=True,
    ).real
    if raised:
        raise raised[0]
    if not total.is_finite():
        raise DomainError("the integral has no finite enclosure: its integrand is unbounded, or it jumps")
    return total


def _greatest(bound: Callable[[fmpq], Any], start: Any) -> Value:
    first = current = _floors(start)[1]
    while current >= 1:
        low, high = _floors(bound(fmpq(current)))
        if low > first:
            raise NotEvaluableError(f"{first} is no upper end for the greatest integer: the bound there is above it")
        if low >= current:
            return fmpq(current)
        if high >= current:  # this precision cannot decide; the answer is not above current
            return arb(0).union(arb(current))
        current = high
    return fmpq(0)


def _floors(value: Any) -> tuple[fmpz, fmpz]:
    """The floors of the ends of a ball; equal for an exact number."""
    if isinstance(value, fmpq):
        return value.floor(), value.floor()
    if not isinstance(value, arb) or not _has_moderate_size(value):
        raise UndecidedError(f"the greatest integer below {value} is out of reach here")
    return value.lower().fmpq().floor(), value.upper().fmpq().floor()


def _piecewise(*branches: tuple[Callable[[], bool | None], Callable[[], Any]]) -> Any:
    for condition, value in branches:
        holds = condition()
        if holds is None:
            raise UndecidedError("a case distinction cannot be decided, it may be an exact tie")
        if holds:
            return value()
    raise DomainError("no case of the formula applies here; a sequence that is listed may be too short")


def _compare(decide: Callable[[Any, Any], bool], refute: Callable[[Any, Any], bool]) -> Callable[..., bool | None]:
    def compare(left: Any, right: Any) -> bool | None:
        if isinstance(left, fmpq) and isinstance(right, fmpq):
            return decide(left, right)
        left, right = _ball(left), _ball(right)
        if isinstance(left, acb) or isinstance(right, acb):
            raise NotEvaluableError("an integrand may not distinguish cases; use Max, Min, Abs, or split the integral")
        if decide(left, right):
            return True
        return False if refute(left, right) else None

    return compare


def _conjunction(*parts: bool | None) -> bool | None:
    return False if any(p is False for p in parts) else None if any(p is None for p in parts) else True


def _disjunction(*parts: bool | None) -> bool | None:
    return True if any(p is True for p in parts) else None if any(p is None for p in parts) else False


def _absolute(value: Any, analytic: bool = False) -> Any:
    if not isinstance(value, acb):
        return abs(value)
    if analytic or not value.real.contains(0):
        return value.real_abs(analytic)
    return acb(arb(0).union(value.abs_upper()))


_OPERATIONS: dict[str, Any] = {
    "q": fmpq, "pi": arb.pi, "e": arb.const_e,
    "add": _add, "mul": _mul, "power": _power, "log": _log, "log_to_base": _log_to_base,
    "exp": lambda x: _ball(x).exp(),
    "ceiling": _ceiling, "floor": _floor, "greatest_of": _greatest_of, "least_of": _least_of, "absolute": _absolute,
    "binomial": _binomial, "factorial": _factorial, "gamma": lambda x: _ball(x).gamma(),
    "sine": lambda x: _ball(x).sin(), "cosine": lambda x: _ball(x).cos(),
    "root": lambda x, analytic=False: _power(x, fmpq(1, 2), analytic),
    "total": _total, "binomial_total": _binomial_total, "product": _product, "integral": _integral,
    "least": _least, "path_total": _path_total,
    "greatest": _greatest, "piecewise": _piecewise,
    "le": _compare(lambda a, b: a <= b, lambda a, b: a > b), "lt": _compare(lambda a, b: a < b, lambda a, b: a >= b),
    "ge": _compare(lambda a, b: a >= b, lambda a, b: a < b), "gt": _compare(lambda a, b: a > b, lambda a, b: a <= b),
    "eq": _compare(lambda a, b: a == b, lambda a, b: a != b), "ne": _compare(lambda a, b: a != b, lambda a, b: a == b),
    "conjunction": _conjunction, "disjunction": _disjunction, "negation": lambda p: None if p is None else not p,
}  # fmt: skip
