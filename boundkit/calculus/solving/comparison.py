"""Two bounds side by side: which is smaller, where they cross, and how their ratio behaves far out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import sympy
from flint import fmpq
from sympy.core.relational import Relational

from boundkit.arithmetic.ball import enclosure, exact_or_ball
from boundkit.arithmetic.enclosure import Enclosure, coincides, precedes
from boundkit.arithmetic.rational import rational
from boundkit.calculus.growth.rays import along, compare_growth
from boundkit.calculus.inequalities.judgement import Judgement, certify
from boundkit.calculus.inequalities.steps import identity
from boundkit.calculus.solving.inversion import put_in, solve
from boundkit.calculus.solving.pace import SECONDS, answered
from boundkit.calculus.solving.runs import Branch
from boundkit.errors import BoundkitError, DomainError, NotEvaluableError, SearchExhaustedError, UndecidedError
from boundkit.formulas.binders import with_own_indices
from boundkit.formulas.bounded import FAILURES, call
from boundkit.formulas.domain import domain_of
from boundkit.formulas.evaluation import expand, substitute
from boundkit.formulas.long_numbers import kept
from boundkit.formulas.symbols import Variable
from boundkit.formulas.text import plain
from boundkit.verdict import Verdict

_DIGITS = 15, 60, 1000
_LONGEST_RATIO = 10_000  # bits
_SMALL = 16
LEFT, RIGHT, EQUAL, CROSSES, UNDECIDED = "left is smaller", "right is smaller", "equal", "they cross", "undecided"


@dataclass(frozen=True)
class Crossing:
    """Where the smaller of the two changes: between two neighbouring integers, or inside an enclosure of a real."""

    symbol: str
    below: Enclosure
    above: Enclosure
    before: str
    after: str

    def __str__(self) -> str:
        at = f"{self.below} and {self.above}" if self.below != self.above else f"{self.below}"
        return f"{self.symbol} {'between' if self.below != self.above else '='} {at}: {self.before}, then {self.after}"


@dataclass(frozen=True)
class Limit:
    """How left/right behaves along a ray: ``limit`` is None where there is none, or none that is known, and why."""

    ray: str
    relation: str | None
    limit: sympy.Expr | None
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """Which of two formulas is smaller on their common domain.

    ``verdict``: "left is smaller" or "right is smaller" (never larger, that is, and ``strict`` when never equal),
    "equal", "they cross", or "undecided" with the reason in ``how``. Everything but "undecided" is certified.
    ``ratio`` encloses left/right where both are positive numbers that can be written.
    """

    verdict: str
    strict: bool
    how: str
    crossings: tuple[Crossing, ...]
    limits: tuple[Limit, ...] = ()
    ratio: Enclosure | None = None


def compare(
    left: Any,
    right: Any,
    values: Mapping[str, Any] | None = None,
    *,
    where: Sequence[Relational] = (),
    seconds: float | None = SECONDS,
) -> Comparison:
    """Compare two formulas at exact ``values`` of some of their symbols, over the domains of the others.

    No symbol free: by exact or ball arithmetic. One: all crossings over its whole domain. Several: an inequality that
    is certified on the whole domain, or a point for each side. Conditions in ``where`` restrict the domain. After
    ``seconds`` of processor time it is undecided (None for no limit). Raises NotEvaluableError for a formula with
    unknown functions, DomainError for a value that is not allowed.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> found = compare(n**2, 2**n)
    >>> found.verdict, [str(crossing) for crossing in found.crossings]
    ('they cross', ['n = 2: left is smaller, then right is smaller', 'n = 4: right is smaller, then left is smaller'])
    """
    given = {name: rational(value) for name, value in (values or {}).items()}
    written = with_own_indices(expand(sympy.sympify(side)) for side in (left, right))
    conditions = _conditions(written, where, given)
    free = sorted({s for side in written for s in side.free_symbols if s.name not in given}, key=str)
    if not free:
        return _at_a_point(written[0], written[1], given)
    left, right = (_written_out(kept(substitute(side, given))) for side in written)
    narrowed = {symbol: _narrowed(symbol, given) for symbol in free if isinstance(symbol, Variable)}
    left, right = left.xreplace(narrowed), right.xreplace(narrowed)
    conditions = tuple(condition.xreplace(narrowed) for condition in conditions)
    free = [narrowed.get(symbol, symbol) for symbol in free]
    try:
        if len(free) == 1:
            verdict = answered(seconds, _along, left, right, free[0], conditions)
        else:
            verdict = answered(seconds, _over, left, right, conditions)
    except SearchExhaustedError as error:
        verdict = Comparison(UNDECIDED, False, error.what, ())
    except UndecidedError as error:
        verdict = Comparison(UNDECIDED, False, str(error), ())
    with suppress(SearchExhaustedError):
        verdict = replace(verdict, limits=answered(seconds, lambda: tuple(_limits(left, right, free))))
    return verdict


def _conditions(
    sides: Sequence[sympy.Expr], where: Sequence[Relational], given: Mapping[str, fmpq]
) -> tuple[Relational, ...]:
    """What must hold of the free symbols: the conditions, and domains that depend on other symbols."""
    own = [expand(part) for condition in where for part in condition.args]
    asked: list[Any] = list(where)
    for symbol in sorted({s for part in (*sides, *own) for s in part.free_symbols}, key=str):
        domain = domain_of(symbol)
        if symbol.name in given:
            domain.check(symbol.name, given[symbol.name], given)
        asked += domain.relations(symbol)
    found = []
    for condition in asked:
        simple = put_in(condition, given)
        if simple is sympy.false:
            raise DomainError(f"{plain(condition)} fails for the given values; the bounds are compared where it holds")
        if simple is not sympy.true:
            found.append(simple)
    return tuple(found)


def _narrowed(symbol: Variable, given: Mapping[str, fmpq]) -> Variable:
    """The symbol with the ends of its domain where other symbols have their values: k <= E with E = 8 is k <= 8."""
    domain = symbol.domain
    least, greatest = (end if end is None else substitute(end, given) for end in (domain.least, domain.greatest))
    if (least, greatest) == (domain.least, domain.greatest):
        return symbol
    return Variable(symbol.name, symbol.meaning, replace(domain, least=least, greatest=greatest), symbol.unit)


def _written_out(expression: sympy.Expr) -> sympy.Expr:
    """Binomials with a small lower entry as polynomials."""
    return expression.replace(
        lambda node: isinstance(node, sympy.binomial) and node.args[1] in range(_SMALL),
        lambda node: node.expand(func=True),
    )


def _at_a_point(left: sympy.Expr, right: sympy.Expr, given: Mapping[str, fmpq]) -> Comparison:
    for digits in _DIGITS:
        ends = [enclosure(side, given, digits) for side in (left, right)]
        shown = f"{ends[0]} against {ends[1]}"
        if coincides(*ends):
            return Comparison(EQUAL, False, shown, ())
        for verdict, (low, high) in ((LEFT, ends), (RIGHT, ends[::-1])):
            if precedes(high, low) is False:
                return Comparison(verdict, True, shown, (), ratio=_ratio(*ends))
    if identity("", substitute(left, given), substitute(right, given)).holds:
        return Comparison(EQUAL, False, "both are the same number", ())
    return Comparison(UNDECIDED, False, f"{_DIGITS[-1]} digits do not tell them apart: {shown}", ())


def _ratio(left: Enclosure, right: Enclosure) -> Enclosure | None:
    """left/right; None unless the ends are positive rationals of no more than _LONGEST_RATIO bits."""
    ends = [
        end
        for end in (left.lower, left.upper, right.lower, right.upper)
        if isinstance(end, fmpq) and end > 0 and end.height_bits() <= _LONGEST_RATIO
    ]
    if len(ends) < 4:
        return None
    low, high, least, most = ends
    return Enclosure(low / most, high / least, left.rigorous and right.rigorous)


# one symbol -------------------------------------------------------------------------------------------------------


def _along(left: sympy.Expr, right: sympy.Expr, symbol: sympy.Symbol, where: Sequence[Relational]) -> Comparison:
    """Every change over the domain of one symbol."""
    if identity("", left, right).holds:
        return Comparison(EQUAL, False, f"as formulas in {symbol}", ())
    found = _on_a_line(left, right, symbol, where)
    return found or Comparison(UNDECIDED, False, f"neither has a value for any {symbol} of its domain", ())


def _on_a_line(left: sympy.Expr, right: sympy.Expr, symbol: sympy.Symbol, where: Sequence[Any]) -> Comparison | None:
    """The changes between the runs on which either side is not larger; None where neither has a value."""
    lower, upper = (
        solve(relation(left, right, evaluate=False), symbol, where=where).branches for relation in (sympy.Le, sympy.Ge)
    )
    if not lower and not upper:
        return None
    if lower == upper:
        return Comparison(EQUAL, False, f"for every {symbol} of the domain where they have values", ())
    runs = sorted([*_alone(LEFT, lower, upper), *_alone(RIGHT, upper, lower)], key=lambda own: _order(own[1]))
    crossings = tuple(_crossings(symbol.name, runs))
    if crossings:
        return Comparison(CROSSES, False, f"{len(crossings)} times" if len(crossings) > 1 else "once", crossings)
    verdict, other = (LEFT, upper) if _covers(lower, upper) else (RIGHT, lower)
    how = f"for every {symbol} of the domain where they have values, {'equal at places' if other else 'never equal'}"
    return Comparison(verdict, not other, how, ())


def _alone(side: str, runs: Sequence[Branch], others: Sequence[Branch]) -> list[tuple[str, Branch]]:
    """The runs on which a side is smaller somewhere; where they lie in one of the others' both are equal."""
    return [(side, run) for run in runs if not any(_inside(run, other) for other in others)]


