"""Where a formula is least: in closed form with its conditions proved, or enclosed with every other place excluded.

Sums of positive powers are minimised in closed form by the weighted inequality of arithmetic and geometric means; one
symbol by the signs of the derivative over its whole domain, each local minimum bracketed and the ends of the domain
reported apart; several symbols, or formulas without a derivative, by branch and bound on a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from heapq import heappop, heappush
from itertools import count, pairwise
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import enclosure, exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure, enclose, precedes
from boundkit.arithmetic.rational import rational
from boundkit.calculus.inequalities.steps import Step, identity
from boundkit.calculus.inequalities.steps import decided as step
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import decided, span_over
from boundkit.calculus.solving.closed_form import closed_forms, matching, value_of
from boundkit.calculus.solving.inversion import domains_between, line_of, put_in
from boundkit.calculus.solving.roots import BUDGET, DIGITS, Sweep
from boundkit.calculus.solving.runs import Branch
from boundkit.errors import DomainError, MissingValueError, NotEvaluableError, StatementError, UndecidedError
from boundkit.formulas.bounded import attempt
from boundkit.formulas.domain import Bounds, Domain, domain_of
from boundkit.formulas.evaluation import expand, substitute
from boundkit.formulas.numbers import to_sympy
from boundkit.formulas.smooth import is_smooth
from boundkit.formulas.text import plain

_PRECISION = 192
_TOLERANCE = "1/1000000"


@dataclass(frozen=True)
class Place:
    """A local minimum: where it is, by symbol name, its value, and whether it is "interior" or on the "boundary"."""

    at: Mapping[str, Enclosure]
    value: Enclosure
    kind: str

    def __str__(self) -> str:
        return f"{', '.join(f'{n} = {v}' for n, v in self.at.items())}: {self.value} ({self.kind})"


@dataclass(frozen=True)
class Optimum:
    """The least value of ``formula``, whose constraints are put in.

    ``closed_form`` gives each symbol, ``closed_value`` the minimum, as formulas, with ``steps`` as their proof; None
    where there is none. A closed form without steps is a zero of the derivative that meets the place found. ``places``
    are the local minima in the interior and at the ends, when all numbers are known. ``open_ends`` says at which ends
    of the domain, that do not belong to it, the formula may fall lower than at every place: an infimum, not attained.
    """

    formula: sympy.Expr
    closed_form: Mapping[str, sympy.Expr] | None = None
    closed_value: sympy.Expr | None = None
    steps: tuple[Step, ...] = ()
    places: tuple[Place, ...] = ()
    open_ends: tuple[str, ...] = ()
    how: str = ""

    @property
    def interior(self) -> tuple[Place, ...]:
        """The local minima away from the ends of the domain."""
        return tuple(place for place in self.places if place.kind == "interior")

    @property
    def boundary(self) -> tuple[Place, ...]:
        """The ends of the domain towards which the formula falls."""
        return tuple(place for place in self.places if place.kind == "boundary")

    @property
    def best(self) -> Place | None:
        """The place of the least value; None where it is not decided, not attained, or numbers are missing."""
        if self.open_ends:
            return None
        return next(
            (p for p in self.places if all(precedes(p.value, q.value) for q in self.places if q is not p)), None
        )


def minimise(
    expression: sympy.Expr,
    over: Any,
    *,
    subject_to: Sequence[Relational] = (),
    values: Mapping[str, Any] | None = None,
    box: Mapping[str, tuple[Any, Any]] | None = None,
    tolerance: Any = _TOLERANCE,
    digits: int = DIGITS,
    budget: int = BUDGET,
) -> Optimum:
    """The least value of a formula over one symbol or several, others at exact ``values`` or left as parameters.

    Equations in ``subject_to`` are solved for one of the symbols, the last that they hold; inequalities restrict the
    domain, as do the domains of all symbols. A ``box`` gives ends (included) to symbols, and is needed for several
    symbols without a closed form; then the value is enclosed to the relative ``tolerance``. With parameters left, only
    a closed form is an answer.

    Raises MissingValueError when numbers are needed, DomainError when no point is allowed or a symbol ranges over what
    is no interval, NotEvaluableError for an equation that is not solved, or not in whole numbers where they are needed,
    UndecidedError when ``budget`` intervals or boxes do not suffice.

    >>> A, a, n = sympy.symbols("A a n", positive=True)
    >>> minimise(a / A + A / n, A).closed_form
    {'A': sqrt(a)*sqrt(n)}
    """
    given = {name: rational(value) for name, value in (values or {}).items()}
    symbols = list(over) if isinstance(over, tuple | list) else [over]
    written = expand(sympy.sympify(expression))
    formula = substitute(written, given)
    for symbol in symbols:
        if symbol.name in given:
            raise StatementError(f"{symbol} is minimised over and has a value; leave out {symbol}={given[symbol.name]}")
        line_of(symbol, given)
    named = written.free_symbols.union(symbols, *(expand(side).free_symbols for c in subject_to for side in c.args))
    for symbol in named:
        if symbol.name in given:
            domain_of(symbol).check(symbol.name, given[symbol.name], given)
    constraints = [put_in(constraint, given) for constraint in (*subject_to, *_linked_domains(named, symbols, given))]
    formula, symbols, constraints, back = _eliminate(formula, symbols, constraints, given)
    absent = [symbol.name for symbol in symbols if symbol not in formula.free_symbols]
    if absent or not symbols:
        raise StatementError(f"{plain(formula)} does not depend on {', '.join(absent) or 'a symbol that is left'}")
    optimum = attempt(geometric, formula, symbols)
    parameters = sorted({s.name for part in (formula, *constraints) for s in part.free_symbols - set(symbols)})
    if parameters:
        if optimum is None or constraints or box:
            raise MissingValueError(
                f"no closed form is known for the minimum of {plain(formula)}"
                f"{' under inequalities' if constraints or box else ''}; give values for {', '.join(parameters)}"
            )
        return _with_eliminated(optimum, back)
    if optimum is not None and len(symbols) > 1 and not (constraints or box):
        return _with_eliminated(optimum, back)
    found = _numeric(formula, symbols, constraints, given, box, rational(tolerance), digits, budget)
    if optimum is not None and _agrees(optimum, found):
        found = replace(found, closed_form=optimum.closed_form, closed_value=optimum.closed_value, steps=optimum.steps)
    return _with_eliminated(found, back)


def _numeric(
    formula: sympy.Expr,
    symbols: list[sympy.Symbol],
    constraints: list[Relational],
    given: Mapping[str, fmpq],
    box: Mapping[str, tuple[Any, Any]] | None,
    tolerance: fmpq,
    digits: int,
    budget: int,
) -> Optimum:
    bounds = {s.name: line_of(s, given, (box or {}).get(s.name)) for s in symbols}
    if len(symbols) == 1 and is_smooth(formula):
        return _on_line(formula, symbols[0], constraints, bounds[symbols[0].name], digits, budget)
    if any(own.low is None or own.high is None for own in bounds.values()):
        raise MissingValueError(f"{plain(formula)} needs a box, an interval for each of {', '.join(map(str, symbols))}")
    return _on_box(formula, symbols, constraints, bounds, tolerance, budget)


# constraints ------------------------------------------------------------------------------------------------------


def _linked_domains(
    named: Iterable[sympy.Symbol], symbols: Sequence[sympy.Symbol], given: Mapping[str, fmpq]
) -> list[Relational]:
    """Domains between a searched symbol and one without a value, or a given symbol whose domain ends at a searched."""
    ends = {s for symbol in symbols for relation in domain_of(symbol).relations(symbol)
            for s in relation.free_symbols if s.name not in given}  # fmt: skip
    found = [c for end in sorted({*symbols, *ends}, key=str) for c in domains_between(named, end)]
    return [c for c in dict.fromkeys(found) if c.free_symbols & set(symbols)]


def _eliminate(
    formula: sympy.Expr, symbols: list[sympy.Symbol], constraints: list[Any], given: Mapping[str, fmpq]
) -> tuple[sympy.Expr, list[sympy.Symbol], list[Relational], dict[str, sympy.Expr]]:
    """Equations solved for one symbol each; the domains of those symbols become conditions on the others."""
    back: dict[str, sympy.Expr] = {}
    left = _undecided(constraints)
    while (equation := next((c for c in left if isinstance(c, sympy.Eq)), None)) is not None:
        left.remove(equation)
        symbol = next((s for s in reversed(symbols) if equation.has(s)), None)
        found = [] if symbol is None else sympy.solve(equation, symbol)
        if symbol is None or len(found) != 1:
            raise NotEvaluableError(f"{plain(equation)} is not solved for one of {', '.join(map(str, symbols))}")
        if symbol.is_integer and not found[0].is_integer:
            raise NotEvaluableError(
                f"{symbol} is a whole number, and {plain(found[0])}, which {plain(equation)} makes of it, need not be "
                f"one; put another symbol of the equation last, or try the values of {symbol} one by one"
            )
        put = {symbol: found[0]}
        symbols = [s for s in symbols if s != symbol]
        formula, left = formula.subs(put), [c.func(*(side.subs(put) for side in c.args), evaluate=False) for c in left]
        left = _undecided(put_in(c, {}) for c in (*left, *_as_conditions(symbol, found[0], given)))
        back = {name: form.subs(put) for name, form in back.items()} | {symbol.name: found[0]}
    if sympy.false in left:
        raise DomainError("a constraint fails at the given values; no point is allowed")
    return formula, symbols, left, back


def _undecided(conditions: Iterable[Any]) -> list[Relational]:
    """The conditions that still ask something. Raises DomainError when one fails."""
    left = [condition for condition in conditions if condition != sympy.true]
    if sympy.false in left:
        raise DomainError("no point is allowed: a condition fails at the given values")
    return left


def _as_conditions(symbol: sympy.Symbol, form: sympy.Expr, given: Mapping[str, fmpq]) -> list[Relational]:
    """That a formula lies in the domain of the symbol it stands for; that it is whole is known."""
    bounds = line_of(symbol, given)
    conditions = []
    if bounds.low is not None and not (bounds.low == 0 and form.is_positive):
        relation = sympy.Gt if bounds.open else sympy.Ge
        conditions.append(relation(form, to_sympy(bounds.low), evaluate=False))
    if bounds.high is not None:
        relation = sympy.Lt if bounds.open_above else sympy.Le
        conditions.append(relation(form, to_sympy(bounds.high), evaluate=False))
    return conditions


def _with_eliminated(optimum: Optimum, back: Mapping[str, sympy.Expr]) -> Optimum:
    """The optimum with the symbols that the constraints gave away."""
    if not back:
        return optimum
    closed = optimum.closed_form
    if closed is not None:
        chosen = {s: closed[s.name] for form in back.values() for s in form.free_symbols if s.name in closed}
        closed = {**closed, **{name: sympy.powsimp(form.subs(chosen)) for name, form in back.items()}}
    places = tuple(
        replace(place, at={**place.at, **{name: _at(form, place.at) for name, form in back.items()}})
        for place in optimum.places
    )
    return replace(optimum, closed_form=closed, places=places)


def _at(form: sympy.Expr, at: Mapping[str, Enclosure]) -> Enclosure:
    with ctx.workprec(_PRECISION):
        return enclose(exact_or_ball(form, {s.name: _ball(at[s.name]) for s in form.free_symbols}))


def _ball(value: Enclosure) -> fmpq | arb:
    if value.exact:
        return _end(value.lower)
    return arb(value.lower).union(arb(value.upper))


def _end(end: Any) -> fmpq:
    """An end that is known to be there and small enough to be written as a rational."""
    return end if isinstance(end, fmpq) else end.fmpq()


# sums of positive powers ------------------------------------------------------------------------------------------


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
    return Optimum(
        formula,
        {symbol.name: form for symbol, form in places.items()},
        offset + least,
        tuple(_proof(formula, terms, weights, places, least)),
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
    terms: list[Term],
    weights: list[sympy.Expr],
    places: Mapping[sympy.Symbol, sympy.Expr],
    least: sympy.Expr,
) -> Iterable[Step]:
    products = [c * sympy.Mul(*map(sympy.Pow, places, powers)) for c, powers in terms]
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
            *(sympy.expand_log(sympy.log(side), force=True) for side in (product.subs(places) / weight, least)),
        )
    rank = sympy.Matrix([powers for _, powers in terms]).rank()
    yield step("in the logarithms of the symbols the second derivative is the sum of u_i p_i p_i^T, positive definite "
               "since the p_i span the space", rank == len(places))  # fmt: skip


def _agrees(closed: Optimum, found: Optimum) -> bool:
    """Whether a closed form, evaluated by balls, meets an interior place that was found."""
    if closed.closed_form is None or not found.interior:
        return False
    place = found.interior[0]
    with ctx.workprec(_PRECISION):
        for name, form in closed.closed_form.items():
            value = value_of(form)
            if value is None or value < _end(place.at[name].lower) or value > _end(place.at[name].upper):
                return False
    return True


# one symbol -------------------------------------------------------------------------------------------------------


def _on_line(
    formula: sympy.Expr, symbol: sympy.Symbol, conditions: list[Relational], bounds: Bounds, digits: int, budget: int
) -> Optimum:
    """All local minima on the domain, by the sign of the derivative."""
    places: list[Place] = []
    open_ends: list[tuple[str, arb]] = []
    allowed = Sweep(conditions, symbol, bounds, digits, budget).branches() if conditions else None
    parts = [_whole(bounds)] if allowed is None else list(allowed)
    if not parts:
        raise DomainError(f"no {symbol} is allowed by {' and '.join(plain(condition) for condition in conditions)}")
    continuous = sympy.Dummy(symbol.name, positive=True) if symbol.is_positive else sympy.Dummy(symbol.name, real=True)
    smooth = formula.xreplace({symbol: continuous})
    rises = sympy.Gt(sympy.factor_terms(sympy.diff(smooth, continuous)), 0, evaluate=False)
    for branch in parts:
        part = _certain(branch, bounds)
        sweep = Sweep([rises], continuous, part, digits, budget)
        pieces = list(sweep.pieces())
        first, last = pieces[0], pieces[-1]
        found: list[Place] = []
        if first.truth and branch.low is not None and not first.opens:
            found.append(_place(formula, symbol, branch.low, "boundary"))
        elif first.truth:
            open_ends.append(
                (f"{symbol} -> {part.low if part.low is not None else '-oo'}", _floor(smooth, continuous, first))
            )
        if not last.truth and branch.high is not None and not part.open_above:
            found.append(_place(formula, symbol, branch.high, "boundary"))
        elif not last.truth:
            open_ends.append(
                (f"{symbol} -> {part.high if part.high is not None else 'oo'}", _floor(smooth, continuous, last))
            )
        for before, after in pairwise(pieces):
            if after.truth and before.high is not None and after.low is not None:
                found.append(_place(formula, symbol, sweep.change(before.high, after.low), "interior", part))
        missing = [
            e for e in (branch.low, branch.high) if e is not None and not _belongs(conditions, symbol, bounds, e)
        ]
        for place in found:
            end = next((end for end in missing if _meet(place.at[symbol.name], end)), None)
            if end is None:
                places.append(place)
            else:
                open_ends.append((f"{symbol} -> {end}", arb(place.value.lower)))
    unbeaten = [end for end, floor in open_ends if not any(_end(place.value.upper) <= floor for place in places)]
    return Optimum(
        formula,
        closed_form=_stationary(rises.lhs, continuous, symbol, places),
        places=tuple(places),
        open_ends=tuple(unbeaten),
        how=f"the sign of the derivative is certified for every {symbol} of the domain",
    )


def _stationary(
    slope: sympy.Expr, continuous: sympy.Symbol, symbol: sympy.Symbol, places: list[Place]
) -> Mapping[str, sympy.Expr] | None:
    """A formula for the first interior minimum of a real symbol, where sympy solves for the zero of the derivative."""
    inside = next((place for place in places if place.kind == "interior"), None)
    if inside is None or symbol.is_integer or inside.at[symbol.name].exact:
        return None
    form = matching(closed_forms(slope, continuous), inside.at[symbol.name])
    return None if form is None else {symbol.name: form}


def _whole(bounds: Bounds) -> Branch:
    """All of a domain as one run of solutions."""
    low, high = (None if end is None else enclose(end) for end in (bounds.low, bounds.high))
    return Branch(low, high, bounds.open)


def _belongs(conditions: Sequence[Relational], symbol: sympy.Symbol, bounds: Bounds, end: Enclosure) -> bool:
    """Whether the end of a run of solutions is certain to be a solution itself."""
    if end.exact:
        return bool(Sweep(conditions, symbol, bounds).truth_at(_end(end.lower)))
    box = Box({symbol.name: (_end(end.lower), _end(end.upper))})
    return all(_holds_at_edge(condition, box) for condition in conditions)


def _holds_at_edge(condition: Relational, box: Box) -> bool:
    """Whether a condition holds on a whole box, or at the limit of points of the box where it holds."""
    closed = isinstance(condition, sympy.Ge | sympy.Le) and is_smooth(condition.lhs - condition.rhs)
    return closed or decided(condition, box) is True


def _meet(left: Enclosure, right: Enclosure) -> bool:
    return _end(left.lower) <= _end(right.upper) and _end(right.lower) <= _end(left.upper)


def _certain(branch: Branch, bounds: Bounds) -> Bounds:
    """The part of a run of solutions that is certain to belong to it."""
    low = None if branch.low is None else _end(branch.low.upper)
    high = None if branch.high is None else _end(branch.high.lower)
    return Bounds(low, high, branch.opens, bounds.open_above and high == bounds.high)


def _floor(formula: sympy.Expr, symbol: sympy.Symbol, piece: Any) -> arb:
    """No value on the piece is below it."""
    with ctx.workprec(_PRECISION):
        found = span_over(formula, Box({symbol.name: (piece.low, piece.high)}))
    return arb.neg_inf() if found is None else found.lower


def _place(formula: sympy.Expr, symbol: sympy.Symbol, at: Enclosure, kind: str, bounds: Bounds | None = None) -> Place:
    """The local minimum of a symbol that a bracket holds; of an integer symbol, the better of its neighbours."""
    if symbol.is_integer:
        whole = [fmpq(n) for n in range(int(_end(at.lower).floor()), int(_end(at.upper).ceil()) + 1)]
        allowed = [n for n in whole if bounds is None or bounds.contains(n)]
        places = [Place({symbol.name: enclose(n)}, enclosure(formula, {symbol.name: n}), kind) for n in allowed]
        return reduce(lambda a, b: b if precedes(b.value, a.value) else a, places)
    if at.exact:
        return Place({symbol.name: at}, enclosure(formula, {symbol.name: at.lower}), kind)
    with ctx.workprec(_PRECISION):
        value = exact_or_ball(formula, {symbol.name: _ball(at)})
    return Place({symbol.name: at}, enclose(value), kind)


# a box ------------------------------------------------------------------------------------------------------------


class _Centred:
    """Lower bounds on a box: the range of the formula, or its value in the middle less what the slopes allow."""

    def __init__(self, formula: sympy.Expr, symbols: Sequence[sympy.Symbol]) -> None:
        self.formula = formula
        smooth = is_smooth(formula)
        self.slopes = {s.name: sympy.factor_terms(sympy.diff(formula, s)) for s in symbols} if smooth else {}

    def floor(self, box: Box) -> arb:
        values = span_over(self.formula, box)
        natural = arb.neg_inf() if values is None else values.lower
        if values is None or not self.slopes:
            return natural
        middle = box.middle()
        least = arb(exact_or_ball(self.formula, middle))
        for name, slope in self.slopes.items():
            steepness = span_over(slope, box)
            if steepness is None or not steepness.is_finite:
                return natural
            low, high = (_end(end) for end in box.ends[name])
            least -= steepness.ball.abs_upper() * max(high - middle[name], middle[name] - low)
        return max(natural, least.lower())


@dataclass(order=True)
class _Part:
    floor: arb
    number: int
    box: Box = field(compare=False)


class _Search:
    """Branch and bound: boxes whose least possible value is above one that is attained are left out."""

    def __init__(self, formula: sympy.Expr, symbols: Sequence[sympy.Symbol], constraints: Sequence[Relational]) -> None:
        self.formula, self.constraints = formula, constraints
        self.centred = _Centred(formula, symbols)
        self.pending: list[_Part] = []
        self.numbers = count()
        self.attained = self.settled = arb.pos_inf()
        self.best: Mapping[str, fmpq] | None = None

    def add(self, box: Box) -> None:
        """Look at a box: leave it out, or keep it for cutting; a single point is settled."""
        if any(decided(constraint, box) is False for constraint in self.constraints):
            return
        point = box.middle()
        allowed = all(decided(c, Box({n: (v, v) for n, v in point.items()})) for c in self.constraints)
        if allowed:
            value = arb(exact_or_ball(self.formula, point))
            if value.upper() < self.attained:
                self.attained, self.best = value.upper(), point
        if box.wide():
            floor = self.centred.floor(box)
            if not floor > self.attained:
                heappush(self.pending, _Part(floor, next(self.numbers), box))
        elif allowed:
            self.settled = min(self.settled, value.lower())
        else:
            raise UndecidedError(f"whether {box} meets the constraints is not decided")

    def cut(self) -> None:
        """Halve the box of least floor along its widest side."""
        box = heappop(self.pending).box
        for half in box.halves(box.wide()[0]):
            self.add(half)

    def within(self, tolerance: fmpq) -> bool:
        """Whether the value attained is that near to every value that is still possible."""
        if not self.pending:
            return True
        return bool(
            self.attained.is_finite() and self.attained - self.pending[0].floor <= abs(self.attained) * tolerance
        )

    @property
    def floor(self) -> arb:
        return min([self.attained, self.settled, *(part.floor for part in self.pending)])


def _on_box(
    formula: sympy.Expr,
    symbols: list[sympy.Symbol],
    constraints: list[Relational],
    bounds: Mapping[str, Bounds],
    tolerance: fmpq,
    budget: int,
) -> Optimum:
    ends = {name: (own.low, own.high) for name, own in bounds.items()}
    whole = Box.of(ends, [symbol.name for symbol in symbols if symbol.is_integer])
    search = _Search(formula, symbols, constraints)
    with ctx.workprec(_PRECISION):
        search.add(whole)
        for _ in range(budget):
            if search.within(tolerance):
                break
            search.cut()
        else:
            raise UndecidedError(
                f"{budget} boxes did not enclose the minimum of {plain(formula)}; allow more, a smaller box, or a "
                "wider tolerance"
            )
        if search.best is None:
            raise DomainError(f"no point of the box {whole} meets the constraints; widen it")
        place = _hull(whole, search, search.best)
        near = Box.of({n: (_end(v.lower), _end(v.upper)) for n, v in place.at.items()}, whole.integers)
        edges = [f"the edge of {plain(c)}" for c in constraints if not _holds_at_edge(c, near)]
    for name, at in place.at.items():
        own = bounds[name]
        low, high = own.low if own.open else None, own.high if own.open_above else None
        edges += [f"{name} -> {end}" for end in (low, high) if end is not None and _meet(at, enclose(end))]
    how = f"branch and bound on {whole}: every other part of the box has larger values"
    return Optimum(formula, places=(place,), open_ends=tuple(edges), how=how)


def _hull(whole: Box, search: _Search, best: Mapping[str, fmpq]) -> Place:
    """The hull of the boxes that may hold the minimum, and its value."""
    left = [part.box.ends for part in search.pending if not part.floor > search.attained]
    at = {
        name: Enclosure(
            min([value, *(_end(ends[name][0]) for ends in left)]), max([value, *(_end(ends[name][1]) for ends in left)])
        )
        for name, value in best.items()
    }
    inside = all(
        _end(whole.ends[name][0]) < _end(value.lower) and _end(value.upper) < _end(whole.ends[name][1])
        for name, value in at.items()
    )
    value = Enclosure(enclose(search.floor).lower, enclose(search.attained).upper)
    return Place(at, value, "interior" if inside else "boundary")
