"""Commands on results and their bounds: list, show, eval, solve, minimise, compare, new."""

from __future__ import annotations

import sys
from typing import Any

import typer

from boundkit.cli import options
from boundkit.cli.answers import answer
from boundkit.cli.pictures import Pictures
from boundkit.errors import MissingValueError
from boundkit.streams import tell


def list_results(paper: options.Paper = None, words: options.Search = "", as_json: options.Json = False) -> None:
    """The results in the catalogue.  Examples: boundkit list --paper wang2025; boundkit list -k 'routing cells'"""
    from boundkit.export.progress import Progress

    with Progress("reading the catalogue"):
        from boundkit.commands.catalogue import listed
        from boundkit.export.listing import print_list

        chosen = listed(paper, words)
    answer(as_json, lambda: chosen, lambda: print_list(chosen))


def show(
    id: options.Result,
    claim: options.ShownClaim = None,
    latex: options.Latex = False,
    proof: options.WithProofs = False,
    verbose: options.Whole = False,
    as_json: options.Json = False,
) -> None:
    """On one screen what a result states and means, the verdicts of the last check, and what these rest on.

    With -v everything that its file states; with --proof the premises and all steps of its proofs,
    or of that of the claim.

    Examples: boundkit show wang2025.piece_count; boundkit show wang2025.piece_count --claim upper;
    boundkit show wang2025.piece_count --proof --latex
    """
    from boundkit.export.progress import Progress

    with Progress("reading the result") as progress:
        from boundkit.commands.show import shown
        from boundkit.export.screen import print_screen
        from boundkit.export.theorem import print_theorem, theorem_document, verdicts_document

        found = shown(id, claim)
        chosen = found.theorem
        if proof:
            from boundkit.export.proof import proofs_document, proofs_of, proofs_text

            progress.begin("following the proofs")
            told: Any = (
                proofs_document(chosen, proofs_of(chosen, found.claim))
                if as_json
                else proofs_text(chosen, found.claim, as_latex=latex)
            )
    if proof:
        answer(as_json, lambda: told, lambda: told)
        return
    whole = latex or verbose
    answer(
        as_json,
        lambda: theorem_document(chosen) | verdicts_document(found),
        lambda: print_theorem(chosen, latex=latex) if whole else print_screen(found),
    )


def evaluate(
    id: options.Result,
    values: options.Values = None,
    claim: options.OneClaim = None,
    model: options.Model = None,
    logarithm: options.Logarithm = False,
    plot: options.ValuesPlot = None,
    budget: options.SecondsForAll = 120.0,
    as_csv: options.Csv = False,
    as_json: options.Json = False,
) -> None:
    """Value of a claim's right-hand side, exact or enclosed.

    Examples: boundkit eval wang2025.piece_count --claim upper E=8 L=200;
    boundkit eval wang2025.piece_count --claim upper E=8 L=10**9 --log;
    boundkit eval kratsios2024.vc_dimension --claim upper_closed D=2 E=4 J=1 W=8:64:8 --plot vc.pdf
    """
    import gc

    from boundkit.export.progress import Progress

    if plot is not None:
        from boundkit.export.figures import require_picture

        require_picture(plot)
    gc.disable()  # a table of many rows holds no cycles, and looking for them takes a seventh of the time
    with Progress("values"):
        from boundkit.api import theorem
        from boundkit.commands.evaluate import Evaluation
        from boundkit.export.evaluation import evaluation_csv, evaluation_document, evaluation_text

        found = Evaluation.of(theorem(id), claim, values or [], model, logarithm=logarithm, budget=budget)
    pictures = Pictures()
    if plot is not None:
        from boundkit.export.curves_figure import picture
        from boundkit.export.evaluation import as_sweep

        pictures.draw(picture, as_sweep(found), plot)
    if as_csv and not as_json:
        sys.stdout.write(evaluation_csv(found))
    else:
        answer(as_json, lambda: evaluation_document(found), lambda: evaluation_text(found))
    if found.ended is not None:
        reason = str(found.ended) or "interrupted"
        tell(f"only the first {len(found.rows)} rows: {reason}")
        raise typer.Exit(found.exit_code)
    pictures.end()


def solve(
    id: options.Result,
    relation: options.Relation,
    values: options.Values = None,
    symbol: options.SolvedFor = "",
    claim: options.RelationClaim = None,
    want: options.Want = None,
    between: options.Between = None,
    model: options.Model = None,
    budget: options.Intervals = None,
    as_json: options.Json = False,
) -> None:
    """The least or greatest value of a symbol at which a relation holds, certified.

    Examples: boundkit solve wang2025.piece_count 'upper <= 10**6' --for L E=8;
    boundkit solve wang2025.piece_count 'upper >= L**3' --for L E=2 --between 2 1000
    """
    from boundkit.export.progress import Progress

    asked: dict[str, Any] = {"claim": claim, "want": want, "between": between, "model": model, "budget": budget}
    with Progress("solving"):
        from boundkit.api import theorem
        from boundkit.commands.solve import solve as solve_relation
        from boundkit.export.solution import solution_document, solution_text

        found = solve_relation(theorem(id), relation, symbol, values or [], **asked)
    answer(as_json, lambda: solution_document(found), lambda: solution_text(found))


