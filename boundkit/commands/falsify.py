"""``boundkit falsify``: claims attacked beyond the grids of their evidence, or their mutants held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boundkit.api import catalogue, select
from boundkit.checking.falsifier import Attack, Falsification
from boundkit.checking.mutation import Outcome, examine_all
from boundkit.checking.searches import falsify_all
from boundkit.commands.effort import INTERRUPTED, Listener
from boundkit.crews.crew import Place
from boundkit.crews.here import ALONE
from boundkit.errors import CutShortError
from boundkit.evidence.item import expects_refutation
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict


@dataclass(frozen=True)
class Attacked:
    """How each claim came out of the search, the theorems by id, and whether Ctrl-C ended it before the last claim."""

    results: tuple[Falsification, ...]
    theorems: Mapping[str, Theorem]
    interrupted: bool = False

    @property
    def exit_code(self) -> int:
        """130 after Ctrl-C, 1 where a claim broke that no supporting evidence of its theorem file expects to break."""
        if self.interrupted:
            return INTERRUPTED
        return int(
            any(
                result.verdict is Verdict.REFUTED and not expects_refutation(self.theorems[result.id], result.claim)
                for result in self.results
            )
        )


@dataclass(frozen=True)
class Examined:
    """What became of each mutant, and whether Ctrl-C ended the examination before the last claim."""

    outcomes: tuple[Outcome, ...]
    interrupted: bool = False

    @property
    def exit_code(self) -> int:
        return INTERRUPTED if self.interrupted else 0


def falsify(
    names: Sequence[str],
    attack: Attack,
    progress: Listener,
    only: Sequence[str] = (),
    *,
    restarts: int = 1,
    place: Place = ALONE,
) -> Attacked:
    """Search for an object that breaks a claim of the results that are named; of all results for none.

    ``only`` names claims. Raises UnknownNameError for one that these results lack.
    """
    entries = select(catalogue(*names), tuple(names))
    theorems = {entry.theorem.id: entry.theorem for entry in entries}
    try:
        results = falsify_all(
            entries,
            attack,
            progress=lambda result, done, total: progress(done, total, f"falsifying, {result.id} {result.verdict}"),
            only=only,
            restarts=restarts,
            jobs=place,
        )
    except CutShortError as cut:
        return Attacked(tuple(cut.found), theorems, interrupted=True)
    return Attacked(tuple(results), theorems)


def examine_mutants(
    names: Sequence[str], attack: Attack, progress: Listener, only: Sequence[str] = (), *, place: Place = ALONE
) -> Examined:
    """What became of every mutant of the claims of the results that are named; of all results for none.

    ``only`` names claims. Raises UnknownNameError for one that these results lack.
    """
    entries = select(catalogue(*names), tuple(names))
    try:
        outcomes = examine_all(
            entries,
            attack,
            progress=lambda name, done, total: progress(done, total, f"mutants, {name}"),
            only=only,
            jobs=place,
        )
    except CutShortError as cut:
        return Examined(tuple(cut.found), interrupted=True)
    return Examined(tuple(outcomes))
