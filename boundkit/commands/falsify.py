"""``boundkit falsify``: claims attacked beyond the grids of their evidence, or their mutants held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boundkit.api import catalogue, select
from boundkit.checking.falsifier import Falsification, falsify_all
from boundkit.checking.mutation import Outcome, examine_all
from boundkit.commands.effort import Listener
from boundkit.evidence.kinds import expects_refutation
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict


@dataclass(frozen=True)
class Attack:
    """What a search may take for one claim: objects, seconds, and the seed of its random draws."""

    evaluations: int = 200
    seconds: float = 20.0
    seed: int = 0


@dataclass(frozen=True)
class Attacked:
    """How each claim came out of the search, and the theorems by id."""

    results: tuple[Falsification, ...]
    theorems: Mapping[str, Theorem]

    @property
    def exit_code(self) -> int:
        """1 where a claim broke that no supporting evidence of its theorem file expects to break."""
        return int(
            any(
                result.verdict is Verdict.REFUTED and not expects_refutation(self.theorems[result.id], result.claim)
                for result in self.results
            )
        )


def falsify(names: Sequence[str], attack: Attack, progress: Listener) -> Attacked:
    """Search for an object that breaks a claim of the results that are named; of all results for none."""
    entries = select(catalogue(*names), tuple(names))
    results = falsify_all(
        entries,
        evaluations=attack.evaluations,
        seconds=attack.seconds,
        seed=attack.seed,
        progress=lambda result, done, total: progress(done, total, f"falsifying, {result.id} {result.verdict}"),
    )
    return Attacked(tuple(results), {entry.theorem.id: entry.theorem for entry in entries})


def examine_mutants(names: Sequence[str], attack: Attack, progress: Listener) -> tuple[Outcome, ...]:
    """What became of every mutant of the claims of the results that are named; of all results for none."""
    outcomes = examine_all(
        select(catalogue(*names), tuple(names)),
        evaluations=attack.evaluations,
        seconds=attack.seconds,
        seed=attack.seed,
        progress=lambda name, done, total: progress(done, total, f"mutants, {name}"),
    )
    return tuple(outcomes)
