"""The command line. Commands read their input, call the library, and print; heavy imports wait until they run."""

from __future__ import annotations

import json
import sys
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from boundkit.errors import BoundkitError, BoundkitWarning, FileAccessError, MalformedInputError, MissingValueError
from boundkit.streams import OutputLostError, guarded


class _Interrupted(Exception):  # noqa: N818
    """Ctrl-C, which the command-line parser would turn into an exit code without a word."""


class _Commands(typer.core.TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _Interrupted from None


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_MOST_JOURNALS = 8  # of checks that run at the same time without -o

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, nothing else.")]
Values = Annotated[
    list[str] | None, typer.Argument(metavar="[SYM=VAL]...", help="Exact values: E=8 delta=1/10 m=2:64:2")
]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Where to write.")]
Result = Annotated[str, typer.Argument(metavar="ID", help="A result's id, or a theorem file.")]
Network = Annotated[Path, typer.Argument(metavar="FILE", help="A network: npz, ONNX, safetensors, ..")]
Box = Annotated[
    tuple[str, str] | None,
    typer.Option("--box", metavar="LO HI", help="Exact corners: -1 1, or a number per input: -1,0 1,1/3"),
]
DomainFile = Annotated[
    Path | None,
    typer.Option(
        "--domain",
        metavar="FILE",
        help='JSON instead of a box: {"lower": .., "upper": ..}, {"normals": .., "offsets": ..} for all x with '
        'normals x <= offsets, or {"everywhere": true}.',
    ),
]
Memory = Annotated[float, typer.Option(min=1e-6, help="About how many GiB it may take.")]
Plot = Annotated[Path | None, typer.Option(help="A picture: .pdf, .svg or .png.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from boundkit.version import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and stop.")
    ] = False,
) -> None:
    """Check theorems about mixture-of-experts networks: bounds evaluated exactly, constructions verified."""


@app.command("list")
def list_results(
    paper: Annotated[str | None, typer.Option(help="Only this paper, such as wang2025.")] = None, as_json: Json = False
) -> None:
    """The results in the catalogue.  Example: boundkit list --paper wang2025"""
    from boundkit.discovery.index import summaries

    rows = summaries()
    papers = {row["paper"] for row in rows}
    if paper is not None and paper not in papers:
        from boundkit.errors import NothingMatchedError

        raise NothingMatchedError.among("paper", paper, papers)
    chosen = [row for row in rows if paper in (None, row["paper"])]
    if as_json:
        _print_json(chosen)
        return
    from boundkit.export.listing import print_list

    print_list(chosen)


@app.command()
def show(
    id: Result,
    latex: Annotated[bool, typer.Option("--latex", help="Formulas as LaTeX.")] = False,
    as_json: Json = False,
) -> None:
    """Statement, hypotheses, readings, source, proof.  Example: boundkit show wang2025.piece_count"""
    from boundkit.api import theorem

    chosen = theorem(id)
    if as_json:
        from boundkit.export.documents import theorem_document

        _print_json(theorem_document(chosen))
        return
    from boundkit.export.console import print_theorem

    print_theorem(chosen, latex=latex)


@app.command("eval")
def evaluate(
    id: Result,
    values: Values = None,
    claim: Annotated[str | None, typer.Option(help="Which claim; may be left out when only one has a value.")] = None,
    model: Annotated[str | None, typer.Option(help="Take values from a published shape, such as mixtral-8x7b.")] = None,
    logarithm: Annotated[bool, typer.Option("--log", help="The natural logarithm of the value instead.")] = False,
    budget: Annotated[float, typer.Option(min=0.001, help="Seconds for all values.")] = 120.0,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated rows.")] = False,
    as_json: Json = False,
) -> None:
    """Value of a claim's right-hand side, exact or enclosed.

    Examples: boundkit eval wang2025.piece_count --claim upper E=8 L=200;
    boundkit eval wang2025.piece_count --claim upper E=8 L=10**9 --log
    """
    import gc

    from boundkit.api import theorem
    from boundkit.export.evaluation import Evaluation

    gc.disable()  # a table of many rows holds no cycles, and looking for them takes a seventh of the time
    evaluation = Evaluation.of(theorem(id), claim, values or [], model, logarithm=logarithm, budget=budget)
    if as_json:
        _print_json(evaluation.document())
    elif as_csv:
        sys.stdout.write(evaluation.csv())
    else:
        print(evaluation.text())
    if evaluation.ended is not None:
        reason = str(evaluation.ended) or "interrupted"
        print(f"boundkit: only the first {len(evaluation.rows)} rows: {reason}", file=sys.stderr)
        raise typer.Exit(getattr(evaluation.ended, "exit_code", 130))


