"""Errors over the number of experts as a table and as a picture (matplotlib, extra ``plot``)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.commands.convergence import Convergence
from boundkit.export.cells import Cell, Number
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import HUES
from boundkit.export.panel import INK, log_ticks
from boundkit.export.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEADS = ("m", "optimum on a grid", "density-based", "equal cells", "formula", "optimum / formula", "m (ratio - 1)")
_SIZE = (8.4, 3.9)  # inches


def convergence_table(found: Convergence) -> Table:
    """One row a number of cells: errors above the noise, the formula's, their ratio and how fast it tends to 1."""
    rows: list[tuple[Cell, ...]] = [
        (str(row.m), *map(_cell, (row.optimum, row.density, row.equal, row.formula, row.ratio, row.rate)))
        for row in found.rows
    ]
    notes = [
        f"beta = {found.beta}, p = {found.p}; errors above the variance of the noise, enclosed; upper ends are shown",
        f"the optimum is over all boundaries on {found.sought}",
    ]
    if found.best is not None and found.equal is not None:
        notes.append(f"m^2 times the error tends to {found.best} for the best cells, to {found.equal} for equal ones")
    if found.rough:
        notes.append(f"no formula, and no density to follow: {found.rough}")
    widths = (0.08, *[0.92 / (len(_HEADS) - 1)] * (len(_HEADS) - 1))
    return Table(
        "Errors over the number of experts", _HEADS, widths, tuple(rows), tuple(notes), interrupted=found.interrupted
    )


def _cell(value: Enclosure | None) -> Cell:
    return "-" if value is None else Number(value, up=True, digits=6)


def convergence_picture(found: Convergence, path: str | Path) -> None:
    """Draw errors over m, and ratios to the formula less 1, both axes logarithmic, into a .pdf, .svg or .png file.

    Raises the errors of ``require_picture``.
    """
    path = Path(path)
    require_picture(path)
    save(_drawn(found), path)


def _drawn(found: Convergence) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(_SIZE, layout="constrained")
    left, right = figure.subplots(1, 2)
    styles = {
        "equal cells": ("equal", HUES[5], "^", "--"),
        "density-based cells": ("density", HUES[4], "s", ":"),
        "optimum on a grid": ("optimum", INK, "o", "-"),
    }
    for label, (name, colour, marker, dash) in styles.items():
        values = [(row.m, getattr(row, name)) for row in found.rows]
        points = [(m, _upper(value)) for m, value in values if value is not None]
        style = {"color": colour, "marker": marker, "linestyle": dash, "markersize": 4.5, "linewidth": 1.2}
        if points:
            left.loglog(*zip(*points, strict=True), label=label, **style)
        above = [(row.m, abs(_upper(value) / _upper(row.formula) - 1)) for row, (_, value) in
                 zip(found.rows, values, strict=True) if value is not None and row.formula is not None]  # fmt: skip
        above = [(m, gap) for m, gap in above if gap > 1e-12]
        if above:
            right.loglog(*zip(*above, strict=True), **style)
    formula = [(row.m, _upper(row.formula)) for row in found.rows if row.formula is not None]
    if formula:
        left.loglog(*zip(*formula, strict=True), color=HUES[2], linewidth=1, label="formula", zorder=0)
    left.set(xlabel="experts m", ylabel="test error above the noise")
    right.set(xlabel="experts m", ylabel="|error / formula - 1|")
    for axis in (left, right):
        for own in (axis.xaxis, axis.yaxis):
            low, high = own.get_view_interval()
            if low > 0:  # an axis on which nothing is drawn begins at 0
                log_ticks(own, high / low)
        axis.tick_params(labelsize="small")
        axis.grid(color="#dddddd", linewidth=0.5)
        axis.set_axisbelow(True)
    figure.suptitle(f"beta = {found.beta}, p = {found.p}", fontsize="medium", color=INK)
    left.legend(frameon=False, fontsize="small")
    return figure


def _upper(value: Enclosure) -> float:
    assert value.upper is not None
    return float(value.decimals(17)[1])
