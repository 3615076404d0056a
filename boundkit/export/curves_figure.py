"""A picture of a sweep: claims as curves over one symbol, or over one of the claims; told apart without colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Protocol

from boundkit.commands.sweep import Column, Sweep
from boundkit.commands.sweep_values import Point
from boundkit.errors import DomainError, MalformedInputError, MissingValueError
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import HUES
from boundkit.export.panel import INK, ends_for_drawing, log_ticks, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DARK = (INK, HUES[4], HUES[5], HUES[2], HUES[6], HUES[1], HUES[0])
_DASHES: tuple[Any, ...] = ("-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3)))
_MARKERS = "osD^vPX*<>"
_MOST_PANELS = 6
_SIZE, _LINE = (3.0, 2.9), 0.2  # inches
_LARGEST = 1e300
_WIDEST, _TALLEST = 64, 44  # letters of a line across, and up
_DECADES = 1.2  # from here on an axis is logarithmic
_MOST_MARKERS = 16  # of a curve
_SIGNS = {"=": "= ", "<=": "≤ ", ">=": "≥ ", "": ""}


@dataclass(frozen=True)
class _Curve:
    """A column over the points that share the other values: (x, least y, greatest y) each, but those ``beyond``.

    ``place`` is the column's in its panel, ``ring`` that among the measured ones, None where it is not measured.
    """

    column: int
    place: int
    variant: int
    label: str
    said: str
    ring: int | None
    points: tuple[tuple[float, float, float], ...]
    beyond: int

    @property
    def style(self) -> dict[str, Any]:
        """Line by column; marker by column too, or by variant where values of other symbols are ``said``."""
        number = self.variant if self.said else self.place if self.ring is None else self.ring
        marker = _MARKERS[number % len(_MARKERS)]
        if self.ring is not None:
            return {"color": INK, "linestyle": "none", "marker": marker, "markersize": 9, "markerfacecolor": "none"}
        colour = _DARK[self.place]
        return {"color": colour, "linestyle": _DASHES[self.place], "linewidth": 1.2, "marker": marker,
                "markersize": 4.5, "markerfacecolor": "white" if self.place % 2 else colour}  # fmt: skip


class Asked(Protocol):
    """What is known of a sweep before anything is computed."""

    @property
    def points(self) -> tuple[Point, ...]: ...

    @property
    def ranged(self) -> tuple[str, ...]: ...

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def meanings(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class _Panel:
    """The values that its points share, and its columns."""

    at: Mapping[str, str]
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """Where a picture has what: its axis ``along`` or column ``own``, its panels, and what varies within a panel.

    ``apart`` says whether each panel has a quantity of its own, so that their vertical axes differ.
    """

    along: str
    own: int | None
    apart: bool
    others: tuple[str, ...]
    panels: tuple[_Panel, ...]

    @property
    def columns(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(column for panel in self.panels for column in panel.columns))

    @classmethod
    def of(cls, asked: Asked, across: str | None = None, *, by_quantity: bool = False) -> Plan:
        """Raises MissingValueError, MalformedInputError and DomainError as ``picture``."""
        if not asked.ranged:
            raise MissingValueError("a picture of curves wants several values of a symbol, such as E=2:8")
        own = asked.labels.index(across) if across in asked.labels else None
        along = across if across is not None and own is None else asked.ranged[-1]
        if along not in asked.ranged:
            allowed = ", ".join([*asked.ranged, *asked.labels])
            raise MalformedInputError(f"the picture cannot go across {across!r}; allowed: {allowed}")
        rest = tuple(name for name in asked.ranged if name != along)
        columns = tuple(n for n in range(len(asked.labels)) if n != own)
        first, others = (rest[:1], rest[1:]) if own is None and not by_quantity else ((), rest)
        if by_quantity:
            panels = tuple(_Panel({}, tuple(n for n in columns if asked.meanings[n] == meaning))
                           for meaning in dict.fromkeys(asked.meanings[n] for n in columns))  # fmt: skip
        else:
            points = product(*(_values(asked, name) for name in first))
            panels = tuple(_Panel(dict(zip(first, values, strict=True)), columns) for values in points)
        if len(panels) > _MOST_PANELS:
            wrong = f"{first[0]} at most {_MOST_PANELS} values" if first else f"at most {_MOST_PANELS} quantities"
            raise DomainError(f"the picture would have {len(panels)} panels; give {wrong}")
        most = max(len(panel.columns) for panel in panels) if panels else 0
        if not 1 <= most <= len(_DARK):
            raise MalformedInputError(f"a picture has 1 to {len(_DARK)} columns beside its axis, not {most}")
        return cls(along, own, by_quantity, others, panels)


def picture(sweep: Sweep, path: str | Path, across: str | None = None, *, by_quantity: bool = False) -> None:
    """Draw the columns of a sweep as curves into a .pdf, .svg or .png file (matplotlib, extra ``plot``).

    ``across`` is the symbol or the column of the horizontal axis, the last symbol with several values unless said. Of a
    symbol, each value of the first other one has a panel; of a column there is one panel. Where it is not known a value
    is drawn with its two ends; values beyond 10^300 are left out, and the title says how many. Raises
    MalformedInputError, MissingValueError without a symbol with several values, DomainError for too many panels, and
    the errors of ``require_picture``.
    """
    path = Path(path)
    require_picture(path)
    save(_drawn(sweep, across, by_quantity), path)


def _drawn(sweep: Sweep, across: str | None = None, by_quantity: bool = False) -> Figure:
    from matplotlib.figure import Figure

    plan = Plan.of(sweep, across, by_quantity=by_quantity)
    panels, own = plan.panels, plan.own
    wide = min(len(panels), 2)
    tall = -(-len(panels) // wide)
    sizes = [_SIZE[0] * 1.8, _SIZE[1] * 1.3] if len(panels) == 1 else [_SIZE[0] * wide, _SIZE[1] * tall]
    figure = Figure((sizes[0], sizes[1]), layout="constrained")
    axes = figure.subplots(tall, wide, squeeze=False, sharey=not plan.apart).ravel()
    drawn: list[_Curve] = []
    for axis, panel in zip(axes, panels, strict=False):
        curves = list(_curves(sweep, plan, panel))
        _draw(axis, curves)
        drawn += [curve for curve in curves if curve.points]
        axis.set_title(", ".join(f"{name} = {value}" for name, value in panel.at.items()), fontsize="small", color=INK)
        across_label = _symbol_label(sweep, plan.along, wide) if own is None else _axis_label([sweep.columns[own]])
        axis.set_xlabel(across_label, fontsize="small")
        _scale(axis, curves)
    for axis in axes[len(panels) :]:
        axis.set_axis_off()
    for axis, panel in list(zip(axes, panels, strict=False))[:: 1 if plan.apart else wide]:
        axis.set_ylabel(_axis_label([sweep.columns[n] for n in panel.columns], plan.apart), fontsize="small")
    keys = _keys(drawn)
    lines = sum(key.get_label().count("\n") + 1 for key in keys)
    figure.set_size_inches(sizes[0], sizes[1] + _LINE * (lines + 1))
    figure.legend(handles=keys, loc="outside lower center", frameon=False, fontsize="small")
    beyond = sum(curve.beyond for curve in drawn)
    title = "; ".join([sweep.fixed] * bool(sweep.fixed) + [f"{beyond} values beyond 1e300 left out"] * bool(beyond))
    if title:
        figure.suptitle(title, fontsize="small", color=INK)
    return figure


def _values(asked: Asked, name: str) -> list[str]:
    return list(dict.fromkeys(str(point[name]) for point in asked.points))


def _curves(sweep: Sweep, plan: Plan, panel: _Panel) -> Iterator[_Curve]:
    at = panel.at
    rows = [n for n, point in enumerate(sweep.points) if all(str(point[name]) == at[name] for name in at)]
    variants = list(product(*(_values(sweep, name) for name in plan.others)))
    rings = [column for column in panel.columns if not sweep.columns[column].sign]
    for place, column in enumerate(panel.columns):
        for variant, values in enumerate(variants):
            chosen = [n for n in rows if tuple(str(sweep.points[n][name]) for name in plan.others) == values]
            points = [point for n in chosen if (point := _point(sweep, n, sweep.columns[column], plan)) is not None]
            shown = tuple(sorted(point for point in points if all(abs(entry) < _LARGEST for entry in point)))
            said = ", ".join(f"{name} = {value}" for name, value in zip(plan.others, values, strict=True))
            said_of = sweep.columns[column]
            label = _SIGNS[said_of.sign] + said_of.label
            if plan.apart and said_of.builder:
                label = f"measured on {said_of.builder}"
            ring = rings.index(column) if column in rings else None
            yield _Curve(column, place, variant, label, said, ring, shown, len(points) - len(shown))


def _point(sweep: Sweep, row: int, column: Column, plan: Plan) -> tuple[float, float, float] | None:
    across = None if plan.own is None else sweep.columns[plan.own].values[row]
    y = column.values[row]
    if isinstance(across, str) or isinstance(y, str):
        return None
    left = ends_for_drawing(across)[0] if across is not None else number(sweep.points[row][plan.along])
    return left, *ends_for_drawing(y)


def _draw(axis: Axes, curves: Sequence[_Curve]) -> None:
    """Draw the curves, and measurements as rings around what is claimed of them."""
    for curve in curves:
        if curve.points:
            x, low, high = zip(*curve.points, strict=True)
            every = 1 if curve.ring is not None else -(-len(x) // _MOST_MARKERS)
            axis.plot(x, low, **curve.style, markevery=every)
            if any(b > a + 1e-6 * abs(a) for a, b in zip(low, high, strict=True)):
                axis.vlines(x, low, high, color=curve.style["color"], linewidth=0.8)
    axis.grid(color="#dddddd", linewidth=0.5)
    axis.set_axisbelow(True)
    axis.tick_params(labelsize="small")


def _keys(curves: Sequence[_Curve]) -> list[Any]:
    """A line for each column, one for those of one label; where there are variants, a marker for each of them."""
    from matplotlib.lines import Line2D

    columns = {curve.label: curve for curve in sorted(curves, key=lambda curve: -curve.column)}
    keys = []
    for curve in reversed(columns.values()):
        unmarked = {"marker": "none"} if curve.said and curve.ring is None else {}
        keys.append(Line2D([], [], **(curve.style | unmarked), label=fill(curve.label, _WIDEST)))
    variants = {curve.variant: curve for curve in curves if curve.said}
    for _, curve in sorted(variants.items()):
        keys.append(Line2D([], [], color=INK, linestyle="none", marker=curve.style["marker"], label=curve.said))
    return keys


def _scale(axis: Axes, curves: Sequence[_Curve]) -> None:
    from matplotlib.ticker import MaxNLocator

    across = [x for curve in curves for x, _, _ in curve.points]
    up = [y for curve in curves for _, *ends in curve.points for y in ends]
    for values, scale, own in ((across, axis.set_xscale, axis.xaxis), (up, axis.set_yscale, axis.yaxis)):
        if values and min(values) > 0 and max(values) / min(values) > 10**_DECADES:
            scale("log")
            log_ticks(own, max(values) / min(values))
        elif values and all(value == int(value) for value in values):
            own.set_major_locator(MaxNLocator(integer=True, nbins=6))


def _symbol_label(sweep: Sweep, name: str, panels_beside: int) -> str:
    """A symbol with what it means."""
    told = f"{name}: {sweep.symbols[name]}" if sweep.symbols.get(name) else name
    return fill(told, _WIDEST // panels_beside)


def _axis_label(columns: Sequence[Column], narrow: bool = False) -> str:
    """What the columns are about, where that is one thing."""
    meanings = {column.meaning for column in columns}
    return fill(meanings.pop(), _WIDEST // 2 if narrow else _TALLEST) if len(meanings) == 1 else "value"
