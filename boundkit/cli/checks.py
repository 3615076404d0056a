"""Commands on evidence: check, falsify, and tables."""

from __future__ import annotations

import sys

import typer

from boundkit.cli import options
from boundkit.cli.answers import answer
from boundkit.errors import MalformedInputError


def check(
    names: options.Results = None,
    full: options.Full = False,
    jobs: options.AllJobs = None,
    budget: options.SecondsForItem = None,
    resume: options.Resume = None,
    output: options.CheckOutput = None,
    as_json: options.Json = False,
) -> None:
    """Run the evidence of the catalogue and print a table of verdicts.  Example: boundkit check wang2025"""
    from boundkit.commands.check import check as check_results
    from boundkit.export.progress import Progress
    from boundkit.export.report import print_report

    with Progress("checking") as progress:
        found = check_results(names or [], progress, full=full, jobs=jobs, budget=budget, resume=resume, output=output)
    answer(as_json, found.report.to_json, lambda: print_report(found.report))
    for sentence in found.sentences:
        print(sentence, file=sys.stderr)
    raise typer.Exit(found.report.exit_code)


def falsify(
    names: options.Results = None,
    mutants: options.Mutants = False,
    evaluations: options.Evaluations = 200,
    budget: options.SecondsForClaim = 20.0,
    seed: options.Seed = 0,
    as_json: options.Json = False,
) -> None:
    """Search for an object that breaks a claim, beyond the grids of its evidence; exact arithmetic confirms.

    Examples: boundkit falsify wang2025.piece_count; boundkit falsify classical.line --mutants
    """
    from boundkit.commands.falsify import Attack, examine_mutants
    from boundkit.commands.falsify import falsify as attack_results
    from boundkit.export.falsification import falsification_document, falsification_text
    from boundkit.export.mutants import mutants_document, mutants_text
    from boundkit.export.progress import Progress

    attack = Attack(evaluations, budget, seed)
    if mutants:
        with Progress("falsifying mutants") as progress:
            examined = examine_mutants(names or [], attack, progress)
        answer(as_json, lambda: mutants_document(examined), lambda: mutants_text(examined.outcomes))
        _tell_interrupt(examined.interrupted)
        raise typer.Exit(examined.exit_code)
    with Progress("falsifying") as progress:
        found = attack_results(names or [], attack, progress)
    answer(as_json, lambda: falsification_document(found), lambda: falsification_text(found))
    _tell_interrupt(found.interrupted)
    raise typer.Exit(found.exit_code)


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
    budget: options.SecondsForCell = None,
    output: options.Output = None,
    as_json: options.Json = False,
) -> None:
    """Tables for papers and pages.

    Examples: boundkit table results --format latex -o results.tex;
    boundkit table bounds --model mixtral-8x7b,deepseek-v3;
    boundkit table regions net.npz 2-16-16-1 --box -1 1
    """
    import json

    from boundkit.commands.files import write_text
    from boundkit.export.tables import FORMATS, bounds_table, regions_table, results_table, table_document

    if kind not in ("results", "bounds", "regions"):
        raise MalformedInputError(f"unknown table {kind!r}; allowed: results, bounds, regions")
    if format not in FORMATS:
        raise MalformedInputError(f"unknown format {format!r}; allowed: {', '.join(FORMATS)}")
    names = tuple(result or ())
    if kind == "results":
        from boundkit.commands.results import results_of

        found = results_of(names, source, full)
        for broken in found.broken:
            print(f"left out: {broken.origin}: {broken}", file=sys.stderr)
        print(f"boundkit: {found.shown}", file=sys.stderr)
        made = results_table(found.theorems, found.report, found.shown)
    elif kind == "bounds":
        from boundkit.commands.bounds import bounds_of_models

        made = bounds_table(bounds_of_models(names, values or [], model, claim or [], budget))
    else:
        from boundkit.commands.counts import counts_of
        from boundkit.export.progress import Progress

        with Progress() as progress:
            networks = values or ["2-16-16-1", "3-16-16-1", "2-32-32-32-1"]
            made = regions_table(counts_of(networks, box, domain, progress, budget))
    text = (
        json.dumps(table_document(made)) + "\n" if as_json else made.render(format, fragment=fragment, every=left_out)
    )
    if output is None:
        sys.stdout.write(text)
    else:
        write_text(output, text)


def _tell_interrupt(interrupted: bool) -> None:
    if interrupted:
        print("boundkit: interrupted; this was found until then", file=sys.stderr)
