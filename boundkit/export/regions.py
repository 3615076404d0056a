"""Regions as ``boundkit regions`` tells them: the JSON, its lines, and what a person reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from boundkit.commands.regions import RegionsFound
from boundkit.export.boundary import boundary_document, print_boundary
from boundkit.export.terminal import console, print_shortfall
from boundkit.networks.mixture import RouterAlone
from boundkit.networks.program import PiecewiseAffine
from boundkit.streams import printable
from boundkit.verdict import Verdict

if TYPE_CHECKING:
    from boundkit.regions import Region

_MEANINGS = {
    "activation_regions": "open sets with one activation pattern",
    "affine_pieces": "distinct affine maps",
    "connected_pieces": "connected sets with one affine map",
    "routing_cells": "open sets with one route",
}


def regions_document(found: RegionsFound) -> dict[str, Any]:
    """The JSON of ``boundkit regions``; null is a number that was not counted, and what a mixture alone has.

    ``needed_parameters`` are the most that the gates let an input need, whether its route is realised or not: of
    experts and other affine maps (active), of gates (routing), and of both (loaded). A decision has a ``boundary``, as
    of ``boundary_document``. Of a router alone there are ``routing_cells`` and no other regions.
    """
    counted, pieces, alone = found.count, found.pieces, found.router_alone
    routed = counted.activation_regions if alone else pieces and pieces.routing_cells
    document: dict[str, Any] = {
        "activation_regions": counted.activation_regions if not alone else None,
        "affine_pieces": pieces and pieces.affine_pieces,
        "connected_pieces": pieces and pieces.connected_pieces,
        "routing_cells": routed if found.needed is not None else None,
        "parameters": found.parameters,
        "needed_parameters": asdict(found.needed) if found.needed is not None and not alone else None,
        "guarantee": counted.guarantee,
        "engine": counted.engine,
        "seconds": counted.seconds,
        "pieces_seconds": pieces and pieces.seconds,
    }
    if alone:
        document["router_only"] = True
    if found.classes:
        document["boundary"] = boundary_document(found.boundary) if found.boundary is not None else None
    if found.written is not None:
        written = found.written
        document["enumeration"] = {"file": str(written.path), "regions": written.regions, "complete": written.complete}
    if found.picture is not None:
        document["picture"] = {"file": str(found.picture.path), "drawn": found.picture.drawn}
    if not found.complete:
        document["verdict"] = Verdict.INCONCLUSIVE.value
    if found.interrupted:
        document["interrupted"] = True
    return document


def line_of(network: PiecewiseAffine) -> Callable[[Region], str]:
    """What writes a line of an enumeration; the regions of a router alone have no affine map."""
    left_out = "affine" if isinstance(network, RouterAlone) else ""

    def line(region: Region) -> str:
        return json.dumps({name: entry for name, entry in region_document(region).items() if name != left_out})

    return line


def region_document(region: Region) -> dict[str, Any]:
    """One line of an enumeration; every number an exact fraction as text.

    An entry of ``pattern`` is, in the order of the steps, a text of 1 (on) and 0 (off) for the units of a layer that
    bend, or the expert, or list of experts, of a mixture layer. ``facets`` are lists of indices of vertices.
    """
    cell = region.polytope
    return {
        "pattern": [entry_data(entry) for entry in region.pattern],
        "route": [entry_data(entry) for entry in region.route],
        "vertices": [_fractions(vertex) for vertex in cell.vertices],
        "facets": [list(facet) for facet in cell.facet_vertices],
        "affine": {
            "weight": [_fractions(row) for row in region.affine.weight.tolist()],
            "bias": _fractions(region.affine.bias.entries()),
        },
        "interior_point": _fractions(region.interior_point),
        "volume": str(region.volume),
    }


def entry_data(entry: Any) -> Any:
    """An entry of a pattern or a route: a text of 1 and 0, an expert, or a list of experts."""
    if not isinstance(entry, tuple):
        return entry
    return "".join("01"[state] for state in entry) if all(isinstance(e, bool) for e in entry) else list(entry)


def _fractions(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]


def print_regions(found: RegionsFound) -> None:
    """The counts with what they count, and how sure they are."""
    out, document = console(), regions_document(found)
    least = "at least " if document["guarantee"] == "lower bound" else ""
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, meaning in _MEANINGS.items():
        if document[name] is not None:
            table.add_row(name.replace("_", " "), f"[bold]{least}{document[name]}[/]", f"[dim]{meaning}[/]")
    needed = document["needed_parameters"]
    part = "of the gate; the experts were not read" if found.router_alone else "that are not 0"
    part = f"that are not 0; an input needs at most {needed['loaded']} of them" if needed else part
    table.add_row("parameters", str(document["parameters"]), f"[dim]{part}[/]")
    table.add_row("guarantee", document["guarantee"], f"[dim]engine: {escape(document['engine'])}[/]")
    pieces = f"and {document['pieces_seconds']:.3f} for the pieces" if document["affine_pieces"] is not None else ""
    table.add_row("seconds", f"{document['seconds']:.3f}", f"[dim]{pieces}[/]")
    out.print(table)
    if found.boundary is not None:
        print_boundary(out, found.boundary)
    enumeration = document.get("enumeration")
    if enumeration is not None:
        share = "all" if enumeration["complete"] else "the first"
        out.print(
            f"{escape(printable(enumeration['file']))} holds {share} {enumeration['regions']} regions", soft_wrap=True
        )
    picture = document.get("picture")
    if picture is not None:
        state = "holds the picture" if picture["drawn"] else "was not drawn"
        out.print(f"{escape(printable(picture['file']))} {state}", soft_wrap=True)
    print_shortfall(out, document)
