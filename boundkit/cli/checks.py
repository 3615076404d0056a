"""Commands on evidence: check and falsify."""

from __future__ import annotations

import os
from typing import Any

import typer

from boundkit.cli import options
from boundkit.cli.answers import answer
from boundkit.cli.pictures import Pictures
from boundkit.errors import MalformedInputError
from boundkit.streams import tell


def check(
    names: options.Results = None,
    full: options.Full = False,
    jobs: options.AllJobs = None,
    scheduler: options.Scheduler = None,
    budget: options.SecondsForItem = None,
    resume: options.Resume = None,
    output: options.CheckOutput = None,
    claim: options.CheckedClaims = None,
    words: options.Words = "",
    first: options.StopAtFirst = False,
    junit: options.JUnit = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    as_json: options.Json = False,
) -> None:
    """Run the evidence of the catalogue; print a line a claim, what is refuted, what follows.

    Examples: boundkit check wang2025; boundkit check wang2025.piece_count --claim upper -v;
    boundkit check -k 'piece_count digits' -x --junit results.xml;
    boundkit check classical.line --scheduler local --jobs 2
    """
    from boundkit.commands.check import check as check_results
    from boundkit.commands.places import place_for
    from boundkit.export.progress import Progress
    from boundkit.export.report import Detail, print_report

    if quiet and verbose:
        raise MalformedInputError("-q and -v exclude each other; give one")
    if junit is not None:
        from boundkit.checking.report import Report
        from boundkit.commands.files import write_text
        from boundkit.export.junit import junit_xml

        write_text(junit, junit_xml(Report((), ())))  # a place that cannot be written is told before the work
    asked: dict[str, Any] = {"full": full, "budget": budget, "resume": resume, "output": output}
    with Progress("checking") as progress, place_for(jobs or os.cpu_count(), scheduler, progress) as place:
        asked |= {"jobs": place, "claims": claim or [], "words": words, "first": first}
        found = check_results(names or [], progress, **asked)
    if junit is not None:
        write_text(junit, junit_xml(found.report))
    detail = Detail.FEW if quiet else Detail.EVERY if verbose else Detail.CLAIMS
    answer(as_json, found.report.to_json, lambda: print_report(found.report, detail, found.meanings))
    for sentence in found.sentences:
        tell(sentence)
    raise typer.Exit(found.report.exit_code)


def report(
    folder: options.ReportFolder,
    names: options.Results = None,
    source: options.CheckFile = None,
    full: options.Full = False,
    jobs: options.AllJobs = None,
    budget: options.SecondsForItem = None,
    as_json: options.Json = False,
) -> None:
    """A site to read and to hand over: verdicts, statements, proofs, evidence, what rests on what; files alone.

    It shows a check that runs now, or one that check -o wrote, with --from.

    Example: boundkit report classical.convex_routing_cells -o site
    """
    from boundkit.commands.report import report_of
    from boundkit.export.progress import Progress
    from boundkit.export.site.build import require_site, write_site

    require_site(folder)
    with Progress("checking") as progress:
        found = report_of(names or [], source, progress, full=full, jobs=jobs, budget=budget)
        page = write_site(found, folder, progress, jobs or os.cpu_count() or 1)
    answer(as_json, lambda: {"page": str(page), "results": len(found.theorems)}, lambda: f"open {page}")
    for sentence in found.sentences:
        tell(sentence)
    raise typer.Exit(found.exit_code)


def graph(
    output: options.GraphFile,
    result: options.GraphResults = None,
    source: options.CheckFile = None,
    full: options.Full = False,
    as_json: options.Json = False,
) -> None:
    """Which claim rests on which, with verdicts: of a written check, or what still holds of the last one.

    Examples: boundkit graph claims.dot; boundkit graph claims.svg --result classical.convex_routing_cells
    """
    from boundkit.export.claim_files import claims_document, require_graph_file, write_claims
    from boundkit.export.progress import Progress

    require_graph_file(output)
    with Progress("reading verdicts"):
        from boundkit.commands.results import results_of

        found = results_of(tuple(result or ()), source, full)
    for broken in found.broken:
        tell(f"left out: {broken.origin}: {broken}")
    tell(found.shown)
    write_claims(found.report.claims, output)
    document = claims_document(found.report.claims)
    told = f"wrote {output}: {len(document['claims'])} claims, {len(document['rests_on'])} rest on another"
    answer(as_json, lambda: {"file": str(output), **document}, lambda: told)


