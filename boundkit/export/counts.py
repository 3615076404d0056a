"""Counted regions as JSON and in a terminal; needs nothing of the theorems."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from boundkit.errors import BudgetExhaustedError
from boundkit.export.terminal import console, print_shortfall
from boundkit.verdict import Verdict

if TYPE_CHECKING:
    from boundkit.regions import Count, Region

_MEANINGS = {
    "activation_regions": "open sets with one activation pattern",
    "affine_pieces": "distinct affine maps",
    "connected_pieces": "connected sets with one affine map",
    "routing_cells": "open sets with one route",
}


@dataclass(frozen=True)
class Pieces:
    """The counts beside the activation regions, with the seconds they took; None where a budget ended first."""

    affine_pieces: int | None
    connected_pieces: int | None
    routing_cells: int | None
    seconds: float

    @classmethod
    def of(cls, found: Count) -> Pieces:
        """Make the counts that a ``Count`` puts off until they are asked for."""
        start = time.perf_counter()
        try:
            counts = found.affine_pieces, found.connected_pieces, found.routing_cells
        except BudgetExhaustedError:
            return cls(None, None, None, time.perf_counter() - start)
        return cls(*counts, time.perf_counter() - start)


@dataclass(frozen=True)
class Written:
    """An enumeration on disk: how many regions it holds, and whether these are all."""

    path: Path
    regions: int
    complete: bool


def regions_document(
    found: Count,
    pieces: Pieces | None,
    *,
    routed: bool,
    written: Written | None = None,
    picture: tuple[Path, bool] | None = None,
    interrupted: bool = False,
) -> dict[str, Any]:
    """The JSON of ``boundkit regions``; null is a number that was not counted, and routing cells without a mixture.

    ``picture`` is its file and whether it was drawn.
    """
    document: dict[str, Any] = {
        "activation_regions": found.activation_regions,
        "affine_pieces": pieces and pieces.affine_pieces,
        "connected_pieces": pieces and pieces.connected_pieces,
        "routing_cells": pieces.routing_cells if pieces is not None and routed else None,
        "guarantee": found.guarantee,
        "engine": found.engine,
        "seconds": found.seconds,
        "pieces_seconds": pieces and pieces.seconds,
    }
    if written is not None:
        document["enumeration"] = {"file": str(written.path), "regions": written.regions, "complete": written.complete}
    if picture is not None:
        document["picture"] = {"file": str(picture[0]), "drawn": picture[1]}
    whole = (
        found.guarantee == "exact",
        pieces is None or pieces.affine_pieces is not None,
        written is None or written.complete,
        picture is None or picture[1],
    )
    if not all(whole):
        document["verdict"] = Verdict.INCONCLUSIVE.value
    if interrupted:
        document["interrupted"] = True
    return document


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
    """An entry of a pattern or a route as JSON."""
    if not isinstance(entry, tuple):
        return entry
    return "".join("01"[state] for state in entry) if all(isinstance(e, bool) for e in entry) else list(entry)


def _fractions(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]


def print_regions(document: dict[str, Any]) -> None:
    """The counts of ``regions_document`` with what they count, and how sure they are."""
    out = console()
    least = "at least " if document["guarantee"] == "lower bound" else ""
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, meaning in _MEANINGS.items():
        if document[name] is not None:
            table.add_row(name.replace("_", " "), f"[bold]{least}{document[name]}[/]", f"[dim]{meaning}[/]")
    table.add_row("guarantee", document["guarantee"], f"[dim]engine: {escape(document['engine'])}[/]")
    pieces = f"and {document['pieces_seconds']:.3f} for the pieces" if document["affine_pieces"] is not None else ""
    table.add_row("seconds", f"{document['seconds']:.3f}", f"[dim]{pieces}[/]")
    out.print(table)
    enumeration = document.get("enumeration")
    if enumeration is not None:
        share = "all" if enumeration["complete"] else "the first"
        out.print(f"{escape(enumeration['file'])} holds {share} {enumeration['regions']} regions", soft_wrap=True)
    picture = document.get("picture")
    if picture is not None:
        state = "holds the picture" if picture["drawn"] else "was not drawn"
        out.print(f"{escape(picture['file'])} {state}", soft_wrap=True)
    print_shortfall(out, document)
