"""Constant experts on slabs as a scikit-learn regressor (extra ``sklearn``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundkit.errors import DomainError, MalformedInputError, MissingExtraError
from boundkit.measures.pilot import Pilot

try:
    from sklearn.base import BaseEstimator, RegressorMixin
    from sklearn.model_selection import KFold
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError:
    raise MissingExtraError(
        "boundkit.estimators needs the library scikit-learn: pip install 'boundkit[sklearn]'"
    ) from None

__all__ = ["ZeroComputeExperts"]

Floats = NDArray[np.float64]
_SEGMENTATIONS = ("density", "exact")
_LARGEST = 1e150


class ZeroComputeExperts(RegressorMixin, BaseEstimator):
    """Experts that answer with a constant each, routed by one number: the zero-compute experts of dar2025.

    The number is the feature where there is one, else the least-squares linear predictor of y from the features, so
    that the experts serve slabs between parallel hyperplanes, which a top-1 linear gate can cut. Along it the
    segmentation is that of the theory for the regression function g on it, which a polynomial in the rank estimates
    (``boundkit.measures.pilot``), and every expert is the mean of the y that it serves, or of all where it serves none.

    Parameters
    ----------
    n_experts : the number m of experts, or "optimal": the m of least ``predicted_error_``.
    segmentation : "density", cells of the point density (g'^2 p)^(1/3), or "exact", the division of the training points
        into m runs that errs least against the estimate of g, by dynamic programming.
    cv : folds of the cross-validation, whose rows are drawn with a fixed seed; None for no cross-validation.

    Attributes
    ----------
    n_experts_ : experts.
    direction_ : weights of the features in the number that routes, shape (features,).
    thresholds_ : where one expert ends and the next begins, ascending, shape ``(n_experts_ - 1,)``; a number on a
        threshold goes to the next. Infinite where an expert at either end serves nothing.
    experts_ : the constants, shape ``(n_experts_,)``.
    predicted_error_ : the expected squared error on new points, noise included, by the exact formula of
        dar2025.learning:test_error with everything in it estimated from the training set. The formula is about
        segmentations that do not depend on it; that this one does is not in the figure.
    predicted_errors_ : the same for 1, 2, .. experts, as far as "optimal" looked, else for n_experts alone.
    cross_validated_error_ : the mean squared error on rows that were left out, the whole fit repeated without them, the
        choice of m included; nan without cross-validation.
    cross_validated_errors_ : the same for each number of experts in ``predicted_errors_``.
    noise_ : the estimated variance of y around g.

    Raises DomainError for a number of experts below 1, for fewer than two folds and for numbers beyond 1e150 (of one
    feature all are allowed), MalformedInputError for another word; ValueError, as scikit-learn does, for other bad
    input.

    >>> x = np.linspace(0, 1, 400)[:, None]
    >>> y = x[:, 0] ** 2 + 0.2 * np.random.default_rng(0).standard_normal(400)
    >>> model = ZeroComputeExperts(n_experts=4).fit(x, y)
    >>> model.predict([[0.2], [0.5]]).round(1).tolist(), round(model.predicted_error_, 2)
    ([0.1, 0.3], 0.04)
    """

    def __init__(self, n_experts: int | str = "optimal", segmentation: str = "density", *, cv: int | None = 5):
        self.n_experts = n_experts
        self.segmentation = segmentation
        self.cv = cv

    def fit(self, X: Any, y: Any) -> ZeroComputeExperts:
        """Learn the segmentation and the experts from X of shape (samples, features) and y of shape (samples,)."""
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64)
        y = y.astype(np.float64)
        wanted = self._wanted()
        learnt = _Learnt.of(X, y, self.segmentation, None if wanted is None else [wanted])
        self.n_experts_ = learnt.numbers[learnt.chosen]
        self.direction_ = learnt.direction
        self.thresholds_, self.experts_ = learnt.experts(learnt.chosen)
        self.predicted_error_, self.predicted_errors_ = float(learnt.errors[learnt.chosen]), learnt.errors
        self.noise_ = learnt.pilot.noise * learnt.scale**2
        self.cross_validated_error_, self.cross_validated_errors_ = self._cross_validated(X, y, learnt.numbers)
        return self

    def predict(self, X: Any) -> Floats:
        """The constants of the experts that the rows of X are routed to, shape (samples,)."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        return _answers(X @ self.direction_, self.thresholds_, self.experts_)

    def _wanted(self) -> int | None:
        """The number of experts asked for; None for the best."""
        if self.segmentation not in _SEGMENTATIONS:
            raise MalformedInputError(
                f"unknown segmentation {self.segmentation!r}; allowed: {', '.join(_SEGMENTATIONS)}"
            )
        if isinstance(self.n_experts, str):
            if self.n_experts == "optimal":
                return None
            raise MalformedInputError(f"n_experts is a number or 'optimal', not {self.n_experts!r}")
        if not isinstance(self.n_experts, Integral) or self.n_experts < 1:
            raise DomainError(f"n_experts = {self.n_experts!r}; take a whole number of at least 1, or 'optimal'")
        return int(self.n_experts)

    def _cross_validated(self, X: Floats, y: Floats, numbers: Sequence[int]) -> tuple[float, Floats]:
        """For the number that is chosen without the rows that are left out, and for each number."""
        if self.cv is None or len(y) < 2:
            return float("nan"), np.full(len(numbers), np.nan)
        if not isinstance(self.cv, Integral) or self.cv < 2:
            raise DomainError(f"cv = {self.cv!r}; take at least 2 folds, or None for no cross-validation")
        chosen, each = 0.0, np.zeros(len(numbers))
        for inside, outside in KFold(min(int(self.cv), len(y)), shuffle=True, random_state=0).split(X):
            learnt = _Learnt.of(X[inside], y[inside], self.segmentation, numbers)
            scores = X[outside] @ learnt.direction
            answers = np.array([_answers(scores, *learnt.experts(at)) for at in range(len(numbers))])
            squares = ((y[outside] - answers) ** 2).sum(axis=1)
            chosen, each = chosen + float(squares[learnt.chosen]), each + squares
        return chosen / len(y), each / len(y)


@dataclass(frozen=True, eq=False)
class _Learnt:
    """Segmentations along a direction, one for each of some numbers of experts, and the errors predicted for them.

    y is shifted by ``centre`` and divided by ``scale`` before anything is rounded.
    """

    direction: Floats
    pilot: Pilot
    centre: float
    scale: float
    numbers: Sequence[int]
    segmentations: Sequence[NDArray[np.int64]]

    @classmethod
    def of(cls, X: Floats, y: Floats, segmentation: str, numbers: Sequence[int] | None) -> _Learnt:
        """For these numbers of experts, or all up to where the best is looked for."""
        if np.abs(y).max() > _LARGEST or (X.shape[1] > 1 and np.abs(X).max() > _LARGEST):
            raise DomainError(f"squares of numbers beyond {_LARGEST:g} are no floats; give X and y in larger units")
        centre = float(y.mean())
        scale = float(np.abs(y - centre).max()) or 1.0
        direction = _direction(X, y - centre)
        pilot = Pilot.of(X @ direction, (y - centre) / scale)
        numbers = numbers or range(1, pilot.most_cells + 1)
        segmentations = pilot.exact(numbers) if segmentation == "exact" else [pilot.by_density(m) for m in numbers]
        return cls(direction, pilot, centre, scale, numbers, segmentations)

    @cached_property
    def errors(self) -> Floats:
        """The predicted errors of all numbers."""
        return self.pilot.predicted_errors(self.segmentations, self.pilot.n) * self.scale**2

    @property
    def chosen(self) -> int:
        """The place of the number of least predicted error."""
        return int(np.argmin(self.errors))

    def experts(self, at: int) -> tuple[Floats, Floats]:
        """Thresholds and constants for the number at a place."""
        ends = self.segmentations[at]
        return self.pilot.thresholds(ends), self.centre + self.scale * self.pilot.constants(ends)


def _answers(scores: Floats, thresholds: Floats, experts: Floats) -> Floats:
    return experts[np.searchsorted(thresholds, scores, side="right")]


def _direction(X: Floats, y: Floats) -> Floats:
    """Weights of the least-squares linear predictor of a y of mean 0, of least norm for features of unit variance."""
    if X.shape[1] == 1:
        return np.ones(1)
    spread = X.std(axis=0)
    spread[spread == 0] = 1
    weights, *_ = np.linalg.lstsq((X - X.mean(axis=0)) / spread, y, rcond=None)
    return weights / spread