def certificate(
    action: options.CertificateAction, folder: options.CertificateFolder, as_json: options.Json = False
) -> None:
    """Check the certificates of check -o again, by one file that needs Python alone and shares nothing with boundkit.

    What it cannot check it calls unsupported; the exit code is 1 where a certificate failed.

    Example: boundkit certificate verify results
    """
    from boundkit.export.progress import Progress

    with Progress("verifying"):
        from boundkit.commands.certificate import verified

        found = verified(folder)
    answer(as_json, lambda: found.document, lambda: found.text)
    raise typer.Exit(found.exit_code)


def falsify(
    names: options.Results = None,
    claim: options.FalsifiedClaims = None,
    mutants: options.Mutants = False,
    evaluations: options.Evaluations = 200,
    budget: options.SecondsForClaim = 20.0,
    seed: options.Seed = 0,
    restarts: options.Restarts = 1,
    jobs: options.Jobs = None,
    scheduler: options.Scheduler = None,
    as_json: options.Json = False,
) -> None:
    """Search for an object that breaks a claim, beyond the grids of its evidence; exact arithmetic confirms.

    Examples: boundkit falsify wang2025.piece_count; boundkit falsify classical.line --mutants;
    boundkit falsify sharper.convex_cells --claim sup_lower --evaluations 5000 --budget 60
    """
    from boundkit.checking.falsifier import Attack
    from boundkit.commands.falsify import examine_mutants
    from boundkit.commands.falsify import falsify as attack_results
    from boundkit.commands.places import place_for
    from boundkit.export.falsification import falsification_document, falsification_text
    from boundkit.export.mutants import mutants_document, mutants_text
    from boundkit.export.progress import Progress

    attack = Attack(evaluations, budget, seed)
    if mutants:
        with Progress("falsifying mutants") as progress, place_for(jobs, scheduler, progress) as place:
            examined = examine_mutants(names or [], attack, progress, claim or [], place=place)
        answer(as_json, lambda: mutants_document(examined), lambda: mutants_text(examined.outcomes))
        _tell_interrupt(examined.interrupted)
        raise typer.Exit(examined.exit_code)
    with Progress("falsifying") as progress, place_for(jobs, scheduler, progress) as place:
        found = attack_results(names or [], attack, progress, claim or [], restarts=restarts, place=place)
    answer(as_json, lambda: falsification_document(found), lambda: falsification_text(found))
    _tell_interrupt(found.interrupted)
    raise typer.Exit(found.exit_code)


def try_relation(
    claim: options.TriedClaim,
    relation: options.OwnRelation,
    values: options.TriedValues = None,
    without: options.WithoutHypothesis = None,
    evaluations: options.Evaluations = 200,
    budget: options.SecondsToTry = 20.0,
    seed: options.Seed = 0,
    plot: options.TrialPlot = None,
    verbose: options.ObjectInFull = False,
    as_json: options.Json = False,
) -> None:
    """Hold a relation of your own against every object of a claim, and say what was found.

    It is about the claim's quantity and in its symbols; names of claims mean their bounds. The objects are those of the
    claim's evidence and of a search beyond them. A refutation is an answer, hence exit code 0; 3 says that no object
    was one of those asked for, 4 that exact arithmetic could not decide some.

    Examples: boundkit try wang2025.piece_count:upper 'N <= E**L - 1';
    boundkit try wang2025.piece_count:upper 'N <= E**L' --without affine;
    boundkit try wang2025.piece_count:approximation 'error <= c*B/m**2 + eps_out' c=1/7 --plot measured.pdf
    """
    from boundkit.checking.falsifier import Attack
    from boundkit.commands.try_ import try_relation as held
    from boundkit.export.progress import Progress
    from boundkit.export.trial import trial_document, trial_text

    if plot is not None:
        from boundkit.export.figures import require_picture

        require_picture(plot)
    with Progress("holding the relation against objects"):
        found = held(claim, relation, values or [], without=without or [], attack=Attack(evaluations, budget, seed))
    pictures = Pictures()
    if plot is not None and not found.interrupted:
        from boundkit.export.curves_figure import picture
        from boundkit.export.trial import trial_sweep

        def draw() -> None:
            sweep, across = trial_sweep(found)
            picture(sweep, plot, across)

        pictures.draw(draw)
    answer(as_json, lambda: trial_document(found), lambda: trial_text(found, verbose=verbose))
    _tell_interrupt(found.interrupted)
    pictures.end()
    raise typer.Exit(found.exit_code)


def _tell_interrupt(interrupted: bool) -> None:
    if interrupted:
        tell("interrupted; this was found until then")
