"""Laws of the loss fitted to training runs by least squares on logarithms, with intervals by the bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from boundkit.errors import DomainError
from boundkit.measures.empirical_laws import Law

Floats = NDArray[np.float64]
_EXPONENTS = (0.05, 0.15, 0.3, 0.6, 1.0)  # where searches start
_MOST_STARTS, _POLISHED = 64, 4
_LEAST_SHARE = 1e-3  # of a summand in the loss, at a start
_LEAST_LOG = -700.0  # of a summand over the loss, at a start: float64 holds its exponential
_EVALUATIONS = 400
_RANK = 1e-7  # relative; below, the runs do not tell parameters apart
_RATIOS, _ROUNDING = 2000, 1e-6
_VANISHED = 1e-9  # a column of the Jacobian that is 0 but for rounding


@dataclass(frozen=True)
class Problem:
    """A law and the logarithms of the runs: what is to be fitted to which logarithms of losses."""

    law: Law
    factors: Floats
    known: Floats
    target: Floats

    @classmethod
    def of(cls, law: Law, logs: Mapping[str, Floats], loss: Floats) -> Problem:
        return cls(law, *law.design(logs), np.log(loss))

    def predicted(self, theta: Floats) -> Floats:
        """The logarithm of the loss of each run."""
        return np.logaddexp.reduce(self.factors @ theta + self.known, axis=0)

    def jacobian(self, theta: Floats) -> Floats:
        exponents = self.factors @ theta + self.known
        shares = np.exp(exponents - np.logaddexp.reduce(exponents, axis=0))
        return np.asarray(np.einsum("sr,srp->rp", shares, self.factors))

    def solved(self, start: Floats, target: Floats | None = None) -> tuple[Floats, float]:
        """The parameters of least squares near a start, and the sum of squares."""
        from scipy.optimize import least_squares

        aim = self.target if target is None else target
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            found = least_squares(lambda theta: self.predicted(theta) - aim, start, self.jacobian, method="lm",
                                  xtol=1e-10, ftol=1e-12, gtol=1e-12, max_nfev=_EVALUATIONS)  # fmt: skip
        return np.asarray(found.x), 2 * float(found.cost)

    def best(self) -> tuple[Floats, float]:
        """The parameters of least squares from several starts."""
        starts = sorted(self._starts(), key=lambda start: float(np.sum((self.predicted(start) - self.target) ** 2)))
        found = [self.solved(start) for start in starts[:_POLISHED]]
        return min(found, key=lambda each: each[1])

    def _starts(self) -> Iterator[Floats]:
        """For exponents of a grid the best coefficients, with a little of each summand."""
        from scipy.optimize import nnls

        law = self.law
        if not law.floor:
            yield np.linalg.lstsq(self.factors[0], self.target, rcond=None)[0]
            return
        least = self.target.min()
        choices = list(product(_EXPONENTS, repeat=len(law.exponents)))
        for exponents in choices[:: -(-len(choices) // _MOST_STARTS)]:
            theta = np.concatenate([np.zeros(len(law.coefficients)), exponents])
            summands = (self.factors @ theta + self.known).T
            scale = summands.max(axis=0)
            relative = np.exp(np.maximum(summands - scale + (least - self.target[:, None]), _LEAST_LOG))
            shares = nnls(relative, np.ones(len(relative)))[0] * relative.mean(axis=0)
            shares = np.maximum(shares, _LEAST_SHARE)
            theta[: len(scale)] = np.log(shares / relative.mean(axis=0)) - scale + least
            yield theta


@dataclass(frozen=True)
class Fitted:
    """A law with the parameters of least squares; ``theta`` has the logarithms of the coefficients first."""

    problem: Problem
    theta: Floats
    squares: float

    @classmethod
    def of(cls, law: Law, logs: Mapping[str, Floats], loss: Floats) -> Fitted:
        """Raises DomainError where there are not more runs than parameters."""
        if len(loss) <= len(law.parameters):
            raise DomainError(f"{len(loss)} runs leave no error to estimate {len(law.parameters)} parameters by")
        problem = Problem.of(law, logs, loss)
        return cls(problem, *problem.best())

    @property
    def parameters(self) -> dict[str, float]:
        return dict(zip(self.problem.law.parameters, self.values(self.theta).tolist(), strict=True))

    def values(self, theta: Floats) -> Floats:
        """Parameters as the law writes them, of the shape of ``theta``."""
        positive = len(self.problem.law.coefficients)
        with np.errstate(over="ignore", under="ignore"):
            return np.concatenate([np.exp(theta[..., :positive]), theta[..., positive:]], axis=-1)

    @cached_property
    def residuals(self) -> Floats:
        """log(loss) less that of the law, of each run."""
        return self.problem.target - self.problem.predicted(self.theta)

    @cached_property
    def _turned(self) -> tuple[list[int], Floats, Floats, Floats]:
        """The places of the columns of the Jacobian that have not vanished, and its singular value decomposition."""
        jacobian = self.problem.jacobian(self.theta)
        sizes = np.linalg.norm(jacobian, axis=0)
        kept = [place for place, size in enumerate(sizes) if size > _VANISHED * sizes.max()]
        return kept, *np.linalg.svd(jacobian[:, kept] / sizes[kept], full_matrices=False)

    @cached_property
    def rank(self) -> int:
        _, _, values, _ = self._turned
        return int(np.sum(values > _RANK * values[0]))

    @cached_property
    def undetermined(self) -> tuple[str, ...]:
        """Parameters that may be moved together without any change in what the law says of the runs."""
        kept, _, _, directions = self._turned
        free = np.abs(directions[self.rank :]).max(axis=0, initial=0.0)
        return tuple(self.problem.law.parameters[place] for place, size in zip(kept, free, strict=True) if size > 1e-3)

    @cached_property
    def left_out(self) -> Floats:
        """What each residual would be, to first order, had its run been left out of the fit."""
        return np.asarray(self.residuals / (1 - np.minimum(self._leverages, 1 - 1e-9)))

    @cached_property
    def _leverages(self) -> Floats:
        _, rows, _, _ = self._turned
        return np.asarray(np.sum(rows[:, : self.rank] ** 2, axis=1))

    @property
    def error(self) -> float:
        """The root mean square of the residuals of log(loss): relative errors of the loss."""
        return float(np.sqrt(np.mean(self.residuals**2)))

    @property
    def cross_validated(self) -> float:
        """The same of runs that are left out, one at a time."""
        return float(np.sqrt(np.mean(self.left_out**2)))

    def drawn(
        self, draws: int, random: np.random.Generator, going_on: Callable[[int], bool] = lambda done: True
    ) -> tuple[Floats, bool]:
        """Parameters fitted to so many tables with errors drawn anew, shape (draws, parameters), fewer once stopped.

        And whether Ctrl-C stopped them.

        Errors are the residuals over the root of 1 - leverage, drawn with replacement. In each draw their scale is that
        of one draw of the unknown variance, r divided by chi-squared of r = runs - parameters degrees of freedom: so
        intervals are as wide as Student's where the law is linear and the errors are normal. ``going_on`` is asked with
        the number of draws done.
        """
        freedom = len(self.residuals) - self.rank
        level = self.problem.predicted(self.theta)
        errors = self.residuals / np.sqrt(1 - np.minimum(self._leverages, 1 - 1e-9))
        errors = errors - errors.mean()
        found: list[Floats] = []
        interrupted = False
        try:
            while len(found) < draws and going_on(len(found)):
                scale = np.sqrt(freedom / random.chisquare(freedom))
                target = level + scale * random.choice(errors, len(errors))
                found.append(self.problem.solved(self.theta, target)[0])
        except KeyboardInterrupt:
            interrupted = True
        return np.array(found).reshape(len(found), len(self.theta)), interrupted

    def intervals(self, drawn: Floats, level: float) -> dict[str, tuple[float, float] | None]:
        """An interval for each parameter between quantiles of the draws; None for what the runs do not determine."""
        tail = (1 - level) / 2
        ends = self.values(np.quantile(drawn, [tail, 1 - tail], axis=0, method="median_unbiased"))
        return {
            name: None if name in self.undetermined else (float(low), float(high))
            for name, low, high in zip(self.problem.law.parameters, *ends, strict=True)
        }


@dataclass(frozen=True)
class Contrast:
    """By how much the squares of left-out residuals of another law exceed those of one, in the mean over the runs."""

    difference: float
    interval: tuple[float, float]

    @property
    def sign(self) -> int:
        """1 where the one law explains the runs better, -1 where the other does, 0 where the runs do not tell."""
        low, high = self.interval
        return int(low > 0) - int(high < 0)


def contrast(one: Fitted, other: Fitted, level: float, random: np.random.Generator) -> Contrast:
    """Two laws compared, with an interval by the bootstrap over the runs: quantiles of Student's ratio in 2000 draws.

    Laws that say the same of every run, up to rounding, are not told apart.
    """
    gaps = other.left_out**2 - one.left_out**2
    mean, size, own = float(gaps.mean()), len(gaps), float(gaps.std(ddof=1))
    if np.abs(gaps).max() <= _ROUNDING * float(np.mean(one.left_out**2 + other.left_out**2)):
        return Contrast(mean, (min(mean, 0.0), max(mean, 0.0)))
    found = []
    for _ in range(_RATIOS):
        chosen = gaps[random.integers(size, size=size)]
        if (spread := chosen.std(ddof=1)) > 0:
            found.append((chosen.mean() - mean) / spread)
    tail = (1 - level) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return Contrast(mean, (float(mean - high * own), float(mean - low * own)))
