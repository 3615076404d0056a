"""A reader's own relation held against every object of a claim's evidence, and against those of a search beyond it."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.calculus.solving.comparison import CROSSES, EQUAL, LEFT, RIGHT, UNDECIDED
from boundkit.checking.falsifier import Attack, Falsification, Search
from boundkit.checking.slack import ratio_of, slack_of
from boundkit.checking.space import Axis, Measured, Space, spaces_of, written
from boundkit.checking.witness import sentence
from boundkit.errors import BoundkitError
from boundkit.statements.claim import Claim
from boundkit.statements.comparison import compare_claims
from boundkit.statements.proposal import proposed
from boundkit.statements.relation import ASYMPTOTIC, EXACT, LOWER, UPPER
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

_SECONDS_TO_COMPARE = 10.0
_MOST_NOTES = 3
_INTERRUPTED = 130


class Stand(StrEnum):
    """How a relation stands to the claim, for all values of the symbols; everything but UNKNOWN is certified."""

    STRONGER = "stronger"
    WEAKER = "weaker"
    SAME = "the same"
    CROSSING = "stronger at some values and weaker at others"
    CONTRADICTING = "contradicts the claim"
    OTHER_SIDE = "bounds from the other side"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Trial:
    """What became of a relation: the objects on which it was tried, the one that refutes it, or that comes closest.

    REFUTED when exact or ball arithmetic finds it false on an object, SUPPORTED when it holds on all that were looked
    at, INCONCLUSIVE when some could not be decided or the time ended before any was measured, VACUOUS when no object
    meets the hypotheses and the values. ``stand`` compares its bound with the claim's, and ``how`` says by what.
    ``interrupted`` says whether Ctrl-C ended the search.
    """

    theorem: Theorem
    original: Claim
    proposed: Claim
    without: tuple[str, ...]
    search: Falsification
    measured: tuple[Measured, ...]
    stand: Stand
    how: str
    interrupted: bool = False

    @property
    def verdict(self) -> Verdict:
        if self.search.verdict is Verdict.REFUTED:
            return Verdict.REFUTED
        if not self.measured:
            cut = self.interrupted or (self.search.too_slow and not self.search.raised)
            return Verdict.INCONCLUSIVE if cut else Verdict.VACUOUS
        return Verdict.SUPPORTED if all(each.holds for each in self.measured) else Verdict.INCONCLUSIVE

    @property
    def said(self) -> tuple[str, ...]:
        """What was found: the verdict and the object that decides, how it stands to the claim, the effort."""
        notes = (f"Note: {note}." for note in self.search.notes[:_MOST_NOTES])
        return (_verdict(self), _standing(self), _effort(self), *notes)

    def __str__(self) -> str:
        return "\n".join((f"{self.theorem.id} {self.original.name}: {self.proposed.text}", *self.said))

    def _repr_html_(self) -> str:
        return "".join(f"<p>{html.escape(sentence)}</p>" for sentence in str(self).splitlines())

    @property
    def exit_code(self) -> int:
        """0 for an answer, 3 where no object was one of those asked for, 4 where some stayed undecided, 130 cut off."""
        if self.interrupted:
            return _INTERRUPTED
        return {Verdict.VACUOUS: 3, Verdict.INCONCLUSIVE: 4}.get(self.verdict, 0)

    @property
    def deciding(self) -> Measured | None:
        """The object that refutes the relation, else the one that comes closest to it."""
        refuting = [each for each in self.measured if each.refutes]
        return refuting[0] if refuting else self.closest

    @property
    def closest(self) -> Measured | None:
        """The object of least slack, of those with a ratio where there are any: a bound of 0 has none."""
        ranked = [
            (ratio_of(each) is None, slack, place)
            for place, each in enumerate(self.measured)
            if (slack := slack_of(each)) is not None
        ]
        return self.measured[min(ranked)[2]] if ranked else None

    @property
    def ratio(self) -> Enclosure | None:
        """The measured value over the bound, on the object that decides or comes closest; None where it has none."""
        return None if self.deciding is None else ratio_of(self.deciding)


def hold(
    theorem: Theorem,
    claim: Claim,
    relation: str,
    *,
    without: Sequence[str] = (),
    values: Mapping[str, Sequence[Any]] | None = None,
    attack: Attack | None = None,
) -> Trial:
    """Hold a relation about a claim's quantity against all objects of its evidence, then search beyond them.

    ``without`` names hypotheses that the objects need not meet, ``values`` what symbols must be, or constants of the
    relation. The time of the attack is for all; its evaluations are for the search. Ctrl-C ends it with what was found.
    Raises the errors of ``proposed``.
    """
    attack = attack or Attack()
    changed = proposed(theorem, claim, relation, without=without, values=values)
    fixed = {name: listed for name, listed in (values or {}).items() if name in theorem.symbols}
    spaces = [_narrowed(space, fixed) for space in _spaces(theorem, claim, changed)]
    listed = sum(math.prod(len(axis.known) for axis in space.axes) for space in spaces)
    search = Search(theorem, changed, replace(attack, evaluations=listed + attack.evaluations), spaces=spaces)
    try:
        search.visit_grids()
        search.explore()
    except KeyboardInterrupt:
        measured = tuple(each for _, each in search.measured)
        unknown = Stand.UNKNOWN, "it was interrupted"
        return Trial(theorem, claim, changed, tuple(without), search.result(), measured, *unknown, interrupted=True)
    stand, how = _about_more(*_stand(claim, changed, fixed)) if without else _stand(claim, changed, fixed)
    measured = tuple(each for _, each in search.measured)
    return Trial(theorem, claim, changed, tuple(without), search.result(), measured, stand, how)


def _spaces(theorem: Theorem, claim: Claim, changed: Claim) -> list[Space]:
    """The builders of the claim's evidence; where it has none, those of claims about the same quantity."""
    found = spaces_of(theorem, changed)
    alike = (other.name for other in theorem.claims if other.quantity == claim.quantity and other.name != claim.name)
    return found or [space for name in alike for space in spaces_of(theorem, replace(changed, name=name))]