@app.command()
def solve(
    id: Result,
    relation: Annotated[str, typer.Argument(metavar="RELATION", help="Such as 'upper <= 1000'.")],
    values: Values = None,
    symbol: Annotated[str, typer.Option("--for", metavar="SYM", help="The symbol to solve for.")] = "",
    claim: Annotated[
        str | None, typer.Option(help="The claim that 'upper', 'lower' or 'exact' stands for in the relation.")
    ] = None,
    want: Annotated[str | None, typer.Option(help="least or greatest; the threshold unless said.")] = None,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Look from A to B only, both included; oo for no end."),
    ] = None,
    model: Annotated[str | None, typer.Option(help="Take values from a published shape, such as mixtral-8x7b.")] = None,
    budget: Annotated[
        int | None, typer.Option(min=1, help="How many intervals are looked at before giving up.")
    ] = None,
    as_json: Json = False,
) -> None:
    """The least or greatest value of a symbol at which a relation holds, certified.

    Examples: boundkit solve wang2025.piece_count 'upper <= 10**6' --for L E=8;
    boundkit solve wang2025.piece_count 'upper >= L**3' --for L E=2 --between 2 1000
    """
    from boundkit.api import theorem
    from boundkit.calculus.solving.roots import BUDGET
    from boundkit.deadline import time_limit
    from boundkit.export.calculus import solution_document, solution_text, values_of_model
    from boundkit.statements.inversion import solve_claim
    from boundkit.values import read_ends

    if not symbol:
        raise MissingValueError("name the symbol to solve for, such as --for E")
    chosen = theorem(id)
    given = _read_values(chosen, values or [])
    if model is not None:
        given = values_of_model(model, chosen, relation, symbol, given, claim)
    ends = None if between is None else read_ends(*between)
    with time_limit():
        found = solve_claim(
            chosen, relation, symbol, given, claim=claim, want=want, between=ends, budget=budget or BUDGET
        )
    if as_json:
        _print_json(solution_document(found, given, model))
    else:
        print(solution_text(found, given, model))


def _read_values(theorem: Any, words: list[str]) -> dict[str, Any]:
    """One exact value for every symbol that is named."""
    from boundkit.values import read_assignments

    listed = read_assignments(words, {name for claim in theorem.claims for name in claim.functions})
    for name, several in listed.items():
        if len(several) > 1:
            raise MalformedInputError(f"{name} has {len(several)} values; give one")
    return {name: several[0] for name, several in listed.items()}


@app.command()
def compare(
    words: Annotated[
        list[str], typer.Argument(metavar="ID:CLAIM ID:CLAIM [SYM=VAL]...", help="Bounds, and exact values.")
    ],
    plot: Annotated[Path | None, typer.Option(help="A picture of the plane of two ranges: .pdf, .svg or .png.")] = None,
    budget: Annotated[float, typer.Option(min=0.001, help="Seconds for the comparison.")] = 120.0,
    as_json: Json = False,
) -> None:
    """Which bound is smaller, where they cross, and how their ratio grows; with two ranges, where each is smallest.

    Examples: boundkit compare classical.serra_upper:upper classical.montufar_upper:upper n=4,4 J=2 D=3;
    boundkit compare wang2025.routing_cells:cells wang2025.mixture_cells:top_k E=2:64 k=1:16 D=2 L=1 --plot cells.pdf
    """
    from boundkit.deadline import time_limit
    from boundkit.export.calculus import SideBySide

    if plot is not None:
        from boundkit.export.figures import require_picture

        require_picture(plot)
    with time_limit(budget):
        found = SideBySide.of(words)
    if plot is not None:
        from boundkit.export.plane_figure import picture

        if found.plane is None:
            raise MissingValueError("a picture wants ranges for two symbols, such as E=2:64 k=1:16")
        picture(found.plane, found.labels, found.axes, plot, found.fixed)
    if as_json:
        _print_json(found.document())
    else:
        print(found.text())
    raise typer.Exit(0 if found.decided else 4)


