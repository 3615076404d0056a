"""Boundaries at which the error of m cells no longer changes to first order, in floating point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from boundkit.arithmetic.ball import Form, compiled

_NODES = 8
_STEPS = 30
_SETTLED = 1e-15
_LARGEST_SHARE = 0.4  # of the shorter neighbour, by which a boundary moves at once


def stationary(parts: Sequence[tuple[Any, Any, sympy.Expr, sympy.Expr]], places: np.ndarray) -> np.ndarray | None:
    """Inner boundaries near ``places``, increasing in (0, 1): beta there is halfway between the means of both cells.

    ``parts`` are (left, right, beta, p), formulas in x. Newton's method, whose matrix has three diagonals. None where
    it does not settle, as where beta is constant.
    """
    from scipy.linalg import LinAlgError, solve_banded

    function = _Floats(parts)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    t = np.array(places, dtype=np.float64)
    for _ in range(_STEPS):
        ends = np.concatenate([[0.0], t, [1.0]])
        gaps = np.diff(ends)
        if not (gaps > 0).all():
            return None
        at = ends[:-1, None] + gaps[:, None] * (nodes + 1) / 2
        p = function.p(at) * weights * gaps[:, None] / 2
        masses = p.sum(axis=1)
        if not (masses > 0).all():
            return None
        means = (p * function.beta(at)).sum(axis=1) / masses
        beta, density = function.beta(t), function.p(t)
        left, right = density * (beta - means[:-1]) / masses[:-1], density * (means[1:] - beta) / masses[1:]
        bands = np.zeros((3, t.size))
        bands[0, 1:] = -density[1:] * (beta[1:] - means[1:-1]) / masses[1:-1]
        bands[1] = 2 * function.slope(t) - left - right
        bands[2, :-1] = -density[:-1] * (means[1:-1] - beta[:-1]) / masses[1:-1]
        try:
            with np.errstate(divide="ignore", invalid="ignore"):
                step = solve_banded((1, 1), bands, means[:-1] + means[1:] - 2 * beta)
        except (LinAlgError, ValueError):
            return None
        reach = _LARGEST_SHARE * np.minimum(gaps[:-1], gaps[1:])
        if not np.isfinite(step).all():
            return None
        t = t + np.clip(step, -reach, reach)
        if np.abs(step).max() < _SETTLED:
            break
    return t


class _Floats:
    """beta, its slope and p on arrays."""

    def __init__(self, parts: Sequence[tuple[Any, Any, sympy.Expr, sympy.Expr]]) -> None:
        self._parts = [(float(right.evalf(20)), compiled(beta), compiled(_slope(beta)), compiled(p))
                       for _, right, beta, p in parts]  # fmt: skip

    def beta(self, places: np.ndarray) -> np.ndarray:
        return self._values(places, 1)

    def slope(self, places: np.ndarray) -> np.ndarray:
        return self._values(places, 2)

    def p(self, places: np.ndarray) -> np.ndarray:
        return self._values(places, 3)

    def _values(self, places: np.ndarray, which: int) -> np.ndarray:
        found = np.zeros_like(places)
        left = -1.0
        for part in self._parts:
            form: Form = part[which]  # type: ignore[assignment]
            here = (places > left) & (places <= part[0])
            found[here] = form.floats(places[here]) if form.names else float(form.expression)
            left = part[0]
        return found


def _slope(beta: sympy.Expr) -> sympy.Expr:
    variables = beta.free_symbols
    return sympy.diff(beta, variables.pop()) if variables else sympy.Integer(0)