def _narrowed(space: Space, fixed: Mapping[str, Sequence[Any]]) -> Space:
    """The space with only the listed values of some parameters."""
    axes = [
        Axis(axis.name, [written(rational(value)) for value in fixed[axis.name]]) if axis.name in fixed else axis
        for axis in space.axes
    ]
    return replace(space, axes=axes)


def _about_more(stand: Stand, how: str) -> tuple[Stand, str]:
    """How a relation stands to a claim about fewer objects: it may follow from nothing that holds of those."""
    if stand in (Stand.CONTRADICTING, Stand.OTHER_SIDE):
        return stand, how
    if stand in (Stand.SAME, Stand.STRONGER):
        return Stand.STRONGER, how
    return Stand.UNKNOWN, "it is about more objects than the claim, of which a hypothesis is dropped"


def _stand(claim: Claim, changed: Claim, fixed: Mapping[str, Sequence[Any]]) -> tuple[Stand, str]:
    if claim.sense is ASYMPTOTIC:
        return Stand.UNKNOWN, "the claim is asymptotic and has no constants"
    if changed.sense is not claim.sense and EXACT not in (changed.sense, claim.sense):
        return Stand.OTHER_SIDE, ""
    try:
        single = {name: listed[0] for name, listed in fixed.items() if len(listed) == 1}
        own = {name: value for name, value in single.items() if name in {**changed.symbols, **claim.symbols}}
        found = compare_claims(changed, claim, own, seconds=_SECONDS_TO_COMPARE)
    except BoundkitError as error:
        return Stand.UNKNOWN, str(error)
    if found.verdict == UNDECIDED:
        return Stand.UNKNOWN, found.how
    if found.verdict == EQUAL:
        if changed.sense is claim.sense:
            return Stand.SAME, found.how
        return (Stand.STRONGER if changed.sense is EXACT else Stand.WEAKER), found.how
    how = "; ".join([found.how, *map(str, found.crossings)])
    if EXACT in (claim.sense, changed.sense):
        return _stand_of_values(claim, changed, found.verdict, strict=found.strict), how
    if found.verdict == CROSSES:
        return Stand.CROSSING, how
    stronger = LEFT if changed.sense is UPPER else RIGHT
    return (Stand.STRONGER if found.verdict == stronger else Stand.WEAKER), how


