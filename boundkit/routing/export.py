"""The layered graph of experts as GraphML and as a TikZ picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

from boundkit.arithmetic.rational import to_fraction
from boundkit.errors import FileAccessError
from boundkit.routing.graph import Routing
from boundkit.routing.layers import Node
from boundkit.routing.layout import Layout, head_text, highest_load, layout, share_text, summary_text
from boundkit.whole_file import put

_COLUMN, _ROW = 4.2, 1.15  # centimetres
_LARGEST = 500.0  # centimetres; TeX ends at 575
_FULL_LINE = 9.0  # points, for all inputs of the fullest expert
_THINNEST_LINE = 0.2
_HUE, _DARKEST = "cyan!60!blue", 50  # percent


def write_graphml(routing: Routing, path: str | Path) -> None:
    """Write the expert graph as GraphML: exact measures as text, and beside each the nearest float64.

    Nodes are named layer:expert. Raises FileAccessError when the file cannot be written.
    """
    names = {own.place: own.layer.name for own in routing.layers}
    graph = nx.DiGraph(
        paths=routing.paths, possible=str(routing.possible), cells=routing.cells, volume=str(routing.volume)
    )
    experts = routing.expert_graph()
    for (place, expert), data in experts.nodes(data=True):
        load = data["load"]
        graph.add_node(
            f"{names[place]}:{expert}",
            layer=names[place],
            expert=expert,
            column=data["column"],
            load=str(load),
            load_float=float(to_fraction(load)),
            dead=int(load == 0),
        )
    for one, other, data in experts.edges(data=True):
        ends = (f"{names[place]}:{expert}" for place, expert in (one, other))
        graph.add_edge(
            *ends, measure=str(data["measure"]), share=str(data["share"]), weight=float(to_fraction(data["share"]))
        )
    try:
        content = io.BytesIO()
        nx.write_graphml_xml(graph, content)
        put(Path(path), content.getvalue())
    except OSError as error:
        raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place") from None


def tikz(routing: Routing, *, fragment: bool = False) -> str:
    """The expert graph as LaTeX with TikZ: a column per layer, lines as thick as the measure that takes them.

    A document of its own, or with ``fragment`` the tikzpicture alone. Darker experts serve more; dead ones are dashed.
    """
    places = layout(routing.program)
    wide, high = min(_COLUMN, _LARGEST / places.columns), min(_ROW, _LARGEST / max(places.rows, 1))
    lines = [rf"\begin{{tikzpicture}}[x={wide:.4f}cm, y={high:.4f}cm,", *_STYLES]
    lines += [*_heads(routing, places), *_experts(routing, places), *_ways(routing, places)]
    below = f"{(places.columns - 1) / 2}, {-places.rows / 2 - 0.4:.2f}"
    lines += [rf"\node[title] at ({below}) {{{summary_text(routing)}}};", r"\end{tikzpicture}"]
    picture = "\n".join(lines) + "\n"
    if fragment:
        return picture
    width, height = max(wide * places.columns + 2, 11.0), high * places.rows + 1.8
    return _DOCUMENT % (width, height, picture)


_STYLES = (
    r"  title/.style={font=\footnotesize, align=center, inner sep=1pt},",
    r"  expert/.style={draw, rounded corners=2pt, minimum width=12mm, align=center, inner sep=2pt,",
    r"    font=\footnotesize},",
    r"  dead/.style={expert, dashed, draw=gray, text=gray},",
    r"  way/.style={draw=gray, draw opacity=0.6}]",
)
_DOCUMENT = r"""\documentclass{article}
\usepackage[paperwidth=%.2fcm,paperheight=%.2fcm,margin=5mm]{geometry}
\usepackage{tikz}
\pagestyle{empty}
\begin{document}
\centering
%s\end{document}
"""


def _heads(routing: Routing, places: Layout) -> Iterator[str]:
    for own in routing.layers:
        column, y = places.heads[own.place]
        name, figure = head_text(own)
        yield rf"\node[title] at ({column}, {y:.2f}) {{{name}\\{figure}}};"


def _experts(routing: Routing, places: Layout) -> Iterator[str]:
    for own in routing.layers:
        for expert, load in enumerate(own.loads):
            column, y = places.nodes[own.place, expert]
            tint = round(_DARKEST * float(to_fraction(load / max(own.loads)))) if load else 0
            style = rf"expert, fill={_HUE}!{tint}" if load else "dead"
            text = share_text(load).replace("%", r"\%") if load else "dead"
            name = _name((own.place, expert))
            yield rf"\node[{style}] ({name}) at ({column}, {y:.2f}) {{{expert}\\[-2pt]\tiny {text}}};"


def _ways(routing: Routing, places: Layout) -> Iterator[str]:
    most = highest_load(routing)
    for one, other, share in routing.expert_graph().edges(data="share"):
        (start, y), (end, _) = places.nodes[one], places.nodes[other]
        straight = rf" -- ({end - 1}, {y:.2f}) -- ++(6mm, 0)" if end - start > 1 else ""
        width = max(_THINNEST_LINE, _FULL_LINE * float(to_fraction(share / most)))
        ends = rf"({_name(one)}.east){straight} to[out=0, in=180] ({_name(other)}.west)"
        yield rf"\draw[way, line width={width:.2f}pt] {ends};"


def _name(node: Node) -> str:
    path, expert = node
    return "-".join(map(str, [*(path if isinstance(path, tuple) else (path,)), expert]))
