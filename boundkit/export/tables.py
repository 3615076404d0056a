"""Tables of results and bounds, in LaTeX (booktabs), Markdown, HTML and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import sympy
from jinja2 import Environment, PackageLoader, StrictUndefined

from boundkit.arithmetic.enclosure import enclose
from boundkit.checking.report import Report
from boundkit.deadline import time_limit
from boundkit.errors import BudgetExhaustedError, DomainError, MalformedInputError, NotEvaluableError
from boundkit.export.cells import Cell, Math, Number
from boundkit.export.lettering import latex_text, printable
from boundkit.export.mathml import from_latex
from boundkit.export.shapes import dense_values, is_rectified, mixture_values, shape_of
from boundkit.formulas.text import plain
from boundkit.models import NOTE, Model
from boundkit.networks.program import PiecewiseAffine, is_mixture
from boundkit.regions import count
from boundkit.regions.domain import Domain
from boundkit.statements.shape import misfits
from boundkit.statements.theorem import ASYMPTOTIC, UPPER, Claim, Theorem

FORMATS = ("latex", "markdown", "html", "csv")


@dataclass(frozen=True)
class Table:
    """A caption, column heads with their relative widths, rows of cells, notes below, and what is left out and why."""

    caption: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

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
                )
            )
    return Table(
        "Claims, verdicts and their scopes",
        ("claim", "statement", "status", "verdict", "scope"),
        (0.18, 0.44, 0.12, 0.1, 0.16),
        tuple(rows),
        (shown,) if shown else (),
    )


def bounds_table(
    theorems: Sequence[Theorem],
    models: Sequence[Model],
    values: Mapping[str, Any],
    names: Sequence[str] = (),
    *,
    budget: float | None = None,
) -> Table:
    """Every explicit claim that speaks of an object of the models' shapes, with what it is about; a column a model.

    The first row is the shape, with ``values`` in place of its own. A claim is left out, with a reason, where values
    are missing, no object of the shapes meets its hypotheses, or it does not depend on the shape. An upper bound is
    rounded up, any other down. ``budget`` is in seconds for one bound.
    """
    shapes = [{**model.values, **values} for model in models]
    rows: list[tuple[Cell, ...]] = [("shape", "", "", *(_shape_cell(shape) for shape in shapes))]
    left_out: list[tuple[str, str]] = []
    for theorem in theorems:
        for claim in theorem.claims:
            if claim.sense is ASYMPTOTIC or (names and claim.name not in names):
                continue
            cells = [_cell_at_shape(theorem, claim, shape, budget) for shape in shapes]
            if any(isinstance(cell, Number) for cell in cells):
                of = claim.quantity.meaning + (f" ({claim.on})" if claim.on else "")
                rows.append((f"{theorem.id} {claim.name}", of, statement(claim), *cells))
            else:
                left_out.append((f"{theorem.id} {claim.name}", str(cells[0])))
    share = 0.36 / len(models)
    return Table(
        "Explicit bounds at published shapes",
        ("claim", "of", "statement", *(model.name for model in models)),
        (0.14, 0.18, 0.32, *(share,) * len(models)),
        tuple(rows),
        (NOTE, *_meanings(theorems)),
        tuple(left_out),
    )


def _shape_cell(shape: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in shape.items())


def _cell_at_shape(theorem: Theorem, claim: Claim, shape: Mapping[str, Any], budget: float | None) -> Cell:
    found = misfits(theorem, claim, shape)
    if found:
        return f"not of this shape: {'; '.join(map(str, found))}"
    if not claim.symbols.keys() & shape.keys():
        return "says nothing of a shape"
    return bound_at(claim, shape, budget=budget)


def regions_table(
    theorems: Sequence[Theorem],
    networks: Mapping[str, PiecewiseAffine],
    where: Domain = (-1, 1),
    *,
    budget: float | None = None,
    progress: Callable[[int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> Table:
    """Theory beside count: one row a network, its activation regions on a domain and the bounds for its shape.

    The bounds are the claims of ``theorems`` that the heads name; columns that say nothing of any network are left out.
    A count that ``budget`` seconds do not finish is shown as a lower bound. Raises the errors of ``count``.
    """
    known = {theorem.id: theorem for theorem in theorems}
    bounds = {head: known[id].claim(name) for head, (id, name) in _REGION_BOUNDS.items() if id in known}
    rows: list[dict[str, Cell]] = []
    for name, program in networks.items():
        found = count(program, where, budget=budget, progress=progress, announce=announce)
        exact = found.guarantee == "exact"
        row: dict[str, Cell] = {"network": name, "shape": shape_of(program), "guarantee": found.guarantee}
        row["regions"] = Number(enclose(found.activation_regions), at_least=not exact)
        if exact and is_mixture(program):
            with suppress(BudgetExhaustedError):
                row["routing cells"] = Number(enclose(found.routing_cells))
        for head, values in _region_values(program, bounds).items():
            bound = bound_at(bounds[head], values) if head in bounds else ""
            if isinstance(bound, Number):
                row[head] = bound
        rows.append(row)
    order = ("network", "shape", "regions", "guarantee", *_REGION_BOUNDS, "routing cells")
    heads = [head for head in order if any(head in row for row in rows)]
    share = 0.54 / (len(heads) - 2)
    return Table(
        "Activation regions counted, beside the bounds for their shapes",
        tuple(heads),
        (0.12, 0.16, *(share,) * (len(heads) - 2)),
        tuple(tuple(row.get(head, "-") for head in heads) for row in rows),
        tuple(note for head, note in _REGION_NOTES.items() if head in heads),
    )


_REGION_BOUNDS = {
    "serra_upper": ("classical.serra_upper", "upper"),
    "montufar_upper": ("classical.montufar_upper", "upper"),
    "montufar_lower": ("classical.montufar_lower", "published"),
    "zaslavsky": ("classical.zaslavsky", "upper"),
    "(E R)^L": ("wang2025.mixture_cells", "pieces"),
    "C(E, k)^L": ("wang2025.mixture_cells", "top_k"),
    "one top-k layer": ("wang2025.routing_cells", "cells"),
}
_REGION_NOTES = {
    "regions": "Regions that meet the domain; the bounds hold for the whole input space.",
    "montufar_lower": "montufar_lower: some network of the shape has as many, not this one.",
    "(E R)^L": "(E R)^L: R is the largest serra_upper of an expert, 1 for affine experts.",
    "one top-k layer": "one top-k layer: the lesser of C(E, k) and the regions between the ties of two scores.",
}


def _region_values(program: PiecewiseAffine, bounds: Mapping[str, Claim]) -> dict[str, dict[str, Any]]:
    """Values for each bound that speaks of a program of this form."""
    dense = dense_values(program)
    if dense is not None and dense["J"]:
        widths, values = dense["n"], {"montufar_upper": dense}
        if is_rectified(program):
            values["serra_upper"] = dense
            if min(widths) >= program.inputs:
                values["montufar_lower"] = dense
        if len(widths) == 1:
            values["zaslavsky"] = {"m": widths[0], "d": program.inputs}
        return values
    mixture = mixture_values(program, partial(_most_pieces, bounds))
    if mixture is None or "R" not in mixture:
        return {}
    values = {"(E R)^L": mixture} if mixture["k"] == 1 else {}
    if mixture["R"] == 1:
        values["C(E, k)^L"] = mixture
        if mixture["L"] == 1:
            values["one top-k layer"] = mixture
    return values


def _most_pieces(bounds: Mapping[str, Claim], expert: PiecewiseAffine) -> int | None:
    """The regions that serra_upper allows a dense expert, or None where it says nothing."""
    dense = dense_values(expert)
    if dense is None or not is_rectified(expert):
        return None
    if dense["J"] == 0:
        return 1
    exact = bounds["serra_upper"].evaluate(**dense).exact if "serra_upper" in bounds else None
    return None if exact is None else int(exact)


def _meanings(theorems: Sequence[Theorem]) -> tuple[str, ...]:
    symbols = {name: symbol for theorem in theorems for name, symbol in theorem.symbols.items()}
    shown = [f"{name}: {symbols[name].meaning}" for name in ("D", "E", "k", "L", "J", "W", "P", "S") if name in symbols]
    return ("; ".join(shown),) if shown else ()


def bound_at(claim: Claim, values: Mapping[str, Any], *, budget: float | None = None) -> Cell:
    """The bound, or which values are missing, or why it does not apply; ``budget`` is in seconds."""
    known = {name: value for name, value in values.items() if name in claim.symbols or name in claim.functions}
    missing = [name for name in (*claim.symbols, *claim.functions) if name not in known]
    if missing:
        return f"needs {', '.join(missing)}"
    try:
        with time_limit(budget):
            number = claim.evaluate(**known).number
    except DomainError as error:
        return f"not claimed: {error}"
    except (NotEvaluableError, BudgetExhaustedError) as error:
        return f"not found: {error}"
    assert number is not None
    return Number(number, up=claim.sense is UPPER)


def statement(claim: Claim) -> Math:
    """The claim, its abbreviations and its conditions, a formula each."""
    terms = [sympy.Eq(a, a.expression, evaluate=False) for a in claim.abbreviations] + list(claim.where)
    texts = (plain(claim.statement), *map(plain, terms))
    formulas = (claim.latex, *claim.latex_terms)
    return Math(
        formulas,
        ", ".join(from_latex(formula, text) for formula, text in zip(formulas, texts, strict=True)),
        texts[0] + (f" with {', '.join(texts[1:])}" if terms else ""),
    )


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
    environment = Environment(
        loader=PackageLoader("boundkit.export"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
    environment.filters.update(latex=latex_cell, markdown=markdown_cell, html=html_cell)
    return environment