def _stand_of_values(claim: Claim, changed: Claim, verdict: str, *, strict: bool) -> Stand:
    """How a relation stands to the claim where one of the two tells the value itself."""
    follows = {UPPER: RIGHT, LOWER: LEFT}.get(changed.sense) == verdict
    inside = {UPPER: LEFT, LOWER: RIGHT}.get(claim.sense) == verdict
    if follows or inside:
        return Stand.WEAKER if follows else Stand.STRONGER
    return Stand.CONTRADICTING if strict or verdict == CROSSES else Stand.UNKNOWN


# what is said ----------------------------------------------------------------------------------------------------


def _verdict(trial: Trial) -> str:
    deciding, claim = trial.deciding, trial.proposed
    dropped = f" that need not meet {' and '.join(trial.without)}" if trial.without else ""
    if trial.verdict is Verdict.REFUTED and deciding is not None:
        beyond = trial.search.beyond_grid
        warning = f" Its {' and '.join(beyond)} lies beyond the grid of the evidence." if beyond else ""
        return f"Refuted. {sentence(deciding, claim, trial.search.builder)}{warning}"
    if trial.verdict is Verdict.VACUOUS:
        if trial.search.raised:
            return "Nothing can be said: no object could be held against it; the notes say why."
        return f"Nothing can be said: no object{dropped} meets the hypotheses and the values that were asked for."
    if not trial.measured and trial.interrupted:
        return "Nothing can be said: it was interrupted before an object was measured."
    if not trial.measured:
        return "Nothing can be said: the time ended before an object was measured; give more with --budget."
    undecided = f", {trial.search.undecided} of them undecided" if trial.search.undecided else ""
    number = len(trial.measured)
    told = f"Not refuted by {number} object{'s' * (number != 1)}{dropped}{undecided}; this proves nothing."
    if deciding is None:
        return told
    built = getattr(deciding.probe.build, "__name__", deciding.probe.name)
    return f"{told} The closest one: {sentence(deciding, claim, built)}{_ratio(trial)}"


def _ratio(trial: Trial) -> str:
    if trial.ratio is None:
        return ""
    low, high = trial.ratio.decimals(4)
    return f" The ratio is {low}." if trial.ratio.exact or low == high else f" The ratio is in [{low}, {high}]."


def _standing(trial: Trial) -> str:
    original = f"the claim {trial.original.name} ({trial.original.text})"
    how = f": {trial.how}" if trial.how else ""
    match trial.stand:
        case Stand.STRONGER:
            return f"Where it holds, so does {original}; certified{how}."
        case Stand.WEAKER:
            return f"Where {original} holds, so does it; certified{how}."
        case Stand.SAME:
            return f"It says the same as {original}; certified{how}."
        case Stand.CROSSING:
            return f"It is stronger than {original} at some values and weaker at others; certified{how}."
        case Stand.CONTRADICTING:
            return f"It contradicts {original}, at some values; certified{how}."
        case Stand.OTHER_SIDE:
            return f"It bounds the quantity from the other side than {original}."
    return f"How it stands to {original} is not known{how}."


def _effort(trial: Trial) -> str:
    search = trial.search
    parts = [f"{search.measured} object{'s' * (search.measured != 1)} measured in {search.seconds:.1f} s"]
    if search.passed_over:
        parts.append(f"{search.passed_over} passed over, which miss a hypothesis, a condition or a value")
    if search.too_slow and trial.verdict is not Verdict.REFUTED:
        parts.append(f"{search.too_slow} left out as too slow")
    if search.unserved:
        points = "grid point" if search.unserved == 1 else "grid points"
        parts.append(f"{search.unserved} {points} that the builder does not serve")
    if search.raised:
        parts.append(f"{search.raised} could not be built or measured")
    return f"Effort: {'; '.join(parts)}."
