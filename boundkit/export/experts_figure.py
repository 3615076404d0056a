"""A picture of errors over the number of experts, with the least of every curve marked; told apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundkit.errors import ShapeError
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import HUES
from boundkit.export.panel import INK

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DARK = (INK, HUES[4], HUES[5], HUES[2], HUES[6], HUES[1])
_MARKERS = "osD^vP"
_DASHES: tuple[Any, ...] = ("-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3)))
_SIZE, _LINE = (5.4, 3.8), 0.2  # inches


@dataclass(frozen=True)
class ErrorCurve:
    """Errors at ascending numbers of experts, as points with bars of half-length ``spread``, or as a line.

    Curves of one ``group`` share a colour; the least error is ``marked`` unless said otherwise. Raises ShapeError
    unless there is an error, and a spread, for each number.
    """

    label: str
    numbers: Sequence[float]
    errors: Sequence[float]
    spread: Sequence[float] | None = None
    line: bool = False
    group: int = 0
    marked: bool = True

    def __post_init__(self) -> None:
        columns = [self.errors, *([] if self.spread is None else [self.spread])]
        if not len(self.numbers) or any(len(column) != len(self.numbers) for column in columns):
            raise ShapeError(f"the curve {self.label!r} needs an error for each of its {len(self.numbers)} numbers")

    @property
    def least(self) -> int:
        """The place of its least error."""
        return min(range(len(self.errors)), key=lambda at: self.errors[at])

    @property
    def said(self) -> str:
        return f"{self.label}: least at m = {self.numbers[self.least]:.3g}" if self.marked else self.label


def picture(
    curves: Sequence[ErrorCurve],
    path: str | Path,
    *,
    axis: str = "test error",
    across: str = "experts m",
    logarithmic: bool = True,
) -> None:
    """Draw the curves into a .pdf, .svg or .png file (matplotlib, extra ``plot``).

    ``axis`` says what the errors are, ``across`` what they are over; both axes are ``logarithmic`` unless said
    otherwise. The least errors are marked, and their numbers told in the legend. Raises ShapeError for more than six
    groups or no curve, and the errors of ``figures.require_picture``.
    """
    path = Path(path)
    require_picture(path)
    save(_drawn(curves, (across, axis), logarithmic), path)


def _drawn(curves: Sequence[ErrorCurve], names: tuple[str, str], logarithmic: bool) -> Figure:
    from matplotlib.figure import Figure

    if not curves or not all(0 <= curve.group < len(_DARK) for curve in curves):
        raise ShapeError(f"a picture has one curve or more, in groups 0 .. {len(_DARK) - 1}")
    figure = Figure((_SIZE[0], _SIZE[1] + _LINE * (len(curves) + 1)), layout="constrained")
    axes = figure.add_subplot()
    for curve in curves:
        colour, marker, at = _DARK[curve.group], _MARKERS[curve.group], curve.least
        if curve.line:
            axes.plot(curve.numbers, curve.errors, color=colour, linestyle=_DASHES[curve.group], linewidth=1.1,
                      label=curve.said)  # fmt: skip
        else:
            axes.errorbar(curve.numbers, curve.errors, curve.spread, color=colour, fmt=marker, markersize=4,
                          markerfacecolor="white", elinewidth=0.8, label=curve.said, zorder=3)  # fmt: skip
        if curve.marked:
            style: dict[str, Any] = {"marker": "x", "color": INK} if curve.line else {"marker": marker, "color": colour}
            axes.plot(
                curve.numbers[at], curve.errors[at], linestyle="none", markersize=7, zorder=4 + curve.line, **style
            )
    if logarithmic:
        axes.set_xscale("log")
        axes.set_yscale("log")
    axes.set_xlabel(names[0], fontsize="small")
    axes.set_ylabel(names[1], fontsize="small")
    axes.grid(color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize="small")
    figure.legend(loc="outside lower center", frameon=False, fontsize="small")
    return figure
