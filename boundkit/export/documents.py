"""The JSON documents of theorems and tables."""

from __future__ import annotations

from typing import Any

from boundkit.export.cells import Cell, Math, Number
from boundkit.export.tables import Table
from boundkit.formulas.text import plain
from boundkit.statements.theorem import Claim, Theorem


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
