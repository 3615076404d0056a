"""The site of a check: every page is made from its template and written whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment

from boundkit.commands.effort import Listener
from boundkit.commands.files import write_text
from boundkit.commands.report import Reported
from boundkit.errors import FileAccessError
from boundkit.export.rendering import environment
from boundkit.export.report import what_follows
from boundkit.export.site.graph import drawing_of
from boundkit.export.site.pages import ClaimPart, PaperPage, ResultPage, counted, witness_of
from boundkit.export.site.parts import Parts, parts_of
from boundkit.export.site.references import reference
from boundkit.export.tables import FORMATS, Table, results_table
from boundkit.statements.reference import ClaimId
from boundkit.statements.relation import Sense
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict
from boundkit.version import __version__
from boundkit.whole_file import require_folder

_FOLDERS = ("results", "papers", "tables")
_SECONDS_TO_MEASURE = 0.3  # for one claim
_SUFFIXES = {"latex": "tex", "markdown": "md", "html": "html", "csv": "csv"}
_WORDS = {"latex": "LaTeX", "markdown": "Markdown", "html": "HTML", "csv": "CSV"}


def require_site(folder: Path) -> None:
    """Raise the FileAccessError that ``write_site`` would certainly end in, before there is anything to write."""
    for inner in (".", *_FOLDERS):
        require_folder(folder / inner)


def write_site(found: Reported, folder: Path, progress: Listener, jobs: int = 1) -> Path:
    """Write the pages into a folder, which is made where it is not there; returns the page to open.

    Raises FileAccessError for a place that cannot be written.
    """
    for inner in _FOLDERS:
        _make(folder / inner)
    for name in ("style.css", "report.js"):
        write_text(folder / name, files("boundkit.export.site").joinpath("assets", name).read_text(encoding="utf-8"))
    tell = progress.begin("writing pages")
    tell(0, len(found.entries))
    written: dict[str, ResultPage] = {}
    for entry, parts in parts_of(found.entries, jobs):
        written[entry.theorem.id] = _write_result(found, entry.theorem, parts, folder)
        tell(len(written), len(found.entries), f"writing pages, {entry.theorem.id}")
    _write_common(found, [written[theorem.id] for theorem in found.theorems], folder)
    return folder / "index.html"


def render(template: str, root: str = "", here: str = "", **values: Any) -> str:
    """A page of a template; ``root`` leads to the folder of the site, ``here`` is the page that is open."""
    common = {"root": root, "here": here, "version": __version__, "sentences": (), "known": None}
    return _environment().get_template(f"{template}.html.jinja").render(common | values)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccessError(f"cannot write {folder}: {error.strerror}; choose another folder with -o") from None


def _write_result(found: Reported, theorem: Theorem, made: Parts, folder: Path) -> ResultPage:
    headlines = {(h.id, h.claim): h for h in found.claims}
    above = _above(found)
    parts = tuple(
        ClaimPart(
            theorem,
            claim,
            headlines.get((theorem.id, claim.name)),
            found.evidence.get((theorem.id, claim.name), ()),
            above.get(ClaimId(theorem.id, claim.name), ()),
            made.proofs.get(claim.name, ()),
            made.scatters.get(claim.name),
        )
        for claim in theorem.claims
    )
    page = ResultPage(theorem, parts, _write_proofs(theorem, made, folder / "results"))
    known = {each.id for each in found.theorems}
    text = render("result", "../", page=page, known=known, sentences=found.sentences)
    write_text(folder / "results" / f"{theorem.id}.html", text)
    return page


def _write_proofs(theorem: Theorem, made: Parts, folder: Path) -> tuple[tuple[str, str], ...]:
    if not made.record:
        return ()
    tex, record = f"{theorem.id}.proofs.tex", f"{theorem.id}.proofs.json"
    write_text(folder / tex, made.latex)
    write_text(folder / record, made.record)
    return (tex, "the proofs as an appendix of a paper, in LaTeX"), (record, "the proofs to boundkit proof replay")


def _above(found: Reported) -> dict[ClaimId, tuple[ClaimId, ...]]:
    """The claims that rest on each claim."""
    above: dict[ClaimId, tuple[ClaimId, ...]] = {}
    for headline in found.claims:
        for below in headline.rests_on:
            above[below] = (*above.get(below, ()), ClaimId(headline.id, headline.claim))
    return above


def _write_common(found: Reported, pages: Sequence[ResultPage], folder: Path) -> None:
    """The pages about all results."""
    parts = [part for page in pages for part in page.claims]
    known = {page.theorem.id for page in pages}
    papers = [
        PaperPage(name, reference(name), tuple(page for page in pages if page.theorem.paper == name))
        for name in dict.fromkeys(page.theorem.paper for page in pages)
    ]
    common: dict[str, Any] = {"papers": papers, "known": known, "sentences": found.sentences}
    drawing = drawing_of(found.claims)
    drawn = {box.claim for box in drawing.boxes}
    shown: dict[str, dict[str, Any]] = {
        "index": {
            "parts": parts, "counts": counted(parts), "follows": what_follows(found.report),
            "senses": [sense.value for sense in Sense],
        },
        "graph": {
            "drawing": drawing, "alone": sum(part.id not in drawn for part in parts),
            "shown": list(dict.fromkeys(box.verdict for box in drawing.boxes)),
            "resting": [part for part in parts if part.headline and part.headline.rests_on],
        },
        "papers": {},
        "tables": {"tables": list(_write_tables(found, folder / "tables"))},
        "verdicts": {"verdicts": list(Verdict)},
    }  # fmt: skip
    for name, values in shown.items():
        write_text(folder / f"{name}.html", render(name, "", f"{name}.html", **common, **values))
    for paper in papers:
        text = render("paper", "../", "papers.html", paper=paper, **common)
        write_text(folder / "papers" / f"{paper.name}.html", text)


def _write_tables(found: Reported, folder: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each table in all formats; yields its caption and its files with their names for readers."""
    tables: Mapping[str, Table] = {
        "results": results_table(found.theorems, found.report, "; ".join(found.sentences)),
    }
    for name, table in tables.items():
        for format in FORMATS:
            write_text(folder / f"{name}.{_SUFFIXES[format]}", table.render(format))
        yield table.caption, [(f"{name}.{_SUFFIXES[format]}", _WORDS[format]) for format in FORMATS]
    write_text(folder / "check.json", json.dumps(found.document) + "\n")
    yield "All evidence, with witnesses", [("check.json", "JSON")]


@cache
def _environment() -> Environment:
    made = environment("boundkit.export.site", autoescape=True)
    made.filters.update(broken_by=witness_of, witness=lambda value: json.dumps(value, ensure_ascii=False, indent=1))
    return made
