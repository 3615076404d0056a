"""The JSON documents of the command line, and the text and CSV beside them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundkit.arithmetic.rational import to_fraction
from boundkit.errors import BudgetExhaustedError
from boundkit.export.cells import Cell, Math, Number
from boundkit.export.tables import Table
from boundkit.formulas.text import plain
from boundkit.statements.theorem import Claim, Theorem
from boundkit.verdict import Verdict

if TYPE_CHECKING:
    from boundkit.regions import Count, Region
    from boundkit.routing import Routing

_LONGEST_SHOWN = 400


def theorem_document(theorem: Theorem) -> dict[str, Any]:
    """The JSON of ``boundkit show``."""
    return {
        "id": theorem.id,
        "title": theorem.title,
        "source": str(theorem.source),
        "notes": theorem.notes,
        "hypotheses": [{"name": h.name, "text": h.text} for h in theorem.given],
        "readings": [{"name": r.name, "text": r.text} for r in theorem.readings],
        "symbols": {
            name: {"meaning": s.meaning, "domain": str(s.domain), "unit": s.unit} for name, s in theorem.symbols.items()
        },
        "wording": theorem.source.wording,
        "claims": [_claim_document(theorem, claim) for claim in theorem.claims],
        "uses": list(theorem.uses),
        "evidence": [{"name": e.name, "claim": e.claim, "kind": getattr(e, "kind", "")} for e in theorem.evidence],
    }


def _claim_document(theorem: Theorem, claim: Claim) -> dict[str, Any]:
    source = theorem.source_of(claim) if claim.status in ("published", "over-reading") else None
    return {
        "name": claim.name,
        "sense": claim.sense.value,
        "statement": plain(claim.statement),
        "latex": claim.latex,
        "latex_where": claim.latex_where,
        "status": claim.status,
        "source": source and str(source),
        "wording": source and source.wording,
        "whose": source and source.whose,
        "reading": claim.reading.name if claim.reading else None,
        "on": claim.on,
        "proof": claim.proof,
    }


def table_document(table: Table) -> dict[str, Any]:
    """The JSON of a table: heads, rows of text and numbers, notes, and what is left out and why.

    ``exact`` and ``enclosures`` have the shape of ``rows``: of a number, its exact value as text where it is known, and
    the ends of an interval that holds it; null elsewhere.
    """
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [[_data(cell) for cell in row] for row in table.rows],
        "exact": [[cell.exact if isinstance(cell, Number) else None for cell in row] for row in table.rows],
        "enclosures": [
            [cell.value.decimals() if isinstance(cell, Number) else None for cell in row] for row in table.rows
        ],
        "notes": list(table.notes),
        "left_out": [{"claim": name, "reason": reason} for name, reason in table.left_out],
    }


def _data(cell: Cell) -> Any:
    if isinstance(cell, Number):
        return cell.data
    return cell.plain if isinstance(cell, Math) else cell


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
        "pattern": [_entry(entry) for entry in region.pattern],
        "route": [_entry(entry) for entry in region.route],
        "vertices": [_fractions(vertex) for vertex in cell.vertices],
        "facets": [list(facet) for facet in cell.facet_vertices],
        "affine": {
            "weight": [_fractions(row) for row in region.affine.weight.tolist()],
            "bias": _fractions(region.affine.bias.entries()),
        },
        "interior_point": _fractions(region.interior_point),
        "volume": str(region.volume),
    }


def _entry(entry: Any) -> Any:
    if not isinstance(entry, tuple):
        return entry
    return "".join("01"[state] for state in entry) if all(isinstance(e, bool) for e in entry) else list(entry)


def _fractions(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]


def routing_document(routing: Routing) -> dict[str, Any]:
    """The JSON of ``boundkit routing``: measures and loads are exact fractions, entropies the ends of an enclosure.

    A layer is a number, or the text of its place when it is inside an expert; an entropy is null when no input reaches
    the layer. With the verdict INCONCLUSIVE a budget ended first: ``cells`` and entropies are null, and with the
    guarantee "lower bound" paths, measures and loads are such bounds, and no expert is known to be dead.
    """
    names = {own.place: own.place if isinstance(own.place, int) else own.layer.name for own in routing.layers}
    return {
        "paths": routing.paths,
        "possible": routing.possible,
        "cells": routing.cells,
        "guarantee": routing.guarantee,
        **({"verdict": Verdict.INCONCLUSIVE.value} if routing.cells is None else {}),
        "volume": str(routing.volume),
        "layers": [
            {
                "layer": names[own.place],
                "experts": own.layer.experts,
                "top": own.layer.top,
                "entropy": own.entropy.decimals() if own.entropy is not None else None,
                "dead": list(own.dead),
            }
            for own in routing.layers
        ],
        "experts": [
            {"layer": names[own.place], "expert": expert, "load": str(load), "load_float": float(to_fraction(load))}
            for own in routing.layers
            for expert, load in enumerate(own.loads)
        ],
        "routes": [
            {"route": [_entry(entry) for entry in route], "measure": str(measure)}
            for route, measure in routing.realised
        ],
    }
