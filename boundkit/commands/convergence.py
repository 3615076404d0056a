"""``boundkit table convergence``: errors of m constant experts on [0, 1] over m, beside their high-rate formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from flint import arb, ctx, fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.commands.compare import read_bound
from boundkit.constructions.inverted import Weight, of_equal_weight
from boundkit.constructions.segments import uniform
from boundkit.errors import DomainError, MalformedInputError, MissingValueError, RoughFunctionError, UnknownNameError
from boundkit.formulas.functions import given_functions
from boundkit.measures.excess import excess
from boundkit.measures.formula_regression import FormulaRegression, GridPoints, Part, parts_of, regression_of
from boundkit.measures.grid_search import step_points
from boundkit.measures.polished import stationary
from boundkit.measures.quantizer import best_cells
from boundkit.measures.regression import Regression
from boundkit.values import read_assignments

RESULT = "dar2025.one_dimensional"
_SYMBOLS = ("beta", "p", "m", "n")
_DOUBLING = [2**k for k in range(2, 13)]
_STEPS, _STEPS_OF_BALLS = 16, 8  # of the grid, a cell
_FINEST = 256  # where one grid serves all
_MOST_STEPS = 1 << 20
_BITS, _DRAWN_TO = 192, 1 << 52


@dataclass(frozen=True)
class Row:
    """Errors of m cells above the noise; None where there is no density to follow, or no formula."""

    m: int
    optimum: Enclosure
    density: Enclosure | None
    equal: Enclosure
    formula: Enclosure | None

    @property
    def ratio(self) -> Enclosure | None:
        """Optimum over formula."""
        return None if self.formula is None else _ratio(self.optimum, self.formula)

    @property
    def rate(self) -> Enclosure | None:
        """m (ratio - 1), which settles where the ratio tends to 1 like 1/m."""
        if self.ratio is None:
            return None
        low, high = _ends(self.ratio)
        return Enclosure((low - 1) * self.m, (high - 1) * self.m)


@dataclass(frozen=True)
class Convergence:
    """Rows over m; the constants of the best and of equal cells, or why there are none; how the optimum is sought."""

    beta: str
    p: str
    rows: tuple[Row, ...]
    best: Enclosure | None
    equal: Enclosure | None
    rough: str
    sought: str
    interrupted: bool = False

    @classmethod
    def of(
        cls, words: Sequence[str], progress: Callable[[str], Callable[[int], Any]] = lambda text: lambda number: None
    ) -> Convergence:
        """Read beta=.., p=.. (1), m=.. (4, 8, .., 4096) and n=.., the steps a cell of the grid for the optimum.

        Where beta or p is no polynomial in parts, one grid serves all m. Raises MalformedInputError, UnknownNameError,
        MissingValueError, DomainError, and the errors of formulas.

        >>> row = Convergence.of(["beta=x", "m=4"]).rows[0]
        >>> row.optimum.exact, row.ratio.lower, row.rate.upper
        (True, 1, 0)
        """
        given = read_assignments(words, ("beta", "p"))
        for name in given:
            if name not in _SYMBOLS:
                raise UnknownNameError.among("symbol", name, _SYMBOLS)
        if "beta" not in given:
            raise MissingValueError("a table of convergence needs beta, such as beta=x**2")
        beta, p = given["beta"][0], given.get("p", ["1"])[0]
        counts = [_whole(m, "m") for m in given.get("m", _DOUBLING)]
        parts = parts_of(beta, p)
        regression = regression_of(parts)
        default = _STEPS if isinstance(regression, Regression) else _STEPS_OF_BALLS
        n = _whole(given["n"][0], "n") if "n" in given else default
        if max(counts) * n > _MOST_STEPS:
            raise DomainError(f"m = {max(counts)} cells of n = {n} steps are more than {_MOST_STEPS}; take fewer")
        asked = _Asked(beta, p, parts, regression, n)
        return asked.answered(counts, progress)


@dataclass(frozen=True)
class _Asked:
    beta: str
    p: str
    parts: tuple[Part, ...]
    regression: Regression | FormulaRegression
    n: int

    def answered(self, counts: Sequence[int], progress: Callable[[str], Callable[[int], Any]]) -> Convergence:
        rough, best, equal, weight = "", None, None, None
        try:
            best, equal = (self._constant(name) for name in ("minimum", "uniform"))
            weight = self._weight() if best.lower != 0 else None
        except RoughFunctionError as error:
            rough = str(error)
        grid, sought = self._grid(max(counts), progress)
        rows: list[Row] = []
        interrupted = False
        try:
            for m in counts:
                rows.append(self._row(m, grid, weight, best, progress(f"m = {m}")))
        except KeyboardInterrupt:
            interrupted = True
        return Convergence(self.beta, self.p, tuple(rows), best, equal, rough, sought, interrupted)

    def _constant(self, claim: str) -> Enclosure:
        found = read_bound(f"{RESULT}:{claim}")[1].evaluate(beta=self.beta, p=self.p).number
        assert found is not None
        return found

    def _weight(self) -> Weight:
        """The best point density, but for its integral, as the result states it."""
        stated = read_bound(f"{RESULT}:optimal_density")[1].expression
        root = stated.replace(sympy.Integral, lambda *parts: sympy.Integer(1))
        return Weight(tuple((a, b, given_functions(root, {"beta": f, "p": g})) for a, b, f, g in self.parts))

    def _grid(self, most: int, progress: Callable[[str], Callable[[int], Any]]) -> tuple[GridPoints | None, str]:
        """The one grid of what is known as balls, and what is said of grids."""
        nearby = "and the places nearby at which the error does not change to first order"
        if isinstance(self.regression, Regression):
            return None, f"a grid of {self.n} steps a cell {nearby}"
        steps = self.n * most
        told = f"a grid of {steps} steps, of which {_FINEST} a cell or fewer are told apart, {nearby}"
        return GridPoints.of(self.regression, steps, progress(f"moments on {steps} steps")), told

    def _row(
        self, m: int, grid: GridPoints | None, weight: Weight | None, best: Enclosure | None, progress: Any
    ) -> Row:
        followed = None if weight is None else of_equal_weight(weight, m, progress)
        places = self._nearby(followed or uniform(m)) if m > 1 else []
        if grid is not None:
            optimum = grid.every(max(1, (len(grid.balls)) // (_FINEST * m)), places).least(m)
        else:
            assert isinstance(self.regression, Regression)
            steps = (fmpq(j, self.n * m) for j in range(self.n * m + 1))
            optimum = best_cells(step_points(self.regression, sorted({*steps, *places})), m).least
        with ctx.workprec(_BITS):
            density = None if followed is None else enclose(excess(self.regression, followed))
            equal = enclose(excess(self.regression, uniform(m)))
        formula = None if best is None else _times(best, fmpq(1, m**2))
        return Row(m, optimum, density, equal, formula)

    def _nearby(self, boundaries: Sequence[Any]) -> list[fmpq]:
        first = np.array([float(arb(place)) for place in boundaries[1:-1]])
        found = stationary(self.parts, first)
        return [] if found is None else [fmpq(round(t * _DRAWN_TO), _DRAWN_TO) for t in found.tolist() if 0 < t < 1]


def _times(value: Enclosure, factor: fmpq) -> Enclosure:
    low, high = _ends(value)
    return Enclosure(low * factor, high * factor)


def _ends(value: Enclosure) -> tuple[fmpq, fmpq]:
    low, high = (end if isinstance(end, fmpq) else end.fmpq() for end in (value.lower, value.upper) if end is not None)
    return low, high


def _ratio(above: Enclosure, below: Enclosure) -> Enclosure | None:
    (low, high), (least, most) = _ends(above), _ends(below)
    return Enclosure(low / most, high / least) if least > 0 else None


def _whole(value: Any, name: str) -> int:
    number = fmpq(value) if not isinstance(value, fmpq) else value
    if number.q != 1 or number < 1:
        raise MalformedInputError(f"{name} = {value} is no number of cells or steps; give a whole one of at least 1")
    return int(number.p)
