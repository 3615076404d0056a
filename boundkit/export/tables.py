"""Tables of results and bounds, in LaTeX (booktabs), Markdown, HTML and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy
from jinja2 import Environment

from boundkit.arithmetic.enclosure import enclose
from boundkit.checking.report import Report
from boundkit.commands.bounds import Bound, BoundsFound
from boundkit.commands.counts import REGION_BOUNDS, NetworkCounted
from boundkit.errors import MalformedInputError
from boundkit.export.cells import Cell, Math, Number
from boundkit.export.mathml import from_latex
from boundkit.export.rendering import environment
from boundkit.formulas.symbols import functions_in
from boundkit.formulas.text import plain
from boundkit.lettering import latex_text
from boundkit.models import NOTE, Model
from boundkit.notebook import frame
from boundkit.statements.claim import Claim
from boundkit.statements.relation import UPPER, Growth
from boundkit.statements.theorem import Theorem
from boundkit.streams import printable

FORMATS = ("latex", "markdown", "html", "csv")


@dataclass(frozen=True)
class Table:
    """A caption, column heads with their relative widths, rows of cells, notes below, and what is left out and why.

    ``interrupted`` says whether Ctrl-C ended what it shows.
    """

    caption: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    interrupted: bool = False

    def footnotes(self, every: bool = False) -> tuple[str, ...]:
        """The notes, and how many claims are left out, or with ``every`` each of them with its reason."""
        if not self.left_out:
            return self.notes
        if every:
            return (*self.notes, *(f"left out: {name}: {reason}" for name, reason in self.left_out))
        misfit = sum(reason.startswith("not of this shape") for _, reason in self.left_out)
        counted = (
            f"{len(self.left_out)} claims are left out, {misfit} of them because they speak of other objects than "
            "those of these shapes; --left-out lists them with their reasons"
        )
        return (*self.notes, counted)

    def render(self, format: str, *, fragment: bool = False, every: bool = False) -> str:
        """The table as text of one of FORMATS; ``fragment`` leaves out the document around LaTeX and HTML.

        ``every`` lists what is left out, with its reasons. Raises MalformedInputError for another format.
        """
        if format not in FORMATS:
            raise MalformedInputError(f"unknown format {format!r}; allowed: {', '.join(FORMATS)}")
        if format == "csv":
            return self._csv()
        return (
            _environment()
            .get_template(f"table.{format}.jinja")
            .render(table=self, notes=self.footnotes(every), fragment=fragment)
        )

    def _repr_html_(self) -> str:
        return self.render("html", fragment=True)

    def _repr_latex_(self) -> str:
        return self.render("latex", fragment=True)

    def to_frame(self) -> Any:
        """The rows as a pandas.DataFrame, numbers as numbers. Raises MissingExtraError where it is not installed."""
        return frame([dict(zip(self.columns, map(_data, row), strict=True)) for row in self.rows])

    def _csv(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(
            [printable(cell) if isinstance(cell, str) else cell.plain for cell in row] for row in self.rows
        )
        return out.getvalue()


def results_table(theorems: Sequence[Theorem], report: Report, shown: str = "") -> Table:
    """One row a claim: statement, source, verdict and scope."""
    verdicts = {(h.id, h.claim): h for h in report.claims}
    rows: list[tuple[Cell, ...]] = []
    for theorem in theorems:
        for claim in theorem.claims:
            found = verdicts.get((theorem.id, claim.name))
            if found is None:
                continue
            rows.append(
                (
                    f"{theorem.id} {claim.name}",
                    statement(claim),
                    theorem.origin_of(claim),
                    found.verdict,
                    found.scope,
                    "; ".join([*map(str, found.rests_on), *(p.text for p in found.premises if p.relation)]),
                )
            )
    return Table(
        "Claims, verdicts and their scopes",
        ("claim", "statement", "status", "verdict", "scope", "rests on"),
        (0.15, 0.36, 0.11, 0.1, 0.12, 0.16),
        tuple(rows),
        (shown,) if shown else (),
    )


def bounds_table(found: BoundsFound) -> Table:
    """Every explicit claim that speaks of an object of the models' shapes, with what it is about; a column a model.

    The first row is the shape. A claim that says nothing of any shape is left out, with the reason. An upper bound is
    rounded up, any other down.
    """
    rows: list[tuple[Cell, ...]] = [("shape", "", "", *(_shape_cell(shape) for shape in found.shapes))]
    left_out: list[tuple[str, str]] = []
    for own in found.claims:
        claim, name = own.claim, f"{own.theorem.id} {own.claim.name}"
        if own.speaks:
            of = claim.quantity.meaning + (f" ({claim.on})" if claim.on else "")
            rows.append((name, of, statement(claim), *(_bound_cell(claim, bound) for bound in own.bounds)))
        else:
            left_out.append((name, str(own.bounds[0])))
    share = 0.36 / len(found.models)
    return Table(
        "Explicit bounds at published shapes",
        ("claim", "of", "statement", *(model.name for model in found.models)),
        (0.14, 0.18, 0.32, *(share,) * len(found.models)),
        tuple(rows),
        (NOTE, *remarks(found.models), *_meanings(found.theorems), *_letters(found)),
        tuple(left_out),
    )


def _shape_cell(shape: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in shape.items())


def _bound_cell(claim: Claim, bound: Bound) -> Cell:
    return bound if isinstance(bound, str) else Number(bound, up=claim.sense is UPPER)


def regions_table(counted: Sequence[NetworkCounted]) -> Table:
    """Theory beside count: one row a network, its activation regions on a domain and the bounds for its shape.

    Columns that say nothing of any network are left out.
    """
    rows = [_region_cells(network) for network in counted]
    order = ("network", "shape", "regions", "guarantee", *REGION_BOUNDS, "routing cells")
    heads = [head for head in order if any(head in row for row in rows)]
    share = 0.54 / (len(heads) - 2)
    return Table(
        "Activation regions counted, beside the bounds for their shapes",
        tuple(heads),
        (0.12, 0.16, *(share,) * (len(heads) - 2)),
        tuple(tuple(row.get(head, "-") for head in heads) for row in rows),
        tuple(note for head, note in _REGION_NOTES.items() if head in heads),
    )


def _region_cells(network: NetworkCounted) -> dict[str, Cell]:
    row: dict[str, Cell] = {"network": network.name, "shape": network.shape, "guarantee": network.guarantee}
    row["regions"] = Number(enclose(network.regions), at_least=network.guarantee != "exact")
    if network.routing_cells is not None:
        row["routing cells"] = Number(enclose(network.routing_cells))
    return row | {head: _bound_cell(claim, bound) for head, (claim, bound) in network.bounds.items()}


_REGION_NOTES = {
    "regions": "Regions that meet the domain; the bounds hold for the whole input space.",
    "montufar_lower": "montufar_lower: some network of the shape has as many, not this one.",
    "(E R)^L": "(E R)^L: R is the largest serra_upper of an expert, 1 for affine experts.",
    "one top-k layer": "one top-k layer: the lesser of C(E, k) and the regions between the ties of two scores.",
}


def _meanings(theorems: Sequence[Theorem]) -> tuple[str, ...]:
    symbols = {name: symbol for theorem in theorems for name, symbol in theorem.symbols.items()}
    shown = [
        f"{name}: {symbols[name].meaning}"
        for name in ("D", "E", "k", "L", "J", "W", "P", "S_shared")
        if name in symbols
    ]
    return ("; ".join(shown),) if shown else ()


def remarks(models: Sequence[Model]) -> tuple[str, ...]:
    """What is not known of models, or was taken for granted."""
    return tuple(f"{model.name}: {'; '.join(model.remarks)}" for model in models if model.remarks)


def _letters(found: BoundsFound) -> list[str]:
    """Where one letter that a value was given for stands for several things in the claims that are shown."""
    meant: dict[str, dict[str, list[str]]] = {name: {} for name in found.given}
    for own in found.claims:
        for name, meaning in _meant(own.claim).items() if own.speaks else ():
            if name in meant:
                ids = meant[name].setdefault(meaning, [])
                ids += [own.theorem.id] * (own.theorem.id not in ids)
    return [
        f"{name} is not one thing: " + "; ".join(f"{meaning} in {', '.join(ids)}" for meaning, ids in several.items())
        for name, several in meant.items()
        if len(several) > 1
    ]


def _meant(claim: Claim) -> dict[str, str]:
    """What the symbols and the functions of a claim stand for, by name."""
    functions = {applied.func.__name__: applied.func.meaning for applied in functions_in(claim.expression)}
    return {name: symbol.meaning for name, symbol in claim.symbols.items()} | functions


def statement(claim: Claim) -> Math:
    """The claim, its abbreviations and its conditions, a formula each."""
    said = claim.statement
    abbreviations = [plain(sympy.Eq(a, a.expression, evaluate=False)) for a in claim.abbreviations]
    hidden = [f"{plain(each)} = soft-O(1)" for each in said.hidden] if isinstance(said, Growth) else []
    conditions = list(map(plain, claim.where))
    formulas, texts = (claim.latex, *claim.latex_terms), (plain(said), *abbreviations, *hidden, *conditions)
    terms = ", ".join([*abbreviations, *conditions])
    return Math(
        formulas,
        ", ".join(from_latex(formula, text) for formula, text in zip(formulas, texts, strict=True)),
        texts[0] + (f" with {terms}" if terms else ""),
    )


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


# rendering ---------------------------------------------------------------------------------------------------------


def latex_cell(cell: Cell) -> str:
    r"""A cell for LaTeX: mathematics between dollars, text escaped.

    >>> latex_cell("50% of a_b")
    '50\\% of a\\_\\allowbreak{}b'
    """
    if not isinstance(cell, str):
        return cell.latex
    return latex_text(cell)


_MARKDOWN = re.compile(r"[\\`*<\[\]|$~]|(?<![^\W_])_|_(?![^\W_])")


def markdown_cell(cell: Cell) -> str:
    """A cell for Markdown: mathematics between dollars, in text everything escaped that Markdown would take as its own.

    >>> markdown_cell("under_score | _a_ <b>")
    'under_score \\\\| \\\\_a\\\\_ \\\\<b>'
    """
    if not isinstance(cell, str):
        return cell.latex.replace("|", r"\vert ").replace("\n", " ")
    return _MARKDOWN.sub(r"\\\g<0>", printable(cell)).replace("\n", " ")


def html_cell(cell: Cell) -> str:
    """A cell for HTML: MathML, text escaped."""
    from markupsafe import escape

    return str(escape(printable(cell))) if isinstance(cell, str) else cell.mathml


@cache
def _environment() -> Environment:
    made = environment(
        "boundkit.export",
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
    made.filters.update(latex=latex_cell, markdown=markdown_cell, html=html_cell)
    return made
