"""The options and arguments of the commands, each told once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

Json = Annotated[bool, Option("--json", help="One JSON document on standard output, nothing else.")]
Output = Annotated[Path | None, Option("-o", "--output", help="Where to write.")]
Jobs = Annotated[int | None, Option(min=1, help="Processes; one unless said.")]
Scheduler = Annotated[
    str | None,
    Option(
        metavar="ADDRESS",
        help="Share the work on the cluster of this dask scheduler, such as tcp://10.0.0.1:8786; local starts one of "
        "--jobs processes for the command.",
    ),
]
Memory = Annotated[float, Option(min=1e-6, help="About how many GiB it may take.")]

# results ----------------------------------------------------------------------------------------------------------

Result = Annotated[str, Argument(metavar="ID", help="A result's id, or a theorem file.")]
Results = Annotated[list[str] | None, Argument(metavar="[ID, PAPER or FILE]...", help="All results for none.")]
NewResult = Annotated[str, Argument(metavar="ID", help="paper.result, such as mine.pieces")]
Paper = Annotated[str | None, Option(help="Only this paper, such as wang2025.")]
Search = Annotated[
    str, Option("-k", "--search", metavar="WORDS", help="Only results whose id, title or claims hold every word.")
]
ShownClaim = Annotated[str | None, Option("--claim", metavar="CLAIM", help="Only this claim, with all it rests on.")]
Whole = Annotated[bool, Option("-v", "--verbose", help="Everything that its file states.")]
Latex = Annotated[bool, Option("--latex", help="Formulas as LaTeX.")]
WithProofs = Annotated[bool, Option("--proof", help="The proofs that the kernel checks, premises first.")]
ProofAction = Annotated[Literal["replay"], Argument(metavar="replay", help="Run the steps of a record again.")]
CertificateAction = Annotated[Literal["verify"], Argument(metavar="verify", help="Check the certificates again.")]
CertificateFolder = Annotated[Path, Argument(metavar="DIR", help="What boundkit check -o DIR wrote.")]
ProofFile = Annotated[Path, Argument(metavar="FILE", help="What boundkit show ID --proof --json wrote.")]

# values -----------------------------------------------------------------------------------------------------------

Values = Annotated[list[str] | None, Argument(metavar="[SYM=VAL]...", help="Exact values: E=8 delta=1/10 m=2:64:2")]
Model = Annotated[
    str | None, Option(help="Take values from a published shape, such as mixtral-8x7b, or from a config.json.")
]
OneClaim = Annotated[str | None, Option(help="Which claim; may be left out when only one has a value.")]
Logarithm = Annotated[bool, Option("--log", help="The natural logarithm of the value instead.")]
ValuesPlot = Annotated[Path | None, Option(help="A picture of the values over a range: .pdf, .svg or .png.")]
Csv = Annotated[bool, Option("--csv", help="Comma-separated rows.")]
SecondsForAll = Annotated[float, Option(min=0.001, help="Seconds for all values.")]

# solving ----------------------------------------------------------------------------------------------------------

Relation = Annotated[str, Argument(metavar="RELATION", help="Such as 'upper <= 1000'.")]
SolvedFor = Annotated[str, Option("--for", metavar="SYM", help="The symbol to solve for.")]
RelationClaim = Annotated[
    str | None, Option(help="The claim that 'upper', 'lower' or 'exact' stands for in the relation.")
]
Want = Annotated[str | None, Option(help="least or greatest; the threshold unless said.")]
Between = Annotated[
    tuple[str, str] | None,
    Option(metavar="A B", help="Look from A to B only, both included; oo for no end."),
]
Intervals = Annotated[int | None, Option(min=1, help="How many intervals are looked at before giving up.")]
Over = Annotated[list[str] | None, Option(metavar="SYM", help="A symbol to choose; others may follow it.")]
MinimisedClaim = Annotated[
    str | None, Option(help="The claim to minimise, or what 'upper', 'lower' or 'exact' stands for in --of.")
]
Of = Annotated[
    str | None, Option(metavar="FORMULA", help="In claims and symbols, instead of a claim: 'uniform_rate + m/100'.")
]
SubjectTo = Annotated[
    list[str] | None, Option(metavar="RELATION", help="Such as 'm <= 10', or 'E*k = 64'; may be given again.")
]
ValuesOrSymbols = Annotated[
    list[str] | None, Argument(metavar="[SYM or SYM=VAL]...", help="More symbols to choose, and exact values.")
]
Sides = Annotated[list[str], Argument(metavar="ID:CLAIM ID:CLAIM [SYM=VAL]...", help="Bounds, and exact values.")]
PlanePlot = Annotated[
    Path | None, Option(help="A picture of curves over a range, or of the plane of two: .pdf, .svg or .png.")
]
SecondsForComparison = Annotated[float, Option(min=0.001, help="Seconds for the comparison.")]

# checking ---------------------------------------------------------------------------------------------------------

Full = Annotated[bool, Option("--full", help="The large sweeps too.")]
Verbose = Annotated[bool, Option("-v", "--verbose", help="Every item of evidence, with all witnesses.")]
AllJobs = Annotated[int | None, Option(min=1, help="Processes; as many as processors unless said.")]
SecondsForItem = Annotated[float | None, Option(min=0.001, help="Seconds for one item of evidence.")]
Resume = Annotated[Path | None, Option(help="Take over finished results from this journal.")]
CheckOutput = Annotated[
    Path | None, Option("-o", "--output", help="A folder for check.jsonl, check.json and certificates.")
]
CheckedClaims = Annotated[
    list[str] | None, Option("--claim", metavar="CLAIM", help="Only this claim, or ID:CLAIM; may be given again.")
]
Words = Annotated[
    str, Option("-k", metavar="WORDS", help="Only claims whose id, title, statement or origin holds every word.")
]
StopAtFirst = Annotated[bool, Option("-x", "--exitfirst", help="End at the first verdict that is not as expected.")]
JUnit = Annotated[Path | None, Option(metavar="FILE", help="Write JUnit XML for tools that gather test results.")]
Quiet = Annotated[bool, Option("-q", "--quiet", help="Only what is not as expected, and the last line.")]
ReportFolder = Annotated[Path, Option("-o", "--output", help="The folder of the site; it is made if need be.")]
Mutants = Annotated[
    bool, Option("--mutants", help="Change constants and exponents of each bound instead; which are caught?")
]
FalsifiedClaims = Annotated[list[str] | None, Option("--claim", help="Only this claim; may be given again.")]
Restarts = Annotated[int, Option(min=1, help="Searches for one claim, the seeds counted up.")]
Evaluations = Annotated[int, Option(min=1, help="Objects for one claim.")]
SecondsForClaim = Annotated[float, Option(min=0.001, help="Seconds for one claim.")]
Seed = Annotated[int, Option(help="Of the random draws.")]
TriedClaim = Annotated[str, Argument(metavar="ID:CLAIM", help="The claim whose objects are looked at.")]
OwnRelation = Annotated[str, Argument(metavar="RELATION", help="Such as 'N <= E**L - 1', with <=, >= or =.")]
TriedValues = Annotated[
    list[str] | None,
    Argument(metavar="[SYM=VAL]...", help="Only objects with these values; of another name, a constant of RELATION."),
]
WithoutHypothesis = Annotated[
    list[str] | None,
    Option("--without", metavar="HYPOTHESIS", help="Objects need not meet this one; may be given again."),
]
TrialPlot = Annotated[Path | None, Option(help="A picture of measured values over the bounds: .pdf, .svg or .png.")]
SecondsToTry = Annotated[float, Option(min=0.001, help="Seconds for all objects.")]
ObjectInFull = Annotated[bool, Option("-v", "--verbose", help="The object that decides in full.")]

# networks ---------------------------------------------------------------------------------------------------------

Network = Annotated[Path, Argument(metavar="FILE", help="A network: npz, ONNX, safetensors, ..")]
Box = Annotated[
    tuple[str, str] | None,
    Option("--box", metavar="LO HI", help="Exact corners: -1 1, or a number per input: -1,0 1,1/3"),
]
DomainFile = Annotated[
    Path | None,
    Option(
        "--domain",
        metavar="FILE",
        help='JSON instead of a box: {"lower": .., "upper": ..}, {"normals": .., "offsets": ..} for all x with '
        'normals x <= offsets, or {"everywhere": true}; or the constraints on inputs of a VNN-LIB file (.vnnlib).',
    ),
]
Through = Annotated[
    list[Path] | None,
    Option(
        metavar="A.npy B.npy ..",
        help="Only on the line or plane through these inputs, sizes in its coordinates; without a domain the "
        "segment or parallelogram that they span.",
    ),
]
MorePoints = Annotated[list[Path] | None, Argument(hidden=True)]
Decision = Annotated[bool, Option("--decision", help="Of the class: the largest output, or the sign of a single one.")]
Layer = Annotated[
    str | None,
    Option(metavar="N", help="Of a checkpoint (.safetensors or its .index.json): the mixture layer N, or its name."),
]
Top = Annotated[int | None, Option(min=1, help="Experts a token of that layer; else what config.json beside it says.")]
RouterOnly = Annotated[bool, Option("--router-only", help="Of that layer the gate alone: which experts serve.")]
Data = Annotated[
    Path | None,
    Option(
        "--data",
        metavar="X.npy",
        help="Inputs, shape (points, inputs): how often they reach each expert; without a domain the box around them.",
    ),
]
Example = Annotated[
    str, Argument(metavar="NAME", help="network, mixture, domain, property, point-a, point-b, config, runs.")
]
SecondsForCounts = Annotated[
    float | None,
    Option(min=0.001, help="Seconds for the counts, again for a boundary, -o and --plot; then INCONCLUSIVE."),
]
WithPieces = Annotated[bool, Option("--pieces/--no-pieces", help="Affine and connected pieces and routing cells too.")]
Plot = Annotated[Path | None, Option(help="A picture: .pdf, .svg or .png.")]
Colour = Annotated[str, Option(help="Of the picture: pattern or gradient.")]
Section = Annotated[
    list[str] | None,
    Option(
        metavar="xI=VAL",
        help="Of the picture: fix input I; x3=-1/2,0,1/2 for three panels. Of counts too: origin=0,0,1/2, u=1,0,1 and "
        "v=0,1,0, or npy files, for the plane origin + s u + t v; without v the line, without origin through 0. Sizes "
        "are those of (s, t).",
    ),
]
RegionsOutput = Annotated[
    Path | None, Option("-o", "--output", help="Write every region, one JSON line each, as it is found.")
]
GraphMl = Annotated[Path | None, Option(help="The graph of experts as GraphML.")]
Tikz = Annotated[Path | None, Option(help="The graph of experts as a LaTeX document.")]
SecondsForRoutes = Annotated[float | None, Option(min=0.001, help="Seconds; then what was seen, INCONCLUSIVE.")]

# fits -------------------------------------------------------------------------------------------------------------

RunsFile = Annotated[Path, Argument(metavar="FILE", help="Training runs: a CSV file with a line of heads.")]
FitPlot = Annotated[Path | None, Option("--plot", help="A picture of residuals and of the law: .pdf, .svg or .png.")]
Level = Annotated[float, Option(help="Of the intervals.")]
Draws = Annotated[int, Option(help="Of the bootstrap.")]
SecondsForDraws = Annotated[float | None, Option("--budget", min=0.001, help="Seconds; then fewer draws.")]

# tables -----------------------------------------------------------------------------------------------------------

Table = Annotated[
    str, Argument(metavar="results|summary|bounds|regions|claims|convergence|tokens", help="Which table.")
]
TableValues = Annotated[
    list[str] | None,
    Argument(
        metavar="[SYM=VAL, FILE or ID:CLAIM]...",
        help="For bounds: exact values. For regions: files, or shapes like 2-16-16-1. For claims: ID:CLAIM, "
        "formulas such as E**n to set beside, and values, ranges, or N=ceiling(1/eps). For convergence: beta, p, m, n. "
        "For tokens: T.",
    ),
]
TableModels = Annotated[
    str | None, Option(help="For bounds and tokens: shapes, or config.json files, separated by commas.")
]
TableResults = Annotated[list[str] | None, Option(help="Only this id or paper; may be given again.")]
TableClaims = Annotated[list[str] | None, Option(help="For bounds: only this claim; may be given again.")]
Format = Annotated[str, Option(help="latex, markdown, html or csv.")]
LeftOut = Annotated[bool, Option("--left-out", help="For bounds: list every claim that is left out, with the reason.")]
CheckFile = Annotated[Path | None, Option("--from", metavar="FILE", help="A check.json of boundkit check -o.")]
GraphFile = Annotated[Path, Argument(metavar="OUT", help=".json, .graphml, .dot, or a picture: .pdf, .svg, .png.")]
GraphResults = Annotated[
    list[str] | None, Option("--result", metavar="ID", help="Only these results, papers or files; may be given again.")
]
Fragment = Annotated[bool, Option("--fragment", help="LaTeX or HTML without the document around it.")]
TableFull = Annotated[bool, Option("--full", help="For results: verdicts of the large sweeps.")]
TableMeasured = Annotated[
    list[str] | None,
    Option(
        metavar="ID:CLAIM[:BUILDER]",
        help="For claims: what objects of its evidence, or of one builder, measure; may be given again.",
    ),
]
TableLeast = Annotated[
    list[str] | None,
    Option(
        metavar="SYM:RELATION", help="For claims: the least SYM of 'SYM: ID:CLAIM >= ID:CLAIM'; may be given again."
    ),
]
CurvesPlot = Annotated[
    Path | None, Option(help="For claims, convergence and tokens: a picture of curves: .pdf, .svg or .png.")
]
Across = Annotated[str | None, Option(metavar="SYM or ID:CLAIM", help="Of the picture: what its horizontal axis is.")]
Router = Annotated[bool, Option("--router/--no-router", help="For tokens: whether the gates are counted.")]
ByQuantity = Annotated[bool, Option("--by-quantity", help="Of the picture: a panel for each quantity.")]
SecondsForCell = Annotated[float | None, Option(min=0.001, help="Seconds for one count, or for one bound.")]