def _order(branch: Branch) -> tuple[Any, ...]:
    low = branch.low
    return (0, fmpq(0)) if low is None else (1, low.lower)


def _covers(outer: Sequence[Branch], inner: Sequence[Branch]) -> bool:
    return all(any(_inside(run, around) for around in outer) for run in inner)


def _inside(run: Branch, around: Branch) -> bool:
    (low, high), (first, last) = _span(run), _span(around)
    begins = first is None or (low is not None and (low > first or (low == first and run.opens >= around.opens)))
    return begins and (last is None or (high is not None and high <= last))


def _span(run: Branch) -> tuple[Any, Any]:
    return (None if run.low is None else run.low.lower), (None if run.high is None else run.high.upper)


def _crossings(name: str, runs: Sequence[tuple[str, Branch]]) -> Iterator[Crossing]:
    """The changes from one run to the next."""
    for (side, last), (own, run) in pairwise(runs):
        if own != side and last.high is not None and run.low is not None:
            below, above = (last.high, run.low) if precedes(last.high, run.low) else (run.low, last.high)
            yield Crossing(name, below, above, side, own)


# several symbols --------------------------------------------------------------------------------------------------


def _over(left: sympy.Expr, right: sympy.Expr, conditions: Sequence[Relational]) -> Comparison:
    """An inequality over the whole domain of several symbols, or a point for each side."""
    box = _ends(conditions)

    def judged(relation: Any) -> Judgement:
        return certify(relation(left, right, evaluate=False), box)

    below, above = judged(sympy.Le), judged(sympy.Ge)
    if below.verdict is above.verdict is Verdict.CERTIFIED:
        return Comparison(EQUAL, False, "on the whole domain", ())
    for verdict, found, strict in ((LEFT, below, sympy.Lt), (RIGHT, above, sympy.Gt)):
        if found.verdict is Verdict.CERTIFIED:
            never_equal = judged(strict).verdict is Verdict.CERTIFIED
            return Comparison(verdict, never_equal, f"on the whole domain: {found.text}", ())
    witnesses = [found.witness for found in (below, above)]
    if all(witness is not None and _meets(conditions, witness) for witness in witnesses):
        right_smaller, left_smaller = (", ".join(f"{n} = {v}" for n, v in w.items()) for w in witnesses if w)
        return Comparison(CROSSES, False, f"right is smaller at {right_smaller}; left at {left_smaller}", ())
    return Comparison(UNDECIDED, False, f"{below.text}; {above.text}", ())


