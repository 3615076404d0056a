"""Searching for an object that breaks a claim.

The search draws points of the builders that a theorem's evidence names, widened beyond their grids, then walks from
those that come closest to the claim towards smaller slack. Slack is compared in floats; only an object on which exact
or ball arithmetic finds the claim false refutes it. A search that finds none proves nothing: its verdict is
INCONCLUSIVE, with an account of how hard it tried.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from random import Random
from typing import Any

from boundkit.checking.rivals import contradict, formula_points, opposed
from boundkit.checking.slack import Tried, closest_of, slack_of, tried_by
from boundkit.checking.space import Measured, Point, Space, spaces_of
from boundkit.checking.violation import Violation
from boundkit.errors import AddressSpaceError, BudgetExhaustedError, StatementError
from boundkit.evidence.budget import Budget
from boundkit.evidence.item import Context, Item
from boundkit.evidence.kinds import TooStrong
from boundkit.evidence.witness import brief
from boundkit.interruption import clock, within
from boundkit.statements.claim import Claim
from boundkit.statements.relation import ASYMPTOTIC
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_DRAWN = 0.6  # the part of the evaluations, and of the time, that draws at random; the rest walks
_DRAWS_PER_EVALUATION = 6
_FRUITLESS = 12  # visits without a measured object after which a builder is left alone
_STARTS = 4
_NEAR = 0.4  # the part of the draws that are next to a cheap object
_SHARE_OF_TIME = 20  # an object that takes more than this part of the time is slow
_MOST_MEMORY = 1 << 30  # bytes for one object


@dataclass(frozen=True)
class Attack:
    """What a search may take for one claim: objects, seconds, and the seed of its random draws."""

    evaluations: int = 200
    seconds: float = 20.0
    seed: int = 0


USUAL = Attack()


@dataclass(frozen=True)
class Falsification:
    """What a search for a violation came to, and how hard it tried; the fields are the keys of the JSON.

    ``evaluations`` counts the points tried: ``measured``, ``passed_over`` (it misses a hypothesis or a condition),
    ``raised``, or ``unserved`` (the builder refuses it). ``undecided`` of the measured ones could not be compared.
    ``too_slow`` counts the points left out: a smaller object was slow, or none of nearly its size known to be cheap.
    ``builder`` made the object that breaks the claim, and ``beyond_grid`` names its parameters that had values which
    the evidence does not declare.
    ``least_slack`` is (claimed - measured) / |claimed| in floats for an upper bound, its negative for a lower one,
    minus the distance for an exact claim; ``nearest`` is the point where it was found. ``tried`` has the same for each
    builder of the evidence.
    """

    id: str
    claim: str
    verdict: Verdict
    detail: str
    witness: Any = None
    evaluations: int = 0
    measured: int = 0
    passed_over: int = 0
    undecided: int = 0
    raised: int = 0
    too_slow: int = 0
    seconds: float = 0.0
    least_slack: float | None = None
    nearest: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    builder: str = ""
    beyond_grid: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()
    unserved: int = 0

    @property
    def survived(self) -> bool:
        """Whether objects were measured and none broke the claim."""
        return self.verdict is not Verdict.REFUTED and self.measured > 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def falsify(theorem: Theorem, claim: Claim, attack: Attack = USUAL, *, blind_to: Item | None = None) -> Falsification:
    """Search for an object that breaks ``claim``, one of the theorem's or a changed one of the same name.

    REFUTED, with the object, when exact or ball arithmetic finds the claim false on an object that meets all its
    hypotheses, tested with the values at hand, and its conditions; else INCONCLUSIVE. The time of the attack is
    looked at between objects; the same seed gives the same search as long as no object is slow. Of the item
    ``blind_to`` the builder is used, but none of its numbers.
    """
    search = Search(theorem, claim, attack, blind_to=blind_to)
    if claim.sense is not ASYMPTOTIC:
        search.explore()
        search.compare_formulas()
    return search.result()


class Search:
    """A search in progress: the points seen, the objects measured, the violation when one is found."""

    def __init__(
        self,
        theorem: Theorem,
        claim: Claim,
        attack: Attack = USUAL,
        *,
        blind_to: Item | None = None,
        spaces: Sequence[Space] | None = None,
    ) -> None:
        """The objects come from ``spaces``; from those of the claim's own evidence unless some are given."""
        self.theorem, self.claim = theorem, claim
        self.measured: list[tuple[Space, Measured]] = []
        self.violation: Violation | None = None
        own = [] if claim.sense is ASYMPTOTIC or spaces is not None else spaces_of(theorem, claim, blind_to=blind_to)
        self._spaces = own if spaces is None else spaces
        self._limit, self._evaluations = attack.evaluations, 0
        self._passed_over = self._raised = self._too_slow = self._unserved = 0
        self._random = Random(f"{attack.seed} {theorem.id} {claim.name}")
        self._context = Context(False, Budget(attack.seconds))
        self._start, self._patience = time.perf_counter(), attack.seconds / _SHARE_OF_TIME
        self._seen: set[tuple[int, str]] = set()
        self._slow: dict[int, list[Point]] = {}
        self._fair: dict[int, list[Point]] = {}
        self._cheap: dict[int, list[Point]] = {}
        self._fruitless: dict[int, int] = {}
        self._notes: dict[str, None] = {}

    # visiting

    @property
    def _done(self) -> bool:
        return self.violation is not None or self._evaluations >= self._limit or self._out_of_time

    @property
    def _out_of_time(self) -> bool:
        try:
            self._context.budget.check()
        except BudgetExhaustedError:
            self._notes.setdefault("the time ended before the evaluations did")
            return True
        return False

    def _visit(self, space: Space, point: Point) -> Measured | None:
        """Build and measure the object of a point that was not seen before."""
        key = _key(space, point)
        if key in self._seen:
            return None
        if not self._is_affordable(space, point):
            self._too_slow += 1
            return None
        self._seen.add(key)
        only = space.probe.only
        try:
            if only is not None and not only(**point):
                return None
            self._evaluations += 1
            self._fruitless[id(space)] = self._fruitless.get(id(space), 0) + 1
            with (
                self._timed(space, point),
                redirect_stdout(sys.stderr),
                within(self._context.budget.left, _MOST_MEMORY),
            ):
                found = space.probe.at(self.theorem, self._context, self.claim, point)
        except (BudgetExhaustedError, AddressSpaceError) as error:
            self._too_slow += 1
            self._slow.setdefault(id(space), []).append(point)
            at = ", ".join(f"{name}={brief(value)}" for name, value in point.items())
            self._notes.setdefault(f"{space.name} was given up at {at}: {error}")
            return None
        except Exception as error:
            if space.does_not_serve(point, error):
                self._unserved += 1
                return None
            self._raised += 1
            if isinstance(error, StatementError):  # this builder can never serve this claim
                self._fruitless[id(space)] = _FRUITLESS
            self._notes.setdefault(f"{space.name} raised {type(error).__name__}: {str(error)[:160]}")
            return None
        if found is None:
            self._passed_over += 1
            return None
        self._fruitless[id(space)] = 0
        self.measured.append((space, found))
        if found.holds is False and found.decides:
            self.violation = Violation(found, space)
        return found

    @contextmanager
    def _timed(self, space: Space, point: Point) -> Iterator[None]:
        start = clock()
        try:
            yield
        finally:
            spent = clock() - start
            kinds = self._slow if spent > self._patience else self._fair if spent > self._patience / 4 else self._cheap
            kinds.setdefault(id(space), []).append(point)

    def _is_affordable(self, space: Space, point: Point) -> bool:
        """Whether no smaller object was slow, and the point is listed, the least, or a step from a cheap one."""
        if any(space.covers(slow, point) for slow in self._slow.get(id(space), ())):
            return False
        if space.is_known(point) or point == space.least:
            return True
        cheap, fair = self._cheap.get(id(space), ()), self._fair.get(id(space), ())
        return any(space.reaches(c, point) for c in cheap) or any(space.covers(point, f) for f in fair)

    def visit_grids(self) -> None:
        """Visit the grids of the claim's own evidence, without widening them."""
        for space in self._spaces:
            for values in product(*(axis.known for axis in space.axes)):
                if self._done:
                    return
                self._visit(space, {axis.name: v for axis, v in zip(space.axes, values, strict=True)})

    # searching

    def explore(self) -> None:
        """Random points of every builder, then walks towards smaller slack."""
        left = (1 - _DRAWN) * self._context.budget.left
        self._draw(self._evaluations + _DRAWN * (self._limit - self._evaluations), left)
        self._walk()
        self._draw(self._limit)

    def _draw(self, until: float, left: float = 0.0) -> None:
        """Until so many points were tried, or only so many seconds are left."""
        draws = _DRAWS_PER_EVALUATION * self._limit
        while draws > 0 and not self._done:
            alive = [s for s in self._spaces if self._fruitless.get(id(s), 0) < _FRUITLESS]
            if not alive:
                return
            for space in alive:
                draws -= 1
                if self._done or self._evaluations >= until or self._context.budget.left < left:
                    return
                self._visit(space, self._drawn(space))

    def _drawn(self, space: Space) -> Point:
        """The least point first; then a random one, or a neighbour of a cheap one, so that the search spreads."""
        cheap = self._cheap.get(id(space), [])
        if _key(space, space.least) not in self._seen:
            return space.least
        near = list(space.neighbours(self._random.choice(cheap))) if cheap and self._random.random() < _NEAR else []
        return self._random.choice(near) if near else space.draw(self._random)

    def _walk(self) -> None:
        """From the closest objects of every builder, to the best neighbour as long as the slack falls."""
        by_space: dict[int, list[tuple[float, int]]] = {}
        for index, (space, measured) in enumerate(self.measured):
            slack = slack_of(measured)
            if slack is not None:
                by_space.setdefault(id(space), []).append((slack, index))
        starts = [(rank, *start) for own in by_space.values() for rank, start in enumerate(sorted(own)[:_STARTS])]
        for _, slack, index in sorted(starts):
            until = self._evaluations + (self._limit - self._evaluations) // 3 + 1
            self._descend(*self.measured[index], slack, until)

    def _descend(self, space: Space, at: Measured, slack: float, until: int) -> None:
        while not self._done and self._evaluations < until:
            best = self._best(space, space.neighbours(at.point))
            if best is None or best[0] >= slack:
                best = min(
                    [*filter(None, (best, self._best(space, space.diagonals(at.point))))], default=None, key=_first
                )
            if best is None or best[0] > slack:
                return
            slack, at = best

    def _best(self, space: Space, points: Iterable[Point]) -> tuple[float, Measured] | None:
        """The unseen object of least slack among some points."""
        found = []
        for point in points:
            measured = None if self._done else self._visit(space, point)
            slack = None if measured is None else slack_of(measured)
            if measured is not None and slack is not None:
                found.append((slack, measured))
        return min(found, default=None, key=_first)

    def compare_formulas(self) -> None:
        """Hold the claim against claims of the other sense about the same quantity, at points of the symbols' domains.

        Where a lower bound exceeds an upper one, no object meets the hypotheses of both, or one of them is false: which
        one is not known, so that it is noted and refutes neither.
        """
        for rival in self.theorem.claims:
            if self.violation is None and opposed(self.claim, rival):
                for point in formula_points(self.claim, rival, self._random):
                    if self._out_of_time:
                        return
                    if contradict(self.claim, rival, point):
                        at = ", ".join(f"{name}={value}" for name, value in point.items())
                        self._notes.setdefault(
                            f"contradicts {rival.name} at {at}: one of them is false, or no object meets the "
                            "hypotheses of both"
                        )
                        break

    # reporting

    def result(self) -> Falsification:
        """What the search came to so far."""
        tried = tuple(tried_by(s.name, [m for space, m in self.measured if space is s]) for s in self._spaces)
        closest = closest_of(tried)
        witness = None if self.violation is None else self.violation.witness(self.claim)
        return Falsification(
            self.theorem.id,
            self.claim.name,
            Verdict.INCONCLUSIVE if witness is None else Verdict.REFUTED,
            self._detail(),
            witness,
            self._evaluations,
            len(self.measured),
            self._passed_over,
            sum(not m.decides for _, m in self.measured),
            self._raised,
            self._too_slow,
            round(time.perf_counter() - self._start, 3),
            None if closest is None else closest.least_slack,
            {} if closest is None else closest.nearest,
            tuple(self._notes),
            "" if self.violation is None else self.violation.builder,
            () if self.violation is None else self.violation.beyond_grid,
            tried,
            self._unserved,
        )

    def _detail(self) -> str:
        if self.violation is not None:
            return self.violation.text(self.theorem, self.claim)
        if self.claim.sense is ASYMPTOTIC:
            return "not measurable: the claim is asymptotic, so one object neither breaks nor keeps it"
        if not self._spaces:
            return "not measurable: no evidence of the theorem builds objects with this quantity"
        return f"survived {len(self.measured)} objects" if self.measured else "no object met the hypotheses"


def _key(space: Space, point: Point) -> tuple[int, str]:
    return id(space), repr(sorted(point.items()))


def _first(pair: tuple[float, Measured]) -> float:
    return pair[0]


def controls(theorem: Theorem) -> Iterator[tuple[TooStrong, Claim]]:
    """The claims that the theorem's own controls call too strong."""
    for item in theorem.evidence:
        if isinstance(item, TooStrong):
            yield item, replace(theorem.claim(item.claim), statement=item.relation)
