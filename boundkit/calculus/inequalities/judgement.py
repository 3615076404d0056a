"""Inequalities between formulas: certified on a whole domain, refuted by an exact point, or left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy.core.relational import GreaterThan, LessThan, StrictGreaterThan, StrictLessThan

from boundkit.arithmetic.ball import exact_or_ball
from boundkit.calculus.inequalities.certificates import Certificate
from boundkit.calculus.inequalities.prover import Prover
from boundkit.calculus.inequalities.signs import span_or_none
from boundkit.calculus.inequalities.slack import without_relations
from boundkit.calculus.inequalities.ties import are_equal
from boundkit.calculus.ranges.box import Box
from boundkit.calculus.ranges.boxes import direction
from boundkit.calculus.ranges.domains import Domains
from boundkit.calculus.ranges.trial_points import trial_points
from boundkit.errors import (
    BoundkitError,
    BudgetExhaustedError,
    DomainError,
    MalformedInputError,
    NotEvaluableError,
    StatementError,
)
from boundkit.formulas.binders import with_own_indices
from boundkit.formulas.evaluation import expand
from boundkit.formulas.text import plain
from boundkit.interruption import within
from boundkit.verdict import Verdict

_WORD = re.compile(r"[^\W\d]\w*'*")
_PRECISION = 128
_PRECISION_OF_POINTS = 512
_LARGEST_TIE = arb(2) ** 4096  # beyond it, sympy is not asked whether two values are equal
_BUDGET = 4000
_BOXES_FOR_A_GOAL = 10  # a goal costs about as much as that many boxes
_MOST_BOXES_WITHOUT_END = 200
_SECONDS_FOR_PROOFS, _SECONDS_FOR_BOXES = 5.0, 3.0  # of processor time


@dataclass(frozen=True)
class Judgement:
    """What came of an inequality.

    CERTIFIED: it holds at every allowed point. REFUTED: it fails at ``witness``, exact numbers by name.
    INCONCLUSIVE: ``resisted`` is a box on which neither was shown. ``boxes`` counts the boxes looked at.
    ``certificates`` are the identities of polynomials on which parts of a proof rest, or that were found on its way;
    they have been multiplied out.
    """

    verdict: Verdict
    text: str
    boxes: int
    witness: Mapping[str, fmpq] | None = None
    resisted: Box | None = None
    certificates: tuple[Certificate, ...] = field(default=(), compare=False)

    @property
    def holds(self) -> bool | None:
        """True when certified, False when refuted, else None."""
        return {Verdict.CERTIFIED: True, Verdict.REFUTED: False}.get(self.verdict)


def certify(relation: Any, box: Mapping[str, Any] | Box | None = None, *, budget: int = _BUDGET) -> Judgement:
    """Judge <=, <, >= or > between two formulas for all allowed values of their symbols, or those in a box.

    ``box`` maps names to (low, high); None or oo for no end; symbols that it does not name run through their domain.
    ``budget`` is the number of boxes that may be looked at; the search ends after about 8 s of processor time in any
    case. Exact: verdicts come from rational and ball arithmetic and
    identities of formulas; a witness is confirmed at that point in the original formulas. Raises StatementError for
    what is no such relation, MalformedInputError for a box without a point, DomainError for one that leaves the domain.

    >>> k, s = sympy.symbols("k s", positive=True)
    >>> certify(k * sympy.log((k + s) / k) <= s).verdict
    <Verdict.CERTIFIED: 'CERTIFIED'>
    >>> certify(sympy.exp(k) <= 1 + 2 * k, {"k": (0, 3)}).witness
    {'k': 3}
    """
    small, large, strict = _sides(relation)
    domains = Domains.of(small, large)
    _require_words(domains.symbols)
    small, large = with_own_indices((small, large), (symbol.name for symbol in domains.symbols))
    inside = domains.within(domains.box(box))
    if inside is None:
        raise MalformedInputError(f"no point of {domains.box(box)} is allowed: {_joined(domains.relations)}")
    with ctx.workprec(_PRECISION):
        return _Case(small, large, strict, domains, inside, budget).judgement()


def _sides(relation: Any) -> tuple[sympy.Expr, sympy.Expr, bool]:
    """(small, large, strict) with abbreviations written out."""
    if relation in (sympy.true, sympy.false, True, False):
        raise StatementError(f"sympy took the relation for {relation} before it was read; write it with evaluate=False")
    if not isinstance(relation, LessThan | StrictLessThan | GreaterThan | StrictGreaterThan):
        raise StatementError(f"{plain(relation)} is no inequality; write it with <=, <, >= or >")
    small, large = expand(relation.lts), expand(relation.gts)
    for side in (small, large):
        if side.has(sympy.Float):
            raise NotEvaluableError(f"{plain(side)} holds a float; write it as a fraction, since a float is not exact")
        if side.has(sympy.oo, sympy.zoo, sympy.nan, sympy.I):
            raise StatementError(f"{plain(side)} is no real number for every value of its symbols; mend it")
    return small, large, isinstance(relation, StrictLessThan | StrictGreaterThan)


def _require_words(symbols: Iterable[sympy.Symbol]) -> None:
    """Raises StatementError for a name such as "E-k": a proof names what it adds so, and would take it for the same."""
    for symbol in symbols:
        if not _WORD.fullmatch(symbol.name):
            raise StatementError(f"{symbol.name!r} is no name of a symbol of an inequality; use letters, digits and _")


def _joined(parts: Sequence[Any]) -> str:
    return ", ".join(map(str, parts))


class _Case:
    """One inequality on one box."""

    def __init__(
        self, small: sympy.Expr, large: sympy.Expr, strict: bool, domains: Domains, box: Box, budget: int
    ) -> None:
        self._small, self._large, self._strict = small, large, strict
        self._domains, self._box = domains, box
        self._budget = budget

    def judgement(self) -> Judgement:
        relations = without_relations(self._small, self._large, self._box, self._domains)
        prover = Prover(self._budget // _BOXES_FOR_A_GOAL, relations[-1])
        with suppress(BudgetExhaustedError), within(_SECONDS_FOR_PROOFS):
            found = self._at_trial_points()
            if found is not None:
                return found
            if prover.proves(*relations[:2], self._strict, relations[2]):
                text, identities = f"{self._text} for {self._box}", tuple(prover.certificates)
                return Judgement(Verdict.CERTIFIED, text, prover.boxes, certificates=identities)
        with suppress(BudgetExhaustedError), within(_SECONDS_FOR_BOXES):
            return self._one_by_one(prover.boxes)
        return self._open(self._box, prover.boxes + 1)

    def _at_trial_points(self) -> Judgement | None:
        """The judgement where it fails or is not defined at a point that is worth a try."""
        for point in trial_points(self._domains, self._box):
            holds = self._holds_at(point)
            if holds is False:
                return self._refuted(point, 0)
            if not holds and not self._is_defined_at(point):  # where it holds it is defined
                return self._open(Box.of(point), 0)
        return None

    @property
    def _text(self) -> str:
        return f"{plain(self._small)} {'<' if self._strict else '<='} {plain(self._large)}"

    def _refuted(self, point: Mapping[str, fmpq], boxes: int) -> Judgement:
        shown = ", ".join(f"{name} = {value}" for name, value in point.items())
        return Judgement(Verdict.REFUTED, f"{self._text} fails at {shown}", boxes, dict(point))

    def _one_by_one(self, boxes: int) -> Judgement:
        """Cut the box until every part holds by its span or is a point, or the budget ends."""
        pending = [self._box]
        bounded = all(None not in ends for ends in self._box.ends.values())
        most = boxes + (self._budget if bounded else _MOST_BOXES_WITHOUT_END)
        difference = self._large - self._small
        while pending:
            box = self._domains.within(pending.pop())
            if box is None:
                continue
            boxes += 1
            if boxes > most:
                return self._open(box, boxes)
            point = _low_part(difference, box).middle()
            holds = self._holds_at(point) if self._domains.allow(point) else None
            if holds is False:
                return self._refuted(point, boxes)
            if (holds and not box.wide()) or self._holds_by_span(difference, box):
                continue
            if not box.wide():
                return self._open(box, boxes)
            pending += reversed(box.halves(box.wide()[0]))
        return Judgement(Verdict.CERTIFIED, f"{self._text} for {self._box}", boxes)

    def _open(self, box: Box, boxes: int) -> Judgement:
        fault = "was not decided on" if box.wide() or boxes else "is not defined at"
        return Judgement(Verdict.INCONCLUSIVE, f"{self._text} {fault} {box}", boxes, resisted=box)

    def _holds_by_span(self, difference: sympy.Expr, box: Box) -> bool:
        values = span_or_none(difference, box)
        defined = all(span_or_none(side, box) is not None for side in (self._small, self._large))
        return defined and values is not None and (values.is_positive if self._strict else values.is_nonnegative)

    def _holds_at(self, point: Mapping[str, fmpq]) -> bool | None:
        """Whether it holds at an exact point; None when it is not defined there or balls do not decide."""
        try:
            with ctx.workprec(_PRECISION_OF_POINTS):
                small, large = (exact_or_ball(side, point) for side in (self._small, self._large))
                if small < large or (small <= large and not self._strict):
                    return True
                if small > large or (small >= large and self._strict):
                    return False
        except (BoundkitError, ValueError, OverflowError):
            return None
        if not abs(small) < _LARGEST_TIE or not are_equal(self._small, self._large, point):
            return None
        return not self._strict

    def _is_defined_at(self, point: Mapping[str, fmpq]) -> bool:
        try:
            with ctx.workprec(_PRECISION):
                values = [exact_or_ball(side, point) for side in (self._small, self._large)]
        except DomainError:
            return False
        except (BoundkitError, ValueError, OverflowError):
            return True
        return not any(isinstance(value, arb) and value.is_nan() for value in values)


def _low_part(formula: sympy.Expr, box: Box) -> Box:
    """The part of the box where the monotone symbols make the formula least."""
    for symbol in formula.free_symbols:
        low, high = box.ends[symbol.name]
        rising = None
        if low != high:
            with suppress(BoundkitError):
                rising = direction(formula, symbol, box)
        end = None if rising is None else high if rising < 0 else low
        if end is not None:
            box = box.put(symbol.name, end, end)
    return box
