"""A picture of a routing tree over the cells of the unit square or interval: the cuts, the prototypes, the tree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.export.figures import require_picture, save
from boundkit.export.panel import INK, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_LEAVES = 64
_HEIGHT, _LEAF = 3.2, 0.32  # inches
_BOLDEST, _THINNEST = 2.6, 0.6  # points
_NAMED = 16  # cells up to which their numbers are written


def tree_picture(tree: nx.DiGraph, path: str | Path) -> None:
    """Draw a ``routing_tree`` over [0, 1] or [0, 1]^2 into a .pdf, .svg or .png file (matplotlib, extra ``plot``).

    On the left the cells with their prototypes, cuts the bolder the earlier they are made; on the right the tree, whose
    leaves have the numbers of the cells. Raises ShapeError for more than two axes or 64 cells, and the errors of
    ``require_picture``.
    """
    path = Path(path)
    require_picture(path)
    save(_drawn(tree), path)


def _drawn(tree: nx.DiGraph) -> Figure:
    from matplotlib.figure import Figure

    root = next(iter(tree))
    leaves = [box for box in nx.dfs_preorder_nodes(tree, root) if not tree.out_degree(box)]
    if len(root) > 2 or len(leaves) > _MOST_LEAVES:
        raise ShapeError(
            f"a picture shows a tree over at most 2 axes and {_MOST_LEAVES} cells, not {len(root)} axes and "
            f"{len(leaves)} cells; draw a smaller one"
        )
    beside = max(_HEIGHT, _LEAF * len(leaves))
    figure = Figure((_HEIGHT + beside, _HEIGHT + 0.4), layout="constrained")
    cells, branches = figure.subplots(1, 2, width_ratios=[_HEIGHT, beside])
    depths = nx.shortest_path_length(tree, root)
    _draw_cells(cells, tree, leaves, depths)
    _draw_tree(branches, tree, leaves, depths)
    return figure


def _draw_cells(axis: Axes, tree: nx.DiGraph, leaves: list[Any], depths: dict[Any, int]) -> None:
    deepest = max(depths.values()) or 1
    counts = [size for _, size in next(iter(tree))]
    flat = len(counts) == 1
    for box, data in tree.nodes(data=True):
        if "axis" in data:
            width = _BOLDEST - (_BOLDEST - _THINNEST) * depths[box] / deepest
            for child in list(tree.successors(box))[1:]:
                _draw_cut(axis, box, data["axis"], child, counts, width)
    for place, box in enumerate(leaves):
        x, y = _point(tree.nodes[box]["prototype"])
        axis.plot(x, y, "o", color=INK, markersize=3)
        if len(leaves) <= _NAMED:
            axis.annotate(str(place), (x, y), xytext=(3, 3), textcoords="offset points", fontsize="x-small", color=INK)
    axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="$x_1$", aspect="auto" if flat else "equal")
    axis.set_title("cells and prototypes", fontsize="small")
    if flat:
        axis.set_yticks([])
    else:
        axis.set_ylabel("$x_2$")


def _draw_cut(axis: Axes, box: Any, along: int, child: Any, counts: list[int], width: float) -> None:
    """The face before a child, across its box."""
    place = number(fmpq(child[along][0], counts[along]))
    if len(box) == 1:
        axis.axvline(place, color=INK, linewidth=width)
        return
    start, size = box[1 - along]
    ends = [number(fmpq(start, counts[1 - along])), number(fmpq(start + size, counts[1 - along]))]
    axis.plot(*([[place, place], ends] if along == 0 else [ends, [place, place]]), color=INK, linewidth=width)


def _point(prototype: Any) -> tuple[float, float]:
    values = [number(entry) for entry in prototype]
    return values[0], values[1] if len(values) > 1 else 0.5


def _draw_tree(axis: Axes, tree: nx.DiGraph, leaves: list[Any], depths: dict[Any, int]) -> None:
    across: dict[Any, float] = {box: float(place) for place, box in enumerate(leaves)}
    for box in nx.dfs_postorder_nodes(tree):
        if box not in across:
            children = [across[child] for child in tree.successors(box)]
            across[box] = sum(children) / len(children)
    for box, child in tree.edges:
        axis.plot([across[box], across[child]], [-depths[box], -depths[child]], color=INK, linewidth=0.8, zorder=1)
    for box, data in tree.nodes(data=True):
        text = f"$x_{data['axis'] + 1}$" if "axis" in data else str(leaves.index(box))
        frame = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": INK, "linewidth": 0.6}
        place = (across[box], -depths[box])
        axis.annotate(text, place, ha="center", va="center", fontsize="x-small", color=INK, bbox=frame)
    axis.set(xlim=(-0.8, len(leaves) - 0.2), ylim=(-max(depths.values()) - 0.5, 0.5))
    axis.set_title("the tree: axes that are cut, and cells", fontsize="small")
    axis.set_axis_off()
