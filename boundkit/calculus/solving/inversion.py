"""Bounds solved for one of their symbols: the least or greatest value at which a relation holds, certified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import enclosure
from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.closed_sums import with_closed_sums
from boundkit.calculus.solving.closed_form import closed_forms, matching, value_of
from boundkit.calculus.solving.pace import SECONDS, answered
from boundkit.calculus.solving.question import BUDGET, DIGITS
from boundkit.calculus.solving.roots import Sweep
from boundkit.calculus.solving.runs import Branch, plain_number
from boundkit.errors import (
    DomainError,
    MalformedInputError,
    MissingValueError,
    NotEvaluableError,
    SearchExhaustedError,
    UnknownNameError,
)
from boundkit.formulas.binders import with_own_indices
from boundkit.formulas.domain import Bounds, domain_of
from boundkit.formulas.evaluation import expand, substitute
from boundkit.formulas.long_numbers import kept
from boundkit.formulas.text import plain

_WANTED = (None, "least", "greatest")
_ADVICE = "Ask for {}a part of the domain (between=(A, B)), or for more intervals (budget=N)"
_PRECISION = 256
_FEWEST_DIGITS, _MOST_DIGITS = 12, 192


@dataclass(frozen=True)
class Neighbour:
    """The two sides of the relation at one value of the symbol, and whether it holds there."""

    at: fmpq
    left: Enclosure | None
    right: Enclosure | None
    holds: bool
    digits: int = _FEWEST_DIGITS  # that tell the sides apart

    def __str__(self) -> str:
        sides = " against ".join(side.shown(self.digits) for side in (self.left, self.right) if side) or "not defined"
        return f"at {plain_number(self.at)} it {'holds' if self.holds else 'fails'} ({sides})"


@dataclass(frozen=True)
class Solution:
    """Where a relation holds, as far as it was asked.

    ``value`` is exact for an integer symbol, an enclosure of the threshold for a real one, and None when there is no
    such value; ``kind`` says which: "least", "greatest", "none" (it holds nowhere), "always", or "unbounded" (it holds
    beyond every bound on the side that was asked for). ``branches`` are the runs of solutions: all of them, or the
    first alone when the least was asked for. ``neighbours`` are the values beside the threshold, as a proof to repeat.
    ``attained`` says whether the relation holds at an exact value itself, None for a bracket.
    ``closed_form`` is a formula for the value, where there is one that agrees with it. Every answer is ``certified``:
    an undecided one is an error instead.
    """

    symbol: str
    relation: str
    kind: str
    value: Enclosure | None
    branches: tuple[Branch, ...]
    neighbours: tuple[Neighbour, ...]
    closed_form: sympy.Expr | None
    how: str
    attained: bool | None = None
    certified: bool = True

    def __str__(self) -> str:
        shown = f"{self.symbol} = {self.value}" if self.value is not None else self.kind
        return f"{shown}: {self.how}"


def solve(
    relation: Relational,
    symbol: sympy.Symbol | str,
    values: Mapping[str, Any] | None = None,
    *,
    want: str | None = None,
    where: Sequence[Relational] = (),
    between: tuple[Any, Any] | None = None,
    digits: int = DIGITS,
    budget: int = BUDGET,
    seconds: float | None = SECONDS,
) -> Solution:
    """The least or greatest value of a symbol at which ``relation`` holds, on the domain of the symbol.

    Other symbols have the exact ``values``. Conditions in ``where`` must hold too. ``between`` restricts the question,
    and the answer, to an interval, ends included (None for no end). Without ``want`` the answer is the threshold of the
    last run of solutions: its least value when the run reaches the end of the domain, else its greatest. Integer
    answers are exact, real ones bracketed to ``digits`` digits; both are certified by balls and exact arithmetic over
    the domain, or up to the answer when the least is asked for. Where the relation has no value, it does not hold.

    Raises MissingValueError for a symbol without a value, DomainError for a value that is not allowed,
    UndecidedError when ``budget`` intervals do not decide, or ``seconds`` of processor time (None for no limit).

    >>> E = sympy.Symbol("E", integer=True, positive=True)
    >>> print(solve(E**5 <= 1000, E))
    E = 3: it holds for 1 <= E <= 3, and nowhere else among integers >= 1
    """
    if want not in _WANTED:
        raise MalformedInputError(f"want={want!r} is not allowed; ask for 'least' or 'greatest', or leave it out")
    if not isinstance(relation, Relational):
        raise MalformedInputError(f"the relation is always {relation}; nothing is left to solve")
    if isinstance(relation, sympy.Ne):
        raise MalformedInputError(f"{plain(relation)} is no bound; write <=, >=, <, > or =")
    return answered(seconds, _solved, relation, symbol, values or {}, want, where, between, digits, budget)


def _solved(
    relation: Relational,
    symbol: sympy.Symbol | str,
    values: Mapping[str, Any],
    want: str | None,
    where: Sequence[Relational],
    between: tuple[Any, Any] | None,
    digits: int,
    budget: int,
) -> Solution:
    given = {name: rational(value) for name, value in values.items()}
    chosen = _chosen(symbol, relation, where)
    if isinstance(relation, sympy.Eq) and not chosen.is_integer:
        raise MalformedInputError(f"{chosen} is real: write <= or >= instead of =, the threshold is the solution")
    if chosen.name in given:
        raise MalformedInputError(f"{chosen} is solved for and has a value; leave out {chosen}={given[chosen.name]}")
    conditions = [relation, *where, *domains_between(_symbols(relation, *where), chosen)]
    simple = [put_in(condition, given) for condition in conditions]
    _require_values(simple, chosen, relation)
    holding = [condition for condition in simple if condition != sympy.true]
    if sympy.false in holding:
        return _without_value(chosen, relation, "none", (), "a condition on the given values fails")
    bounds = line_of(chosen, given, between)
    holding = [part for condition in holding for part in _parts(_without_sums(condition, chosen, bounds))]
    shown = relation.func(*(kept(substitute(expand(side), given)) for side in relation.args), evaluate=False)
    sweep = Sweep(holding, chosen, bounds, digits, budget)
    text = f"{'integers' if sweep.integer else 'real numbers'} {bounds}"
    if where:
        text += f" (with {' and '.join(plain(condition) for condition in where)})"
    with SearchExhaustedError.advising(
        _ADVICE.format("" if want == "least" else "the least solution (want='least'), for ")
    ):
        if want == "least":
            return _least(sweep, shown, relation, text)
        return _last(sweep, shown, relation, text, want)


def _parts(condition: Relational) -> list[Relational]:
    """Conditions that together say the same: below a minimum is below each entry, above a maximum above each.

    What holds at a glance is left out, such as a polynomial below a maximum of polynomials in which it stands itself.
    """
    if not isinstance(condition, sympy.Le | sympy.Ge | sympy.Lt | sympy.Gt):
        return [condition]
    small, large = condition.lts, condition.gts
    if isinstance(large, sympy.Min):
        sides = [(small, entry) for entry in large.args]
    elif isinstance(small, sympy.Max):
        sides = [(entry, large) for entry in small.args]
    else:
        return [condition]
    kind = sympy.Lt if isinstance(condition, sympy.Lt | sympy.Gt) else sympy.Le
    told = [pair for pair in sides if _holds_at_a_glance(kind, *pair)]
    left = [pair for pair in sides if pair not in told] or sides[:1]
    return [part for pair in left for part in _parts(kind(*pair, evaluate=False))]


def _holds_at_a_glance(kind: type[Relational], small: sympy.Expr, large: sympy.Expr) -> bool:
    """Whether it holds between polynomials since sympy says so, or one of them is an entry of the other."""
    least, greatest = sympy.Min.make_args(small), sympy.Max.make_args(large)
    if not all(entry.is_polynomial() for entry in (*least, *greatest)):
        return False
    return kind(small, large) is sympy.true or (kind is sympy.Le and not {*least}.isdisjoint(greatest))


def line_of(
    symbol: sympy.Symbol, values: Mapping[str, fmpq] | None = None, between: tuple[Any, Any] | None = None
) -> Bounds:
    """The numbers that a symbol may be at exact values of others, or those of them that lie between two ends.

    Raises DomainError for an assumption that leaves gaps, such as even, prime or nonzero, and when no number is left.

    >>> str(line_of(sympy.Symbol("n", integer=True, positive=True), between=(0, 5)))
    '>= 1 and <= 5'
    """
    domain = domain_of(symbol)
    for kind in domain.gaps:
        raise DomainError(
            f"{symbol} is assumed {kind}, but only whole ranges of integers or reals are solved for; leave that "
            "out and put a formula in its place, such as 2*m for an even number, or give its sign"
        )
    own = domain.bounds(values)
    if between is None:
        return own
    low, high = (None if end is None else rational(end) for end in between)
    asked = Bounds(low, high)
    found = own.meet(asked.whole() if domain.integer else asked)
    if found.is_empty:
        raise DomainError(f"no {symbol} lies between {between[0]} and {between[1]}: allowed are numbers {own}")
    return found


# what is asked ----------------------------------------------------------------------------------------------------


def _chosen(symbol: sympy.Symbol | str, relation: Relational, where: Sequence[Relational]) -> sympy.Symbol:
    known = {s.name: s for s in _symbols(*where, relation)}
    name = symbol if isinstance(symbol, str) else symbol.name
    if name not in known:
        raise UnknownNameError.among(f"symbol of {plain(relation)}", name, known)
    return known[name]


def _symbols(*relations: Relational) -> set[sympy.Symbol]:
    return {symbol for relation in relations for side in relation.args for symbol in expand(side).free_symbols}


def domains_between(symbols: Iterable[sympy.Symbol], chosen: sympy.Symbol) -> list[Relational]:
    """Domains whose ends depend on the chosen symbol, as conditions, such as k <= E for solving for E."""
    others = sorted(set(symbols) - {chosen}, key=str)
    return [relation for symbol in others for relation in domain_of(symbol).relations(symbol) if relation.has(chosen)]


def put_in(condition: Relational, values: Mapping[str, fmpq]) -> Any:
    """A condition with exact values, domains respected; decided when no symbol is left."""
    left, right = with_own_indices(map(expand, condition.args))
    for symbol in left.free_symbols | right.free_symbols:
        if symbol.name in values:
            domain_of(symbol).check(symbol.name, values[symbol.name], values)
    sides = kept(substitute(left, values)), kept(substitute(right, values))
    if not sides[0].free_symbols | sides[1].free_symbols:
        decided = Sweep([condition.func(*sides, evaluate=False)], sympy.Symbol("_"), Bounds(fmpq(0), fmpq(0)))
        return sympy.true if decided.truth_at(fmpq(0)) else sympy.false
    return condition.func(*sides, evaluate=False)


def _without_sums(condition: Relational, symbol: sympy.Symbol, bounds: Bounds) -> Relational:
    box = Box({symbol.name: (bounds.low, bounds.high)}, frozenset([symbol.name] if symbol.is_integer else []))
    return condition.func(*(with_closed_sums(side, box) for side in condition.args), evaluate=False)


def _require_values(conditions: Sequence[Any], chosen: sympy.Symbol, relation: Relational) -> None:
    applied = {f.func.__name__ for c in conditions for f in c.atoms(AppliedUndef)}
    if applied:
        raise NotEvaluableError(f"{plain(relation)} holds the function {min(applied)}; give it a formula first")
    free = sorted({s.name for c in conditions for s in c.free_symbols} - {chosen.name})
    if free:
        raise MissingValueError(
            f"no value for {', '.join(free)}; to solve for {chosen.name} give every other symbol a value, "
            f"such as {free[0]}=VALUE"
        )
    if isinstance(conditions[0], Relational) and chosen not in conditions[0].free_symbols:
        raise MalformedInputError(f"{plain(conditions[0])} does not depend on {chosen}; solve for another symbol")


# what is answered -------------------------------------------------------------------------------------------------


def _least(sweep: Sweep, condition: Relational, relation: Relational, domain: str) -> Solution:
    branch, excluded = sweep.first()
    if branch is None:
        return _without_value(sweep.symbol, relation, "none", (), f"it holds nowhere among {domain}")
    if branch.low is None or branch.opens:
        at = "below every bound" if branch.low is None else f"down to {branch.low}, which is excluded"
        return _without_value(sweep.symbol, relation, "unbounded", (branch,), f"it holds {at}: there is no least value")
    before = "the domain begins there" if excluded is None else f"every smaller value among {domain} is excluded"
    return _with_value(sweep, condition, relation, "least", branch.low, (branch,), before)


def _last(sweep: Sweep, condition: Relational, relation: Relational, domain: str, want: str | None) -> Solution:
    branches, symbol, span = sweep.branches(), sweep.symbol, sweep.bounds
    if not branches:
        return _without_value(symbol, relation, "none", (), f"it holds nowhere among {domain}")
    runs = " or ".join(_run(sweep, branch) for branch in branches)
    last = branches[-1]
    to_the_end = last.high is None or (span.high is not None and last.high.lower == span.high)
    from_the_start = last.low is None or (last.low.upper == span.low and (span.open or not last.opens))
    if want is None and to_the_end and from_the_start:
        return _without_value(symbol, relation, "always", branches, f"it holds for all {domain}")
    how = f"it holds for {runs}, and nowhere else among {domain}"
    if want is None and to_the_end and last.low is not None:
        return _with_value(sweep, condition, relation, "least", last.low, branches, how)
    if last.high is None or (span.open_above and to_the_end):
        return _without_value(symbol, relation, "unbounded", branches, f"{how}: there is no greatest value")
    return _with_value(sweep, condition, relation, "greatest", last.high, branches, how)


def _without_value(
    symbol: sympy.Symbol, relation: Relational, kind: str, branches: tuple[Branch, ...], how: str
) -> Solution:
    return Solution(symbol.name, plain(relation), kind, None, branches, (), None, how)


def _with_value(
    sweep: Sweep,
    condition: Relational,
    relation: Relational,
    kind: str,
    value: Enclosure,
    branches: tuple[Branch, ...],
    how: str,
) -> Solution:
    assert isinstance(value.lower, fmpq)
    assert isinstance(value.upper, fmpq)
    if sweep.integer:
        points = [value.lower - 1, value.lower] if kind == "least" else [value.lower, value.lower + 1]
    else:
        points = sorted({value.lower, value.upper})
    neighbours = tuple(_neighbour(sweep, condition, point) for point in points if sweep.bounds.contains(point))
    form = _closed_form(condition, sweep, kind, value)
    attained = bool(sweep.truth_at(value.lower)) if value.exact else None
    return Solution(sweep.symbol.name, plain(relation), kind, value, branches, neighbours, form, how, attained)


def _neighbour(sweep: Sweep, condition: Relational, point: fmpq) -> Neighbour:
    digits = _FEWEST_DIGITS
    while True:
        try:
            left, right = (enclosure(side, {sweep.symbol.name: point}, digits + 5) for side in condition.args)
        except DomainError:
            return Neighbour(point, None, None, False)
        if digits == _MOST_DIGITS or _far_apart(left, right, digits):
            return Neighbour(point, left, right, bool(sweep.truth_at(point)), digits)
        digits *= 2


def _far_apart(left: Enclosure, right: Enclosure, digits: int) -> bool:
    """Whether intervals still do not overlap when rounded to so many digits; so for equal numbers and open ends."""
    ends: list[Any] = [end for side in (left, right) for end in (side.lower, side.upper)]
    if None in ends or (left.exact and left == right):
        return True
    gap = max(ends[2] - ends[1], ends[0] - ends[3])
    return bool(gap > 2 * max(map(abs, ends)) * fmpq(1, 10 ** (digits - 1)))


def _closed_form(condition: Relational, sweep: Sweep, kind: str, value: Enclosure) -> sympy.Expr | None:
    forms = closed_forms(condition.lhs - condition.rhs, sweep.symbol)
    if not sweep.integer:
        return None if value.exact else matching(forms, value)
    rounded = sympy.ceiling if kind == "least" else sympy.floor
    for form in forms:
        with ctx.workprec(_PRECISION + int(value.lower.height_bits())):  # type: ignore[union-attr]
            found = value_of(form)
            step = 1 if isinstance(condition, sympy.Le | sympy.Ge | sympy.Eq) else 0
            if isinstance(found, fmpq) and found == value.lower and step:
                return form
            if isinstance(found, arb) and (found.ceil() if kind == "least" else found.floor()) == value.lower:
                return rounded(form, evaluate=False)
    return None


def _run(sweep: Sweep, branch: Branch) -> str:
    symbol, low, high = sweep.symbol, branch.low, branch.high
    if low is not None and low == high and low.exact:
        return f"{symbol} = {low}"
    left = "" if low is None else f"{low} {'<' if branch.opens or not _holds(sweep, low) else '<='} "
    if high is None:
        return f"{symbol} {'>=' if left.endswith('= ') else '>'} {low}" if left else f"every {symbol}"
    return f"{left}{symbol} {'<=' if _holds(sweep, high) else '<'} {high}"


def _holds(sweep: Sweep, end: Enclosure) -> bool:
    """Whether the relation holds at an end, as far as it is known: a bracket holds a point where it does."""
    return not end.exact or bool(sweep.truth_at(end.lower))  # type: ignore[arg-type]
