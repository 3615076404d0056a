"""The picture of which claim rests on which: verdicts by colour, by letter and by line, so that grey tells them too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from boundkit.checking.report import Headline
from boundkit.export.figures import require_picture, save
from boundkit.export.palette import HUES, tinted
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMN, _ROW, _LARGEST = 2.6, 0.42, 100.0  # inches
_BOX = 0.4, 0.36  # half width in columns, half height in rows
_INK, _PALE = "#1a1a1a", "#8a8a8a"
_STYLES: Mapping[Verdict, dict[str, Any]] = {
    Verdict.CERTIFIED: {"facecolor": (HUES[2], 0.55), "linestyle": "-", "linewidth": 1.8},
    Verdict.DERIVED: {"facecolor": (HUES[0], 0.75), "linestyle": "-", "linewidth": 0.8},
    Verdict.SUPPORTED: {"facecolor": (HUES[3], 0.85), "linestyle": "--", "linewidth": 0.8},
    Verdict.REFUTED: {"facecolor": (HUES[5], 0.6), "linestyle": "-", "linewidth": 1.8, "hatch": "////"},
}
_OTHER: dict[str, Any] = {"facecolor": ("#ffffff", 0), "linestyle": ":", "linewidth": 0.8}


def draw_claims(claims: Iterable[Headline], path: str | Path) -> None:
    """Draw into a .pdf, .svg or .png file (matplotlib, extra ``plot``) which claims rest on which.

    An arrow leads from a claim to one that rests on it; a claim that stands alone is not drawn. Raises the errors of
    ``require_picture``.
    """
    path = Path(path)
    require_picture(path)
    save(_drawn(list(claims)), path)


def resting(claims: Sequence[Headline]) -> nx.DiGraph[ClaimId]:
    """The claims that rest on another or on which another rests, with the verdicts that are known.

    What follows by way of a third claim is left out.

    >>> resting([]).number_of_nodes()
    0
    """
    drawn: nx.DiGraph[ClaimId] = nx.DiGraph()
    known = {ClaimId(claim.id, claim.claim): claim.headline for claim in claims}
    for claim in claims:
        drawn.add_edges_from((below, ClaimId(claim.id, claim.claim)) for below in claim.rests_on)
    drawn = nx.transitive_reduction(drawn)
    nx.set_node_attributes(drawn, {node: known.get(node) for node in drawn}, "verdict")
    return drawn


def places_of(drawn: nx.DiGraph[ClaimId]) -> dict[ClaimId, tuple[int, float]]:
    """The column of a claim is the longest way to it; its row is near those on which it rests."""
    places: dict[ClaimId, tuple[int, float]] = {}
    for column, level in enumerate(nx.topological_generations(drawn)):
        wanted = {
            node: sum(places[below][1] for below in drawn.predecessors(node)) / max(drawn.in_degree(node), 1)
            for node in level
        }
        ordered = sorted(level, key=lambda node: (wanted[node], str(node)))
        places |= {node: (column, row - (len(ordered) - 1) / 2) for row, node in enumerate(ordered)}
    return places


def _drawn(claims: list[Headline]) -> Figure:
    from matplotlib.figure import Figure

    drawn = resting(claims)
    places = places_of(drawn)
    columns = 1 + max((column for column, _ in places.values()), default=0)
    reach = 1 + max((abs(row) for _, row in places.values()), default=0)
    size = max(_COLUMN * columns, 4.0), _ROW * (2 * reach + 1)
    figure = Figure((min(size[0], _LARGEST), min(size[1], _LARGEST)), layout="constrained")
    axis = figure.add_subplot()
    axis.set_axis_off()
    axis.set(xlim=(-0.5, columns - 0.5), ylim=(reach, -reach))
    for below, above in drawn.edges:
        (left, low), (right, high) = places[below], places[above]
        head, tail = (right - _BOX[0], high), (left + _BOX[0], low)
        arrow = {"arrowstyle": "->", "color": _PALE, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
        axis.annotate("", head, tail, arrowprops=arrow, zorder=1)
    for node, verdict in drawn.nodes(data="verdict"):
        _draw_claim(axis, node, verdict, *places[node])
    alone = len(claims) - sum(verdict is not None for _, verdict in drawn.nodes(data="verdict"))
    letters = ", ".join(f"{verdict[0]} {verdict.lower()}" for verdict in _STYLES)
    figure.supxlabel(f"{letters}; {alone} claims stand alone", fontsize="small", color=_INK)
    return figure


def _draw_claim(axis: Axes, node: ClaimId, verdict: Verdict | None, x: float, y: float) -> None:
    from matplotlib.patches import Rectangle

    style = dict(_OTHER if verdict is None else _STYLES.get(verdict, _OTHER))
    style["facecolor"] = tinted(*style["facecolor"])
    axis.add_patch(Rectangle((x - _BOX[0], y - _BOX[1]), 2 * _BOX[0], 2 * _BOX[1], edgecolor=_INK, zorder=2, **style))
    told = f"{node.result}\n{node.claim}  [{'?' if verdict is None else verdict[0]}]"
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5} if "hatch" in style else None
    axis.text(x, y, told, ha="center", va="center", fontsize=6, color=_INK, zorder=3, bbox=box)