@app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID, PAPER or FILE]...", help="All results for none.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="The large sweeps too.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; as many as processors unless said.")] = None,
    budget: Annotated[float | None, typer.Option(min=0.001, help="Seconds for one item of evidence.")] = None,
    resume: Annotated[Path | None, typer.Option(help="Take over finished results from this journal.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A folder for check.jsonl and check.json.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Run the evidence of the catalogue and print a table of verdicts.  Example: boundkit check wang2025"""
    import os

    from boundkit.api import catalogue, select
    from boundkit.checking.runner import check as run
    from boundkit.discovery.index import cache_folder
    from boundkit.export.console import print_report
    from boundkit.export.progress import Progress

    chosen_names = tuple(names or ())
    found = catalogue(*chosen_names)
    journal = _journal(output, cache_folder())
    with Progress("checking") as progress:
        report = run(
            select(found, chosen_names, broken=True),
            broken=found.broken,
            full=full,
            jobs=jobs or os.cpu_count() or 1,
            budget=budget,
            journal=journal,
            resume=resume,
            progress=lambda result, done, total: progress(done, total, _latest("checking", result)),
        )
    if as_json:
        _print_json(report.to_json())
    else:
        print_report(report)
    for text in [*report.notes, report.stopped]:
        if text:
            print(f"boundkit: {text}", file=sys.stderr)
    if report.interrupted and journal is not None:
        print(f"interrupted; continue with: boundkit check --resume {journal}", file=sys.stderr)
    raise typer.Exit(report.exit_code)


@app.command()
def falsify(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID, PAPER or FILE]...", help="All results for none.")
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Change constants and exponents of each bound instead; which are caught?")
    ] = False,
    evaluations: Annotated[int, typer.Option(min=1, help="Objects for one claim.")] = 200,
    budget: Annotated[float, typer.Option(min=0.001, help="Seconds for one claim.")] = 20.0,
    seed: Annotated[int, typer.Option(help="Of the random draws.")] = 0,
    as_json: Json = False,
) -> None:
    """Search for an object that breaks a claim, beyond the grids of its evidence; exact arithmetic confirms.

    Examples: boundkit falsify wang2025.piece_count; boundkit falsify classical.line --mutants
    """
    from boundkit.api import catalogue, select
    from boundkit.export.progress import Progress

    chosen_names = tuple(names or ())
    found = catalogue(*chosen_names)
    entries = select(found, chosen_names)
    effort: dict[str, Any] = {"evaluations": evaluations, "seconds": budget, "seed": seed}
    if mutants:
        from boundkit.checking.mutation import examine_all, markdown, to_json

        with Progress("falsifying mutants") as progress:
            outcomes = examine_all(
                entries,
                **effort,
                progress=lambda name, done, total: progress(done, total, f"mutants, {name}"),
            )
        if as_json:
            _print_json(to_json(outcomes))
        else:
            print(markdown(outcomes))
        return
    from boundkit.checking.falsifier import falsify_all
    from boundkit.export.falsification import falsification_document, falsification_text, is_surprise

    with Progress("falsifying") as progress:
        results = falsify_all(
            entries,
            **effort,
            progress=lambda result, done, total: progress(done, total, _latest("falsifying", result)),
        )
    theorems = {entry.theorem.id: entry.theorem for entry in entries}
    if as_json:
        _print_json(falsification_document(results))
    else:
        print(falsification_text(results, theorems))
    raise typer.Exit(int(any(is_surprise(theorems[result.id], result) for result in results)))


def _latest(text: str, result: Any) -> str:
    return text if result is None else f"{text}, {result.id} {result.verdict}"


