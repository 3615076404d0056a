"""Graphs of piecewise affine functions of one coordinate, with their breakpoints and gate boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from flint import fmpq

from boundkit.export.palette import HUES
from boundkit.export.panel import Panel, draw_keys, number, points, sheet
from boundkit.networks.affine import Affine, Floats
from boundkit.regions import Region

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SHAPE = 0.7
_MOST_DOTS = 200
_MOST_KEYS = 12
_FIRST_HUE = 4
_LINE = 1.3  # points


def draw_graphs(panels: Sequence[Panel], name: str) -> Figure:
    """A figure with one graph a panel: every output over the coordinate ``name``, broken where it jumps."""
    outputs = panels[0].program.outputs
    keys = 1 < outputs <= _MOST_KEYS or panels[0].routed
    figure, axes, aside = sheet(len(panels), _SHAPE, aside=keys)
    for axis, panel in zip(axes, panels, strict=True):
        _draw_graph(axis, panel)
        axis.set(xlabel=name, ylabel="output", title=panel.title)
    if keys:
        draw_keys(aside, axes[0].get_legend_handles_labels()[0])
    return figure


def _draw_graph(axis: Axes, panel: Panel) -> None:
    pieces = sorted(panel.regions, key=_ends)
    gates = [_ends(after)[0] for before, after in pairwise(pieces) if panel.route(before) != panel.route(after)]
    width = min(_LINE, 150 / len(pieces))
    for place in gates:
        axis.axvline(number(place), color="0.75", linewidth=width, zorder=1)
    if panel.routed:
        axis.plot([], [], color="0.75", linewidth=_LINE, label=panel.border)
    for output in range(panel.program.outputs):
        colour = HUES[(output + _FIRST_HUE) % len(HUES)]
        label = f"output {output + 1}" if 1 < panel.program.outputs <= _MOST_KEYS else None
        functions = [region.affine.row(output) for region in pieces]
        line, breakpoints = _line([_ends(region) for region in pieces], functions)
        axis.plot(*line.T, color=colour, linewidth=width, label=label, zorder=2)
        if 0 < len(breakpoints) <= _MOST_DOTS:
            axis.plot(*breakpoints.T, "o", color=colour, markersize=3, zorder=3)
    axis.set_xlim(*panel.extent(0))
    axis.spines[["top", "right"]].set_visible(False)


def _ends(region: Region) -> tuple[fmpq, fmpq]:
    (low,), (high,) = sorted(region.polytope.vertices)
    return low, high


def _line(ends: Sequence[tuple[fmpq, fmpq]], functions: Sequence[Affine]) -> tuple[Floats, Floats]:
    """The points of a graph, NaN where it jumps, and its breakpoints: both sides of a jump; shapes (points, 2)."""
    line, breakpoints = [], []
    for place, ((low, high), function) in enumerate(zip(ends, functions, strict=True)):
        start, end = ((x, function([x])[0]) for x in (low, high))
        if place and function != functions[place - 1]:
            before = (low, functions[place - 1]([low])[0])
            breakpoints += list(dict.fromkeys((before, start)))
            if before != start:
                line.append(np.full((1, 2), np.nan))
        line.append(points([start, end]))
    return np.concatenate(line), points(breakpoints)
