"""A picture of a routing: experts in columns, lines as thick as the measure of the inputs that take them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundkit.arithmetic.rational import to_fraction
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import tinted
from boundkit.routing.layout import Layout, head_text, highest_load, layout, share_text, summary_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from boundkit.routing import Routing

_HUE, _INK, _PALE = "#0072B2", "#1a1a1a", "#8a8a8a"
_COLUMN, _ROW, _LARGEST = 2.0, 0.5, 100.0  # inches
_BOX = 0.2, 0.36  # half width in columns, half height in rows
_FULL, _THINNEST = 12.0, 0.2  # points; the first for all inputs of the fullest expert


def picture(routing: Routing, path: str | Path) -> None:
    """Draw the expert graph of a routing into a .pdf, .svg or .png file (matplotlib, extra ``plot``).

    A column per layer; a darker expert serves more, a dashed one is dead. Raises MalformedInputError for another
    suffix, FileAccessError when the file cannot be written, MissingExtraError without matplotlib.
    """
    path = Path(path)
    require_picture(path)
    save(_drawn(routing), path)


def _drawn(routing: Routing) -> Figure:
    from matplotlib.figure import Figure

    places = layout(routing.program)
    rows = max(places.rows, 1.0)
    size = max(_COLUMN * places.columns, 4.0), _ROW * (rows + 1)
    figure = Figure((min(size[0], _LARGEST), min(size[1], _LARGEST)), layout="constrained")
    axis = figure.add_subplot()
    axis.set_axis_off()
    axis.set(xlim=(-0.5, places.columns - 0.5), ylim=(-rows / 2, rows / 2))
    _draw_ways(axis, routing, places)
    _draw_experts(axis, routing, places)
    figure.supxlabel(summary_text(routing), fontsize="small", color=_INK)
    return figure


def _draw_ways(axis: Axes, routing: Routing, places: Layout) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    most = highest_load(routing)
    for one, other, share in routing.expert_graph().edges(data="share"):
        (left, low), (right, high) = places.nodes[one], places.nodes[other]
        bend, end = right - 1 + _BOX[0], right - _BOX[0]
        middle = (bend + end) / 2
        points = [(left + _BOX[0], low), (bend, low), (middle, low), (middle, high), (end, high)]
        kinds = [Curve.MOVETO, Curve.LINETO, *[Curve.CURVE4] * 3]
        width = max(_THINNEST, _FULL * float(to_fraction(share / most)))
        style = {"edgecolor": _PALE, "alpha": 0.6, "linewidth": width, "capstyle": "butt"}
        axis.add_patch(PathPatch(Curve(points, kinds), fill=False, zorder=1, **style))


def _draw_experts(axis: Axes, routing: Routing, places: Layout) -> None:
    for own in routing.layers:
        x, y = places.heads[own.place]
        axis.text(x, y, "\n".join(head_text(own)), ha="center", va="center", fontsize="small", color=_INK)
        for expert, load in enumerate(own.loads):
            x, y = places.nodes[own.place, expert]
            _draw_box(axis, x, y, float(to_fraction(load / max(own.loads))) if load else None)
            text = f"{expert}\n{share_text(load) if load else 'dead'}"
            axis.text(x, y, text, ha="center", va="center", fontsize=7, color=_INK if load else _PALE, zorder=3)


def _draw_box(axis: Axes, x: float, y: float, shade: float | None) -> None:
    """A box that is the darker the nearer the shade is to 1; without a shade, dashed and empty."""
    from matplotlib.patches import FancyBboxPatch

    colours: dict[str, Any] = {"facecolor": "white", "edgecolor": _PALE, "linestyle": "--"}
    if shade is not None:
        colours = {"facecolor": tinted(_HUE, 1 - 0.6 * shade), "edgecolor": _INK, "linestyle": "-"}
    corner, size = (x - _BOX[0], y - _BOX[1]), (2 * _BOX[0], 2 * _BOX[1])
    shape = "round,pad=0,rounding_size=0.06"
    axis.add_patch(FancyBboxPatch(corner, *size, boxstyle=shape, linewidth=0.7, zorder=2, **colours))
