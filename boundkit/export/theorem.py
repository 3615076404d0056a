"""A result as ``boundkit show`` tells it: its JSON, and what a person reads."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from boundkit.commands.show import Shown
from boundkit.export.terminal import console
from boundkit.formulas.text import plain
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem


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


def verdicts_document(shown: Shown) -> dict[str, Any]:
    """Of the JSON of ``boundkit show`` the verdicts of the last check, by claim, and a sentence about them."""
    verdicts = {
        name: {
            "verdict": headline.verdict,
            "headline": headline.headline.value,
            "scope": headline.scope,
            "rests_on": list(map(str, headline.rests_on)),
            "premises": [{"text": p.text, "relation": p.relation} for p in headline.premises if p.relation],
        }
        for name, headline in shown.verdicts.items()
    }
    return {"verdicts": verdicts, "verdicts_of": shown.told}


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


def print_theorem(theorem: Theorem, *, latex: bool) -> None:
    """A result as a reader wants it: statement, hypotheses, readings, claims, evidence."""
    out = console()

    def say(text: str = "") -> None:
        out.print(text, soft_wrap=True)

    say(f"[bold]{theorem.id}[/]  {escape(theorem.title)}")
    say(f"source: {theorem.source}")
    if theorem.notes:
        say(escape(theorem.notes))
    for title, lines in (
        ("hypotheses", [f"{h.name}: {h.text}" for h in theorem.given]),
        ("readings", [f"{r.name}: {r.text}" for r in theorem.readings]),
        (
            "symbols",
            [f"{n}: {s.meaning} ({s.domain}{', ' + s.unit if s.unit else ''})" for n, s in theorem.symbols.items()],
        ),
        ("uses", list(theorem.uses)),
    ):
        if lines:
            say(f"\n{title}")
            for line in lines:
                say(f"  {escape(line)}")
    for claim in theorem.claims:
        _print_claim(say, theorem, claim, latex=latex)
    say("\nevidence")
    for item in theorem.evidence:
        say(f"  {item.claim}: {getattr(item, 'kind', '')}, {escape(item.name)}")


def _print_claim(say: Any, theorem: Theorem, claim: Claim, *, latex: bool) -> None:
    say(f"\n[bold]{claim.name}[/] ({claim.sense}, {escape(theorem.origin_of(claim))})")
    say(f"  {escape(claim.latex if latex else plain(claim.statement))}")
    if latex and claim.latex_where:
        say(f"  with {escape(claim.latex_where)}")
    if not latex:
        for abbreviation in claim.abbreviations:
            say(f"    {abbreviation} = {escape(plain(abbreviation.expression))}  ({escape(abbreviation.meaning)})")
        for condition in claim.where:
            say(f"    for {escape(plain(condition))}")
    say(f"    {claim.quantity}: {escape(claim.quantity.meaning)}")
    if claim.reading:
        say(f"  reading: {claim.reading.name}")
    if claim.on:
        say(f"  on: {escape(claim.on)}")
    if claim.given is not None:
        say(f"  given: {', '.join(h.name for h in claim.given) or 'nothing'}")
    if claim.proof:
        say(f"  proof: {escape(claim.proof)}")