def _ends(conditions: Sequence[Any]) -> dict[str, tuple[Any, Any]]:
    """The ends that conditions such as E >= 2 give to single symbols, within those of the symbol's own domain."""
    ends: dict[str, tuple[Any, Any]] = {}
    for condition in conditions:
        if not isinstance(condition, sympy.Ge | sympy.Le):
            continue
        small, large = condition.lts, condition.gts
        if large.is_Symbol and small.is_Rational:
            low, high = _known_ends(large, ends)
            ends[large.name] = (rational(small) if low is None else max(low, rational(small)), high)
        elif small.is_Symbol and large.is_Rational:
            low, high = _known_ends(small, ends)
            ends[small.name] = (low, rational(large) if high is None else min(high, rational(large)))
    return ends


def _known_ends(symbol: Any, ends: Mapping[str, tuple[Any, Any]]) -> tuple[Any, Any]:
    own = domain_of(symbol).bounds()
    return ends.get(symbol.name, (own.low, own.high))


def _meets(conditions: Sequence[Any], point: Mapping[str, fmpq]) -> bool:
    """Whether all conditions certainly hold at a point; one of other symbols may not."""
    if not {symbol.name for condition in conditions for symbol in condition.free_symbols} <= set(point):
        return False
    try:
        return all(exact_or_ball(condition, point) is True for condition in conditions)
    except (DomainError, NotEvaluableError):
        return False


# far out ----------------------------------------------------------------------------------------------------------


def _limits(left: sympy.Expr, right: sympy.Expr, free: Sequence[Any]) -> Iterator[Limit]:
    """The ratio along every symbol alone, and along all together."""
    for growing in [[symbol] for symbol in free] + ([list(free)] if len(free) > 1 else []):
        ray = along(*growing)
        try:
            found = call(compare_growth, left, right, ray)
        except (BoundkitError, *FAILURES) as error:
            yield Limit(str(ray), None, None, str(error) or type(error).__name__)
            continue
        yield Limit(str(ray), found.relation, found.ratio_limit, found.text)
