"""``boundkit fit``: the law of mayaki2026.scaling_laws fitted to training runs; which parameters explain the loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boundkit.commands.effort import INTERRUPTED
from boundkit.errors import DomainError, MalformedInputError
from boundkit.interruption import clock
from boundkit.measures.empirical_laws import PUBLISHED, Law, scaling_law
from boundkit.measures.law_fit import Contrast, Fitted, contrast
from boundkit.measures.runs import Runs, read_runs

COUNTS = ("active", "total")
UNDECIDED = "undecided"
LEVEL, DRAWS, SEED = 0.95, 1000, 1
_FEWEST_DRAWS = 100
_RUNS_FOR_A_PARAMETER = 2
_TOO_SHORT = 4  # the exit code of a budget that is too small


@dataclass(frozen=True)
class Fit:
    """The law fitted with A the active and with A the total parameters, and what tells the two apart.

    - ``explains``: "active" or "total", whichever predicts runs that are left out better, else "undecided".
    - ``parameters``, ``intervals``: of that law, of the active parameters where it is undecided; an interval is None
      where the runs do not determine the parameter, and all are where the draws were too few.
    - ``difference``: the mean over the runs by which the squared error of log(loss) with the total parameters exceeds
      that with the active ones, each run left out; ``interval`` of it at ``level``.
    - ``published``: forms of others on the same runs; ``passed_over`` says why the rest is not there.
    """

    runs: Runs
    laws: Mapping[str, Fitted]
    difference: Contrast
    intervals: Mapping[str, tuple[float, float] | None]
    published: tuple[Fitted, ...]
    passed_over: Mapping[str, str]
    level: float
    draws: int
    seed: int
    interrupted: bool = False

    @property
    def explains(self) -> str:
        return {1: "active", -1: "total", 0: UNDECIDED}[self.difference.sign]

    @property
    def counted(self) -> str:
        """Which parameters the law counts whose ``parameters`` are told."""
        return "total" if self.explains == "total" else "active"

    @property
    def parameters(self) -> dict[str, float]:
        return self.laws[self.counted].parameters

    @property
    def exit_code(self) -> int:
        if self.interrupted:
            return INTERRUPTED
        return 0 if self.draws >= _FEWEST_DRAWS else _TOO_SHORT


def fit(
    data: str | Path | Mapping[str, Any],
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
    budget: float | None = None,
    progress: Callable[[int, int], Any] = lambda done, total: None,
) -> Fit:
    """Fit loss = floor + a A^(-2 beta/d) + b A/n to training runs, by least squares on log(loss).

    Parameters
    ----------
    data : a CSV file or columns by name: active, total, loss, and tokens or samples (``boundkit.measures.runs``).
    level : of the intervals.
    draws : of the bootstrap for them, made with ``seed``; ``budget`` seconds end them early.
    progress : is told the draws done and all.

    Everything is in floating point. Raises MalformedInputError for a bad table or option, DomainError where all runs
    have one size or one loss, FileAccessError.
    """
    if not 0.5 <= level < 1:
        raise MalformedInputError(f"the level {level:g} is not at least 0.5 and below 1; give one such as 0.95")
    if draws < _FEWEST_DRAWS:
        raise MalformedInputError(f"{draws} draws are too few for intervals; give at least {_FEWEST_DRAWS}")
    if seed < 0:
        raise MalformedInputError(f"the seed {seed} is negative; give a whole number from 0 on")
    started = clock()
    runs = read_runs(data)
    _require_variation(runs)
    random = np.random.default_rng(seed)
    logs = runs.logs()
    laws = {count: Fitted.of(scaling_law(count), logs, runs.loss) for count in COUNTS}
    difference = contrast(laws["active"], laws["total"], level, random)
    chosen = laws["total" if difference.sign < 0 else "active"]
    fitting, passed_over = _published(runs, logs)
    published = tuple(Fitted.of(law, logs, runs.loss) for law in fitting)

    def going_on(done: int) -> bool:
        progress(done, draws)
        return budget is None or clock() - started < budget

    drawn, interrupted = chosen.drawn(draws, random, going_on)
    enough = len(drawn) >= _FEWEST_DRAWS
    intervals = chosen.intervals(drawn, level) if enough else dict.fromkeys(chosen.parameters)
    return Fit(runs, laws, difference, intervals, published, passed_over, level, len(drawn), seed, interrupted)


def _require_variation(runs: Runs) -> None:
    for name, column in (("active", runs.active), ("total", runs.total), ("loss", runs.loss)):
        if len(set(column.tolist())) < 3:
            raise DomainError(f"{name} has fewer than three different values, which tell no exponent; give more runs")


def _published(runs: Runs, logs: Mapping[str, Any]) -> tuple[list[Law], dict[str, str]]:
    """The published forms that these runs can tell something of, and why the others are not among them."""
    fitting, passed_over = [], {}
    for law in PUBLISHED:
        lacking = [name for name in law.letters.values() if name not in logs]
        least = _RUNS_FOR_A_PARAMETER * len(law.parameters)
        if lacking:
            passed_over[law.name] = f"there is no column {', '.join(lacking)}"
        elif len(runs) < least:
            passed_over[law.name] = f"it has {len(law.parameters)} parameters and wants {least} runs"
        else:
            fitting.append(law)
    return fitting, passed_over
