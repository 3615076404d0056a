"""A picture of a parameter plane: which of several bounds is smallest where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from boundkit.calculus.solving.planes import EQUAL, UNKNOWN, Plane
from boundkit.errors import MalformedInputError
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import HUES
from boundkit.export.panel import INK, log_ticks, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_EQUAL, _UNKNOWN = "#1a1a1a", "#ffffff"
_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "oo", "++")  # tell colours apart on paper without colour
_SIZE, _LINE = (6.0, 4.4), 0.22  # inches
_DECADES = 1.5  # from here on an axis is logarithmic


def picture(plane: Plane, labels: Sequence[str], axes: tuple[str, str], path: str | Path, fixed: str = "") -> None:
    """Draw the plane into a .pdf, .svg or .png file (matplotlib, extra ``plot``).

    ``labels`` name the formulas, ``axes`` the two symbols as LaTeX, ``fixed`` says what the
    other symbols are. Raises MalformedInputError for another suffix or
    too many formulas, FileAccessError when the file cannot be written, MissingExtraError without matplotlib.
    """
    path = Path(path)
    require_picture(path)
    if len(labels) > len(HUES):
        raise MalformedInputError(f"{len(labels)} bounds were given; at most {len(HUES)} can be told apart by colour")
    save(_drawn(plane, labels, axes, fixed), path)


def _drawn(plane: Plane, labels: Sequence[str], axes: tuple[str, str], fixed: str) -> Figure:
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    figure = Figure((_SIZE[0], _SIZE[1] + _LINE * (len(labels) + 2)), layout="constrained")
    axis = figure.add_subplot()
    colours = [*HUES[: len(labels)], _EQUAL, _UNKNOWN]
    codes = {EQUAL: len(labels), UNKNOWN: len(labels) + 1}
    cells = np.array([[codes.get(which, which) for which in row] for row in plane.smallest])
    across, up = (np.array([number(value) for value in values]) for values in (plane.columns, plane.rows))
    for values, scale, own_axis in ((across, axis.set_xscale, axis.xaxis), (up, axis.set_yscale, axis.yaxis)):
        if _is_logarithmic(values):
            scale("log")
            log_ticks(own_axis, values.max() / values.min())
    edges = _edges(across), _edges(up)
    axis.pcolormesh(*edges, cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(colours) - 0.5)
    for code, hatch in enumerate(_HATCHES[: len(labels)]):
        if hatch and (cells == code).any():
            own = np.ma.masked_where(cells != code, cells)
            axis.pcolor(*edges, own, cmap=ListedColormap(["none"]), hatch=hatch, edgecolor=_EQUAL, linewidth=0)
    axis.set(xlabel=f"${axes[0]}$", ylabel=f"${axes[1]}$")
    axis.set_title(fixed, fontsize="small", color=INK)
    names = [*labels, "exactly equal", "none, or not decided"]
    shown = [code for code in range(len(names)) if code < len(labels) or (cells == code).any()]
    keys: list[Any] = [
        Patch(
            facecolor=colours[code],
            edgecolor=INK,
            linewidth=0.5,
            label=names[code],
            hatch=_HATCHES[code] if code < len(labels) else "",
        )
        for code in shown
    ]
    figure.legend(handles=keys, loc="outside upper left", frameon=False, fontsize="small", title="smallest")
    return figure


def _is_logarithmic(values: Any) -> bool:
    return bool(values.min() > 0 and np.log10(values.max() / values.min()) > _DECADES)


def _edges(values: Any) -> Any:
    """The borders of cells around the values, halfway between neighbours on the axis's own scale."""
    own = np.log(values) if _is_logarithmic(values) else values
    steps = np.diff(own) / 2 if len(own) > 1 else np.array([0.5])
    borders = np.concatenate([[own[0] - steps[0]], own[:-1] + steps if len(own) > 1 else [], [own[-1] + steps[-1]]])
    return np.exp(borders) if _is_logarithmic(values) else borders