def _journal(output: Path | None, cache: Path) -> Path | None:
    """The journal in the folder of -o, or in the cache the first that no running check writes."""
    from boundkit.checking.files import sole_writer

    if output is not None:
        return output / "check.jsonl"
    for number in range(1, _MOST_JOURNALS + 1):
        path = cache / f"last-check{'' if number == 1 else f'-{number}'}.jsonl"
        with suppress(FileAccessError), sole_writer(path):
            return path
    return None


@app.command("regions")
def count_regions(
    file: Network,
    box: Box = None,
    domain: DomainFile = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    budget: Annotated[
        float | None,
        typer.Option(min=0.001, help="Seconds for the counts, again for -o and --plot; then INCONCLUSIVE."),
    ] = None,
    memory: Memory = 4.0,
    pieces: Annotated[
        bool, typer.Option("--pieces/--no-pieces", help="Affine and connected pieces and routing cells too.")
    ] = True,
    plot: Plot = None,
    colour: Annotated[str, typer.Option(help="Of the picture: pattern or gradient.")] = "pattern",
    section: Annotated[
        list[str] | None,
        typer.Option(metavar="xI=VAL", help="Of the picture: fix input I; x3=-1/2,0,1/2 for three panels."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write every region, one JSON line each, as it is found.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Activation regions and affine pieces of a network file, counted exactly.

    Examples: boundkit regions net.onnx --box -1 1; boundkit regions net.npz --box -1,0 1,1/3 --plot regions.pdf
    """
    from boundkit.commands.effort import Effort
    from boundkit.commands.regions import find_regions
    from boundkit.export.counts import print_regions
    from boundkit.export.progress import Progress

    with Progress() as progress:
        where, left = _domain(box, domain, progress, budget)
        program = _network(file, progress)
        picture = _picture(program, where, plot, colour, section or [])
        effort = Effort(jobs, left, memory)
        found = find_regions(program, where, effort, progress, pieces=pieces, picture=picture, output=output)
    if as_json:
        _print_json(found.document)
    else:
        print_regions(found.document)
    raise typer.Exit(found.exit_code)


def _network(file: Path, progress: Any) -> Any:
    from boundkit.networks import load

    progress.begin(f"reading {file}")
    return load(file)


def _domain(
    box: tuple[str, str] | None, file: Path | None, progress: Any, budget: float | None
) -> tuple[Any, float | None]:
    """The domain, and the seconds that reading it leaves of a budget."""
    if (box is None) == (file is None):
        raise MissingValueError("give the domain with --box LO HI, such as --box -1 1, or with --domain FILE, not both")
    if file is not None:
        from boundkit.regions.domain_file import read_domain
        from boundkit.regions.limit import Limit

        progress.begin(f"vertices of {file}")
        limit = Limit(budget)
        return read_domain(file, limit.watch), limit.stop()
    from boundkit.values import read_box

    assert box is not None
    return read_box(*box), budget


def _picture(program: Any, where: Any, path: Path | None, colour: str, section: list[str]) -> Any:
    """What is to be drawn, checked before anything is counted."""
    if path is None:
        return None
    from boundkit.export.figures import Picture
    from boundkit.values import read_assignments

    return Picture(program, where, path, colour, read_assignments(section))


@app.command()
def routing(
    file: Network,
    box: Box = None,
    domain: DomainFile = None,
    graphml: Annotated[Path | None, typer.Option(help="The graph of experts as GraphML.")] = None,
    tikz: Annotated[Path | None, typer.Option(help="The graph of experts as a LaTeX document.")] = None,
    plot: Plot = None,
    budget: Annotated[float | None, typer.Option(min=0.001, help="Seconds; then what was seen, INCONCLUSIVE.")] = None,
    memory: Memory = 4.0,
    as_json: Json = False,
) -> None:
    """Realised routes of a mixture, their exact measures, and the load of every expert.

    Example: boundkit routing mixture.safetensors --box -1 1 --graphml routes.graphml
    """
    from boundkit.commands.effort import Effort
    from boundkit.commands.routing import find_routing
    from boundkit.export.progress import Progress
    from boundkit.export.routes import print_routing
    from boundkit.routing.layers import mixture_layers

    if plot is not None:
        from boundkit.export.figures import require_picture

        require_picture(plot)
    with Progress() as progress:
        where, left = _domain(box, domain, progress, budget)
        program = _network(file, progress)
        if not mixture_layers(program):
            raise MalformedInputError(f"{file} has no mixture layer, hence no routes; try boundkit regions {file}")
        effort = Effort(budget=left, memory=memory)
        found = find_routing(program, where, effort, progress, graphml=graphml, drawing=tikz, plot=plot)
    if as_json:
        _print_json(found.document)
    else:
        print_routing(found.document)
    raise typer.Exit(found.exit_code)


@app.command()
def table(
    kind: Annotated[str, typer.Argument(metavar="results|bounds|regions", help="Which table.")],
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SYM=VAL or FILE]...",
            help="For bounds: exact values. For regions: files, or shapes like 2-16-16-1.",
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(help="For bounds: shapes, separated by commas.")] = None,
    result: Annotated[list[str] | None, typer.Option(help="Only this id or paper; may be given again.")] = None,
    claim: Annotated[list[str] | None, typer.Option(help="For bounds: only this claim; may be given again.")] = None,
    format: Annotated[str, typer.Option(help="latex, markdown, html or csv.")] = "markdown",
    left_out: Annotated[
        bool, typer.Option("--left-out", help="For bounds: list every claim that is left out, with the reason.")
    ] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="For results: a check.json of boundkit check -o.")
    ] = None,
    fragment: Annotated[bool, typer.Option("--fragment", help="LaTeX or HTML without the document around it.")] = False,
    full: Annotated[bool, typer.Option("--full", help="For results: verdicts of the large sweeps.")] = False,
    box: Box = None,
    domain: DomainFile = None,
    budget: Annotated[float | None, typer.Option(min=0.001, help="Seconds for one count, or for one bound.")] = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Tables for papers and pages.

    Examples: boundkit table results --format latex -o results.tex;
    boundkit table bounds --model mixtral-8x7b,deepseek-v3;
    boundkit table regions net.npz 2-16-16-1 --box -1 1
    """
    from boundkit.export.tables import FORMATS

    if kind not in ("results", "bounds", "regions"):
        raise MalformedInputError(f"unknown table {kind!r}; allowed: results, bounds, regions")
    if format not in FORMATS:
        raise MalformedInputError(f"unknown format {format!r}; allowed: {', '.join(FORMATS)}")
    names = tuple(result or ())
    if kind == "results":
        made = _results_table(names, source, full)
    elif kind == "bounds":
        made = _bounds_table(names, values or [], model, claim or [], budget)
    else:
        made = _regions_table(values or ["2-16-16-1", "3-16-16-1", "2-32-32-32-1"], box, domain, budget)
    if as_json:
        from boundkit.export.documents import table_document

        text = json.dumps(table_document(made)) + "\n"
    else:
        text = made.render(format, fragment=fragment, every=left_out)
    if output is None:
        sys.stdout.write(text)
    else:
        _write(output, text)


def _results_table(names: tuple[str, ...], source: Path | None, full: bool) -> Any:
    """The table of verdicts of a written check, or of what holds of the last one."""
    from boundkit.api import catalogue, select
    from boundkit.commands.results import last_check, written_check
    from boundkit.discovery.index import cache_folder
    from boundkit.export.tables import results_table

    found = catalogue(*names)
    entries = select(found, names)
    journal = _journal(None, cache_folder())
    report, shown = written_check(source) if source is not None else last_check(entries, journal, full)
    for broken in found.broken:
        print(f"left out: {broken.origin}: {broken}", file=sys.stderr)
    print(f"boundkit: {shown}", file=sys.stderr)
    return results_table([entry.theorem for entry in entries], report, shown)


def _bounds_table(
    names: tuple[str, ...], values: list[str], model: str | None, claims: list[str], budget: float | None
) -> Any:
    from boundkit.api import catalogue, select
    from boundkit.export.tables import bounds_table
    from boundkit.models import model as preset
    from boundkit.models import models
    from boundkit.statements.shape import SYMBOLS as SHAPE
    from boundkit.values import read_assignments

    if model is None:
        raise MissingValueError(f"table bounds needs --model; allowed: {', '.join(sorted(models()))}")
    given = read_assignments(values)
    several = [name for name, listed in given.items() if len(listed) > 1]
    if several:
        raise MalformedInputError(f"table bounds takes one value for {several[0]}; use eval for ranges")
    theorems = [entry.theorem for entry in select(catalogue(*names), names)]
    _refuse_unknown("symbol", given, {*SHAPE, *(name for theorem in theorems for name in theorem.symbols)})
    _refuse_unknown("claim", claims, {name for theorem in theorems for name in theorem.claim_names})
    shapes = [preset(name.strip()) for name in model.split(",")]
    return bounds_table(theorems, shapes, {name: listed[0] for name, listed in given.items()}, claims, budget=budget)


def _regions_table(networks: list[str], box: tuple[str, str] | None, domain: Path | None, budget: float | None) -> Any:
    """Counts beside bounds for networks from files, or random ones of a shape such as 2-16-16-1."""
    from boundkit.api import catalogue
    from boundkit.constructions.gaussian import gaussian_network, is_shape
    from boundkit.export.progress import Progress
    from boundkit.export.tables import regions_table

    with Progress() as progress:
        where = (-1, 1) if box is None and domain is None else _domain(box, domain, progress, budget)[0]
        programs = {
            name: gaussian_network(name) if is_shape(name) else _network(Path(name), progress) for name in networks
        }
        theorems = [entry.theorem for entry in catalogue().entries]
        counting = progress.begin("counting")
        return regions_table(theorems, programs, where, budget=budget, progress=counting, announce=progress.note)


def _refuse_unknown(what: str, names: Any, known: set[str]) -> None:
    from boundkit.errors import UnknownNameError

    for name in names:
        if name not in known:
            raise UnknownNameError.among(what, name, known)


@app.command()
def new(
    id: Annotated[str, typer.Argument(metavar="ID", help="paper.result, such as mine.pieces")],
    output: Output = None,
    as_json: Json = False,
) -> None:
    """A theorem file to start from.  Example: boundkit new mine.pieces && boundkit check pieces.py"""
    from boundkit.export.template import theorem_file

    path = output or Path(f"{id.partition('.')[2]}.py")
    text = theorem_file(id)
    if path.exists():
        raise FileAccessError(f"{path} exists already; choose another name with -o")
    _write(path, text)
    if as_json:
        _print_json({"id": id, "file": str(path)})
    else:
        print(f"wrote {path}; try it: boundkit check {path}")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None


def _print_json(document: Any) -> None:
    print(json.dumps(document))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; every error becomes one line and an exit code, with --json a document."""
    words = sys.argv[1:] if arguments is None else arguments
    warnings.formatwarning = _warning
    with guarded():
        try:
            code = _run(words)
            sys.stdout.flush()
        except OutputLostError as error:
            print(f"boundkit: {error}", file=sys.stderr)
            code = error.exit_code
    return code


def _run(words: list[str]) -> int:
    try:
        return int(app(words, prog_name="boundkit", standalone_mode=False) or 0)
    except OutputLostError:
        raise
    except BoundkitError as error:
        return _report(words, type(error).__name__, str(error), error.exit_code)
    except (_Interrupted, KeyboardInterrupt):
        return _report(words, "Interrupted", "interrupted", 130)
    except Exception as error:
        if not hasattr(error, "format_message"):  # not a usage error of the command-line parser
            traceback.print_exc()
            return _report(words, "InternalError", f"a defect of boundkit: {type(error).__name__}: {error}", 70)
        return _report(words, "UsageError", f"{error.format_message()} (see boundkit --help)", 2)


def _warning(message: Any, category: type, *place: Any, _usual: Any = warnings.formatwarning, **line: Any) -> str:
    return f"boundkit: {message}\n" if category is BoundkitWarning else str(_usual(message, category, *place, **line))


def _report(words: list[str], kind: str, message: str, code: int) -> int:
    if "--json" in words:
        _print_json({"error": {"type": kind, "message": message}})
    else:
        print(f"boundkit: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
