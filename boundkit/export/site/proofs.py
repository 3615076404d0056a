"""The proofs of a result as parts of a page: sentences with MathML, and steps that link to what they rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from boundkit.export.mathml import mathml
from boundkit.export.proof import Told, under
from boundkit.export.told import Style, premise_told, reason
from boundkit.proofs.facts import Content
from boundkit.statements.claim import Claim

_OPEN, _CLOSE = "\x02", "\x03"  # around what is no text; printable text has neither
_PART = re.compile(rf"{_OPEN}(.*?){_CLOSE}", re.DOTALL)
_PAGE = Style(str, lambda formula: f"{_OPEN}{mathml(formula)}{_CLOSE}")


@dataclass(frozen=True)
class Line:
    """A premise or a step: its label, its anchor, what it says, and why."""

    label: str
    anchor: str
    said: Markup
    why: Markup


@dataclass(frozen=True)
class ProofPage:
    """A proof of a claim: premises, what their unknowns are, steps."""

    claim: str
    denies: bool
    premises: tuple[Line, ...]
    unknowns: tuple[str, ...]
    steps: tuple[Line, ...]

    @classmethod
    def of(cls, claim: Claim, made: Content) -> ProofPage:
        told = Told.of(made)
        anchors = {label: f"{claim.name}-{label}" for label in (*told.premises.values(), *dict(told.steps))}
        linked = {fact: _link(anchors[label[1:-1]], label) for fact, label in told.labels.items()}
        premises = [
            Line(label, anchors[label], _html(premise_told(premise, premise.relation, _PAGE)), Markup())
            for premise, label in told.premises.items()
            if premise.relation is not None
        ]
        steps = [
            Line(
                label,
                anchors[label],
                _html(_PAGE.relation(said.relation) + under(said, _PAGE)),
                _html(reason(said, linked, told.premises, _PAGE)),
            )
            for label, said in told.steps
        ]
        unknowns = tuple(premise.text for premise in told.unknowns)
        return cls(claim.name, told.denies, tuple(premises), unknowns, tuple(steps))


def proof_pages(found: Sequence[tuple[Claim, Content]]) -> dict[str, list[ProofPage]]:
    """The proofs by the names of their claims."""
    pages: dict[str, list[ProofPage]] = {}
    for claim, made in found:
        pages.setdefault(claim.name, []).append(ProofPage.of(claim, made))
    return pages


def _link(anchor: str, label: str) -> str:
    return f'{_OPEN}<a href="#{anchor}">{label}</a>{_CLOSE}'


def _html(text: str) -> Markup:
    """A sentence for a page: text escaped, what is marked as it is."""
    parts = _PART.split(text)
    return Markup("").join(Markup(part) if place % 2 else escape(part) for place, part in enumerate(parts))