def minimise(
    id: options.Result,
    values: options.ValuesOrSymbols = None,
    claim: options.MinimisedClaim = None,
    of: options.Of = None,
    over: options.Over = None,
    subject_to: options.SubjectTo = None,
    model: options.Model = None,
    budget: options.Intervals = None,
    as_json: options.Json = False,
) -> None:
    """The least value of a claim, or of a formula in claims, over symbols to choose, and where; certified.

    Examples: boundkit minimise wang2025.piece_count --claim upper --over L E=8;
    boundkit minimise dar2025.one_dimensional --of 'uniform_rate + m/100' --over m B1=1 B2=1 P0=1 P1=1
    """
    from boundkit.export.progress import Progress

    asked: dict[str, Any] = {"claim": claim, "of": of, "subject_to": subject_to or [], "model": model, "budget": budget}
    with Progress("minimising"):
        from boundkit.api import theorem
        from boundkit.commands.minimise import minimise as minimise_formula
        from boundkit.export.minimum import minimum_document, minimum_text

        found = minimise_formula(theorem(id), over or [], values or [], **asked)
    answer(as_json, lambda: minimum_document(found), lambda: minimum_text(found))
    raise typer.Exit(found.exit_code)


def compare(
    words: options.Sides,
    plot: options.PlanePlot = None,
    budget: options.SecondsForComparison = 120.0,
    as_json: options.Json = False,
) -> None:
    """Which bound is smaller, where they cross, and how their ratio grows; with two ranges, where each is smallest.

    With --plot one range draws both as curves over it, two draw the plane.

    Examples: boundkit compare classical.serra_upper:upper classical.montufar_upper:upper n=4,4 J=2 D=3;
    boundkit compare kratsios2024.vc_dimension:upper_closed kratsios2024.vc_dimension:lower_bumps D=2 E=4 J=1 W=8:64:8
    --plot curves.pdf;
    boundkit compare wang2025.routing_cells:cells wang2025.mixture_cells:top_k E=2:64 k=1:16 D=2 L=1 --plot cells.pdf
    """
    from boundkit.deadline import time_limit
    from boundkit.export.progress import Progress

    curves = None
    if plot is not None:
        from boundkit.commands.compare import only_range
        from boundkit.export.figures import require_picture

        require_picture(plot)
        if (ranged := only_range(words)) is not None:
            curves, words = words, [word for word in words if word != ranged]
    with Progress("comparing"):
        from boundkit.commands.compare import SideBySide
        from boundkit.export.comparison import comparison_document, comparison_text

        with time_limit(budget):
            found = SideBySide.of(words)
    pictures = Pictures()
    if plot is not None and curves is not None:
        from boundkit.commands.sweep import Sweep
        from boundkit.export import curves_figure

        pictures.draw(lambda: curves_figure.picture(Sweep.of(curves, budget=budget), plot))
    elif plot is not None:
        from boundkit.export.plane_figure import picture

        if found.plane is None:
            raise MissingValueError("a picture wants a range for one symbol, or for two, such as E=2:64 k=1:16")
        pictures.draw(picture, found.plane, found.labels, found.axes, plot, found.fixed)
    answer(as_json, lambda: comparison_document(found), lambda: comparison_text(found))
    pictures.end()
    raise typer.Exit(0 if found.decided else 4)


def proof(action: options.ProofAction, file: options.ProofFile, as_json: options.Json = False) -> None:
    """Run the steps of proofs again by the rules alone; no theorem file is read.

    Example: boundkit proof replay proof.json
    """
    from boundkit.export.progress import Progress

    with Progress("following the proofs"):
        from boundkit.commands.proof import replayed

        found = replayed(file)
    answer(
        as_json,
        lambda: [each._asdict() for each in found],
        lambda: "\n".join(
            f"{each.claim} follows in {each.steps} steps from {len(each.premises)} premises and "
            f"{len(each.lemmas)} lemmas: {each.statement}"
            for each in found
        ),
    )


def new(id: options.NewResult, output: options.Output = None, as_json: options.Json = False) -> None:
    """A theorem file to start from.  Example: boundkit new mine.pieces && boundkit check pieces.py"""
    from boundkit.commands.new import new_theorem_file

    path = new_theorem_file(id, output)
    answer(as_json, lambda: {"id": id, "file": str(path)}, lambda: f"wrote {path}; try it: boundkit check {path}")
