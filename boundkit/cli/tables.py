"""Tables for papers and pages: of results, bounds, regions, claims over a grid, errors over experts, tokens."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from boundkit.cli import options
from boundkit.cli.pictures import Pictures
from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.streams import tell

if TYPE_CHECKING:
    from boundkit.commands.results import ResultsFound
    from boundkit.export.tables import Table

_NETWORKS = ["2-16-16-1", "3-16-16-1", "2-32-32-32-1"]  # where none is named


def table(
    kind: options.Table,
    values: options.TableValues = None,
    model: options.TableModels = None,
    result: options.TableResults = None,
    claim: options.TableClaims = None,
    format: options.Format = "markdown",
    left_out: options.LeftOut = False,
    source: options.CheckFile = None,
    fragment: options.Fragment = False,
    full: options.TableFull = False,
    box: options.Box = None,
    domain: options.DomainFile = None,
    measured: options.TableMeasured = None,
    least: options.TableLeast = None,
    plot: options.CurvesPlot = None,
    across: options.Across = None,
    by_quantity: options.ByQuantity = False,
    router: options.Router = True,
    budget: options.SecondsForCell = None,
    output: options.Output = None,
    as_json: options.Json = False,
) -> None:
    """Tables for papers and pages.

    Examples: boundkit table results --format latex -o results.tex; boundkit table summary;
    boundkit table bounds --model mixtral-8x7b,deepseek-v3;
    boundkit table regions net.npz 2-16-16-1 --box -1 1;
    boundkit table claims sharper.vc_on_a_line:one_layer kratsios2024.vc_dimension:upper_closed D=1 J=1 E=1:4 W=3:6;
    boundkit table convergence beta=x**2 m=4,8,16,32 --plot errors.png;
    boundkit table tokens T=1,8,64 --model mixtral-8x7b,deepseek-v3 --plot tokens.pdf
    """
    import json

    from boundkit.commands.effort import INTERRUPTED
    from boundkit.commands.files import write_text
    from boundkit.export.tables import FORMATS, table_document
    from boundkit.whole_file import require_place

    if kind not in _TABLES:
        raise MalformedInputError(f"unknown table {kind!r}; allowed: {', '.join(_TABLES)}")
    if kind != "claims" and (measured or least or across or by_quantity):
        raise MalformedInputError(
            f"--measured, --least, --across and --by-quantity are of the table of claims, not of {kind}"
        )
    if plot is not None and kind not in ("claims", "convergence", "tokens"):
        raise MalformedInputError(f"--plot draws the tables of claims, of convergence and of tokens, not of {kind}")
    if not router and kind != "tokens":
        raise MalformedInputError(f"--no-router is of the table of tokens, not of {kind}")
    if format not in FORMATS:
        raise MalformedInputError(f"unknown format {format!r}; allowed: {', '.join(FORMATS)}")
    if output is not None:
        require_place(output)
    drawn = _Drawn(tuple(measured or ()), tuple(least or ()), plot, across, by_quantity)
    own = (tuple(result or ()), claim or [], source, full, box, domain, budget, drawn, router)
    asked = _Asked(values or [], model, *own)
    made = _TABLES[kind](asked)
    text = (
        json.dumps(table_document(made)) + "\n" if as_json else made.render(format, fragment=fragment, every=left_out)
    )
    if output is None:
        sys.stdout.write(text)
    else:
        try:
            write_text(output, text)
        except FileAccessError:
            sys.stdout.write(text)
            raise
    if made.interrupted:
        raise typer.Exit(INTERRUPTED)
    drawn.pictures.end()


@dataclass(frozen=True)
class _Drawn:
    """What a table of claims has besides, and its picture."""

    measured: tuple[str, ...]
    least: tuple[str, ...]
    plot: Path | None
    across: str | None
    by_quantity: bool
    pictures: Pictures = field(default_factory=Pictures)


@dataclass(frozen=True)
class _Asked:
    """What tables are made of; each kind looks at its own."""

    values: list[str]
    models: str | None
    names: tuple[str, ...]
    claims: list[str]
    source: Path | None
    full: bool
    box: tuple[str, str] | None
    domain: Path | None
    budget: float | None
    drawn: _Drawn
    router: bool


def _checked(asked: _Asked) -> ResultsFound:
    """The verdicts of a written check or of the last one; where they come from is told at once."""
    from boundkit.export.progress import Progress

    with Progress("reading verdicts"):
        from boundkit.commands.results import results_of

        found = results_of(asked.names, asked.source, asked.full)
    for broken in found.broken:
        tell(f"left out: {broken.origin}: {broken}")
    tell(found.shown)
    return found


def _of_results(asked: _Asked) -> Table:
    from boundkit.export.tables import results_table

    found = _checked(asked)
    return results_table(found.theorems, found.report, found.shown)


def _of_summary(asked: _Asked) -> Table:
    from boundkit.export.summary import summary_table

    found = _checked(asked)
    return summary_table(found.theorems, found.report)


def _of_bounds(asked: _Asked) -> Table:
    from boundkit.export.progress import Progress

    with Progress("bounds"):
        from boundkit.commands.bounds import bounds_of_models
        from boundkit.export.tables import bounds_table

        return bounds_table(bounds_of_models(asked.names, asked.values, asked.models, asked.claims, asked.budget))


def _of_regions(asked: _Asked) -> Table:
    from boundkit.commands.counts import counts_of
    from boundkit.export.progress import Progress
    from boundkit.export.tables import regions_table

    with Progress() as progress:
        return regions_table(counts_of(asked.values or _NETWORKS, asked.box, asked.domain, progress, asked.budget))


def _of_claims(asked: _Asked) -> Table:
    from boundkit.commands.sweep import Question
    from boundkit.export.progress import Progress
    from boundkit.export.sweep import sweep_table

    drawn = asked.drawn
    question = Question.of(asked.values, measured=drawn.measured, least=drawn.least)
    if drawn.plot is not None:
        from boundkit.export.curves_figure import Plan, picture
        from boundkit.export.figures import require_picture

        require_picture(drawn.plot)
        Plan.of(question, drawn.across, by_quantity=drawn.by_quantity)
    with Progress() as progress:
        found = question.answered(asked.budget, progress.begin("values"))
    if drawn.plot is not None:
        drawn.pictures.draw(picture, found, drawn.plot, drawn.across, by_quantity=drawn.by_quantity)
    return sweep_table(found)


def _of_convergence(asked: _Asked) -> Table:
    from boundkit.commands.convergence import Convergence
    from boundkit.export.convergence import convergence_picture, convergence_table
    from boundkit.export.figures import require_picture
    from boundkit.export.progress import Progress

    plot = asked.drawn.plot
    if plot is not None:
        require_picture(plot)
    with Progress() as progress:
        found = Convergence.of(asked.values, progress.begin)
    if plot is not None:
        asked.drawn.pictures.draw(convergence_picture, found, plot)
    return convergence_table(found)


def _of_tokens(asked: _Asked) -> Table:
    from boundkit.export.progress import Progress

    with Progress("parameters"):
        from boundkit.commands.tokens import TokensFound
        from boundkit.export.tokens import tokens_picture, tokens_table

        found = TokensFound.of(asked.values, asked.models, router=asked.router)
    if asked.drawn.plot is not None:
        asked.drawn.pictures.draw(tokens_picture, found, asked.drawn.plot)
    return tokens_table(found)


_TABLES: dict[str, Callable[[_Asked], Table]] = {
    "results": _of_results, "summary": _of_summary, "bounds": _of_bounds, "regions": _of_regions, "claims": _of_claims,
    "convergence": _of_convergence, "tokens": _of_tokens,
}  # fmt: skip
