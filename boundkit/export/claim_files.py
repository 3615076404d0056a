"""Which claim rests on which, as data for other programs: JSON, GraphML and DOT."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from boundkit.checking.report import Headline
from boundkit.commands.files import write_text
from boundkit.errors import MalformedInputError
from boundkit.export.claim_graph import draw_claims
from boundkit.export.figures import SUFFIXES, require_picture


def claims_document(claims: Iterable[Headline]) -> dict[str, Any]:
    """The claims with their verdicts, and the pairs of a claim and one on which it rests.

    >>> claims_document([])
    {'claims': [], 'rests_on': []}
    """
    known = list(claims)
    nodes = {f"{one.id}:{one.claim}": one for one in known}
    others = {str(below): None for one in known for below in one.rests_on if str(below) not in nodes}
    return {
        "claims": [
            *(
                {"name": name, "verdict": one.headline.value, "scope": one.scope, "premises": len(one.premises)}
                for name, one in nodes.items()
            ),
            *({"name": name, "verdict": None, "scope": None, "premises": None} for name in others),
        ],
        "rests_on": [[f"{one.id}:{one.claim}", str(below)] for one in known for below in one.rests_on],
    }


def write_claims(claims: Iterable[Headline], path: Path) -> None:
    """Write the graph in the format of the suffix: .json, .graphml, .dot, or a picture (extra ``plot``).

    Arrows lead from a claim to one that rests on it. Raises MalformedInputError for another suffix, FileAccessError
    where the file cannot be written, and the errors of ``draw_claims``.
    """
    if path.suffix.lower() in _WRITERS:
        write_text(path, _WRITERS[path.suffix.lower()](claims_document(claims)))
    else:
        draw_claims(claims, path)


def require_graph_file(path: Path) -> None:
    """Raise MalformedInputError for a suffix that ``write_claims`` does not know, before anything is computed."""
    kinds = (*_WRITERS, *SUFFIXES)
    if path.suffix.lower() not in kinds:
        raise MalformedInputError(f"{path} names no kind of graph; end it in {', '.join(kinds)}")
    if path.suffix.lower() in SUFFIXES:
        require_picture(path)


def _dot(document: Mapping[str, Any]) -> str:
    lines = ["digraph claims {", "  rankdir=LR;", "  node [shape=box];"]
    for claim in document["claims"]:
        label = json.dumps(f"{claim['name']}\n{claim['verdict'] or 'not checked'}")
        lines.append(f"  {json.dumps(claim['name'])} [label={label}];")
    lines += [f"  {json.dumps(below)} -> {json.dumps(above)};" for above, below in document["rests_on"]]
    return "\n".join([*lines, "}", ""])


def _graphml(document: Mapping[str, Any]) -> str:
    graph = nx.DiGraph()
    for claim in document["claims"]:
        graph.add_node(claim["name"], **{key: value for key, value in claim.items() if value is not None})
    graph.add_edges_from((below, above) for above, below in document["rests_on"])
    content = io.BytesIO()
    nx.write_graphml(graph, content)
    return content.getvalue().decode()


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    ".json": lambda document: json.dumps(document, indent=1) + "\n",
    ".graphml": _graphml,
    ".dot": _dot,
}
