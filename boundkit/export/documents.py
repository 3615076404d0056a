"""The JSON documents of the command line, and the text and CSV beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boundkit.calculus.evaluate import Value
from boundkit.calculus.text import latex, plain
from boundkit.errors import DomainError
from boundkit.export.tables import Math, Table
from boundkit.models import NOTE, model
from boundkit.statements.symbols import require
from boundkit.statements.theorem import Claim, Theorem
from boundkit.values import points, read_assignments

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
        "claims": [_claim_document(claim) for claim in theorem.claims],
        "uses": list(theorem.uses),
        "evidence": [{"name": e.name, "claim": e.claim, "kind": getattr(e, "kind", "")} for e in theorem.evidence],
    }


def _claim_document(claim: Claim) -> dict[str, Any]:
    return {
        "name": claim.name,
        "sense": claim.sense.value,
        "statement": plain(claim.statement),
        "latex": claim.latex,
        "latex_where": claim.latex_where,
        "status": claim.status,
        "reading": claim.reading.name if claim.reading else None,
        "on": claim.on,
        "proof": claim.proof,
    }


def table_document(table: Table) -> dict[str, Any]:
    """The JSON of a table: heads, rows of text (LaTeX for mathematics), notes."""
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [[cell.latex if isinstance(cell, Math) else cell for cell in row] for row in table.rows],
        "notes": list(table.notes),
    }


@dataclass(frozen=True)
class Evaluation:
    """A claim at one point or, with lists and ranges, at several."""

    theorem: Theorem
    claim: Claim
    rows: tuple[tuple[Mapping[str, Any], Value], ...]
    single: bool
    shape_only: bool

    @classmethod
    def of(cls, theorem: Theorem, name: str | None, words: Iterable[str], model_name: str | None) -> Evaluation:
        """Evaluate; ``words`` are SYMBOL=VALUE and override the values of the model.

        Raises the errors of Theorem.evaluate, and MissingValueError when a range leaves a symbol free.
        """
        words = list(words)
        claim = theorem.claim(name) if name is not None else _only_claim(theorem)
        values = read_assignments(words, claim.functions)
        if model_name is not None:
            shape = model(model_name).values
            values = {n: [v] for n, v in shape.items() if n in claim.symbols} | values
        single = all(len(listed) == 1 for listed in values.values())
        rows = []
        for point in points(values):
            value = theorem.evaluate(claim.name, **point)
            if not single:
                require([*value.free], f"a table of {theorem.id} {claim.name}")
            rows.append((point, value))
        return cls(theorem, claim, tuple(rows), single, model_name is not None)

    def document(self) -> dict[str, Any]:
        """The JSON of ``boundkit eval``."""
        head: dict[str, Any] = {"id": self.theorem.id, "claim": self.claim.name}
        if self.shape_only:
            head["note"] = NOTE
        if not self.single:
            rows = [
                {"at": {n: str(v) for n, v in point.items()}, "exact": value.exact, "enclosure": value.enclosure}
                for point, value in self.rows
            ]
            return head | {"rows": rows}
        value = self.rows[0][1]
        return head | {
            "expression": plain(value.expression),
            "latex": latex(value.expression),
            "exact": value.exact,
            "enclosure": value.enclosure,
            "free": list(value.free),
        }

    def csv(self) -> str:
        """Rows of values with the ends of the enclosure. Raises MissingValueError when a symbol is free."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.rows[0][0], "lower", "upper", "exact"])
        for point, value in self.rows:
            require([*value.free], f"a row of {self.theorem.id} {self.claim.name}")
            writer.writerow([*(str(v) for v in point.values()), *(value.enclosure or ["-oo", "oo"]), value.exact or ""])
        return out.getvalue()

    def text(self) -> str:
        """What a person reads."""
        lines = [self._line(point, value) for point, value in self.rows]
        return "\n".join([*lines, *([NOTE] if self.shape_only else [])])

    def _line(self, point: Mapping[str, Any], value: Value) -> str:
        at = "" if self.single else ", ".join(f"{n} = {v}" for n, v in point.items()) + ":  "
        if value.number is None:
            return f"{at}{self.claim.quantity} {_SIGNS[self.claim.sense]} {plain(value.expression)}"
        if value.exact is not None:
            return f"{at}{value.exact}"
        low, high = value.enclosure or ["-oo", "oo"]
        shown = plain(value.expression)
        return f"{at}[{low}, {high}]" + (f"  = {shown}" if self.single and len(shown) < _LONGEST_SHOWN else "")


_SIGNS = {"upper": "<=", "lower": ">=", "exact": "="}


def _only_claim(theorem: Theorem) -> Claim:
    names = theorem.evaluable()
    if len(names) == 1:
        return theorem.claim(names[0])
    if not names:
        theorem.evaluate(theorem.claims[0].name)
    raise DomainError(f"{theorem.id} has several claims with a value; name one with --claim: {', '.join(names)}")
