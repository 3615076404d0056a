"""What every picture of regions shares: the regions of one section, in floats for drawing, and the sheet of axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import to_fraction
from boundkit.networks.affine import Floats
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions import Region
from boundkit.regions.dual import Facet, dual_graph
from boundkit.regions.interval import Interval
from boundkit.regions.polytope import Polytope
from boundkit.routing.layers import mixture_layers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1a1a1a"
_FEW_DECADES = 300  # as a ratio
_PANEL = 4.2  # inches
_ASIDE = 1.5
_SMALLER = 0.72  # panels that share a sheet
_TICKS = 5
_PER_TICK = 0.6, 0.3  # inches
_MARGIN = 0.08  # inches


@dataclass(frozen=True)
class Panel:
    """The regions of one plane or line section; ``fixed`` are the values of the other coordinates.

    ``classes`` says whether the program is a decision, whose classes are told apart instead of routes.
    """

    program: PiecewiseAffine
    cell: Interval | Polytope
    fixed: Mapping[int, fmpq]
    regions: list[Region]
    classes: bool = False

    @property
    def title(self) -> str:
        return ", ".join(f"$x_{{{axis + 1}}}$ = {_short(value)}" for axis, value in self.fixed.items())

    @property
    def routed(self) -> bool:
        """Whether the program has a gate."""
        return bool(mixture_layers(self.program))

    @cached_property
    def polygons(self) -> list[Floats]:
        """The corners of every region of a plane section, in order around it."""
        return [points(_around(region.vertices)) for region in self.regions]

    @property
    def outline(self) -> Floats:
        """The corners of a plane section, in order around it."""
        return points(_around(self.cell.vertices))

    @cached_property
    def borders(self) -> list[tuple[int, int, Facet]]:
        """The pairs of regions that share a segment, and its ends."""
        return [(one, other, ends) for one, other, ends in dual_graph(self.regions).edges(data="facet")]

    @property
    def border(self) -> str:
        """What the lines between routes are called."""
        return "decision boundary" if self.classes else "gate boundary"

    def route(self, region: Region) -> tuple[Any, ...]:
        """The experts that serve a region, or its class."""
        return region.route[-1:] if self.classes else region.route

    def one_route(self, one: int, other: int) -> bool:
        """Whether the same experts serve both regions, or both have one class."""
        return self.route(self.regions[one]) == self.route(self.regions[other])

    def extent(self, axis: int) -> tuple[float, float]:
        low, high = extent(self.cell, axis)
        return number(low), number(high)


def extent(cell: Interval | Polytope, axis: int) -> tuple[fmpq, fmpq]:
    """Least and greatest value of a coordinate on a cell."""
    entries = [vertex[axis] for vertex in cell.vertices]
    return min(entries), max(entries)


def number(value: fmpq) -> float:
    return float(to_fraction(value))


def ends_for_drawing(value: Enclosure) -> tuple[float, float]:
    """The ends of an enclosure, or its one end twice, rounded for drawing; infinite where float64 has no room."""
    ends = [_rounded(end) for end in (value.lower, value.upper) if end is not None]
    return ends[0], ends[-1]


def _rounded(end: Any) -> float:
    try:
        return number(end) if isinstance(end, fmpq) else float(end)
    except OverflowError:
        return float("inf")


def log_ticks(axis: Any, ratio: float) -> None:
    """Ticks of a logarithmic axis whose ends have this ratio: powers of ten, or 1, 2, 5, 10, 20, .. of few decades."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    if ratio < _FEW_DECADES:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def points(exact: Sequence[Sequence[fmpq]]) -> Floats:
    """Exact points rounded for drawing, shape (points, dimension)."""
    return np.array([[number(entry) for entry in point] for point in exact])


def _around(vertices: Sequence[list[fmpq]]) -> list[list[fmpq]]:
    """The vertices of a polygon, counterclockwise from the lexicographically least; exact."""
    ordered = sorted(vertices)
    first, last = ordered[0], ordered[-1]
    below = [vertex for vertex in ordered[1:-1] if _turn(first, last, vertex) < 0]
    above = [vertex for vertex in ordered[1:-1] if _turn(first, last, vertex) > 0]
    return [first, *below, last, *reversed(above)]


def _turn(a: Sequence[fmpq], b: Sequence[fmpq], c: Sequence[fmpq]) -> fmpq:
    """Positive where a, b, c turn left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _short(value: fmpq) -> str:
    text = str(value)
    return text if len(text) <= 9 else f"{number(value):.5g}"


def sheet(count: int, shape: float, *, aside: bool) -> tuple[Figure, list[Axes], Any]:
    """A figure with ``count`` axes, and with one more at the right when ``aside``; ``shape`` is height by width."""
    from matplotlib.figure import Figure

    columns = 2 if count in (2, 4) else min(count, 3)
    rows = ceil(count / columns)
    size = _PANEL * (_SMALLER if count > 1 else 1)
    width = size / np.clip(shape, 1, 3)
    height = size * np.clip(shape, 0.3, 1)
    figure = Figure((columns * (width + 0.6) + _ASIDE * aside, rows * (height + 0.6)))
    figure.set_layout_engine("constrained", w_pad=_MARGIN, h_pad=_MARGIN)
    grid = figure.add_gridspec(rows, columns + aside, width_ratios=[width + 0.6] * columns + [_ASIDE] * aside)
    axes = [figure.add_subplot(grid[place // columns, place % columns]) for place in range(count)]
    for axis in axes:
        axis.locator_params(axis="x", nbins=int(np.clip(width / _PER_TICK[0], 2, _TICKS)))
        axis.locator_params(axis="y", nbins=int(np.clip(height / _PER_TICK[1], 2, _TICKS)))
    beside = figure.add_subplot(grid[:, -1]) if aside else None
    if beside is not None:
        beside.set_axis_off()
    return figure, axes, beside


def draw_keys(aside: Axes, handles: Sequence[Any]) -> None:
    """The legend beside the panels."""
    aside.legend(handles=handles, loc="center left", frameon=False, fontsize="small", borderaxespad=0)
