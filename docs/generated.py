"""Pages that are made at build time: a page a result, the commands with their help, the executed notebooks."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert

from boundkit.api import catalogue
from boundkit.cli.app import app as commands
from boundkit.export.site.build import render
from boundkit.export.site.pages import ClaimPart, ResultPage
from boundkit.export.site.references import reference
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict

PACKAGES = {  # of the reference, in the order in which a reader meets them
    "boundkit": "Theorems by id, and checks",
    "boundkit.statements": "What a theorem says",
    "boundkit.evidence": "What supports or breaks it",
    "boundkit.proofs": "Proofs that the kernel checks",
    "boundkit.networks": "Networks with exact weights",
    "boundkit.regions": "Counting regions",
    "boundkit.routing": "Routes of mixtures",
    "boundkit.formulas": "Formulas and values",
    "boundkit.calculus.inequalities": "Inequalities",
    "boundkit.calculus.growth": "Growth",
    "boundkit.calculus.solving": "Solving and comparing",
    "boundkit.estimators": "A regressor",
}


def write_pages(source: Path) -> None:
    """Write all of them below the folder of the documentation."""
    _write_results(source / "results")
    _write_commands(source / "reference" / "commands.md")
    _write_reference(source / "reference" / "api")
    _write_notebooks(source.parent / "notebooks", source / "notebooks")
    lines = [f"{verdict.value}\n: {verdict.meaning}\n" for verdict in Verdict]
    _put(source / "explanation" / "verdicts.inc", "\n".join(lines))


def mathml_renderer(translator, node) -> None:
    """Mathematics of a page as MathML, which needs no script and no network."""
    display = "block" if isinstance(node, nodes.math_block) else "inline"
    translator.body.append(convert(node.astext(), display=display))
    raise nodes.SkipNode


def _put(path: Path, text: str) -> None:
    """Write a file where it says something new, so that a second build has less to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _raw(html: str) -> str:
    return f"````{{raw}} html\n{html.strip()}\n````\n"


def _write_results(folder: Path) -> None:
    theorems = [entry.theorem for entry in catalogue().entries]
    known = {theorem.id for theorem in theorems}
    papers: dict[str, list[str]] = {}
    for theorem in theorems:
        _put(folder / f"{theorem.id}.md", _result(theorem, known))
        papers.setdefault(theorem.paper, []).append(theorem.id)
    lines = ["# The mathematics\n", "Made from the theorem files themselves, a page a result.\n"]
    for paper, ids in papers.items():
        lines += [f"## {paper}\n", _text(reference(paper)), "", "```{toctree}", ":maxdepth: 1\n", *ids, "```\n"]
    _put(folder / "index.md", "\n".join(lines))


def _result(theorem: Theorem, known: set[str]) -> str:
    """The page of a result: statements and hypotheses as the report of a check shows them, without verdicts."""
    page = ResultPage(theorem, tuple(ClaimPart(theorem, claim) for claim in theorem.claims))
    parts = [f"# {_text(theorem.title)}\n", f"`{theorem.id}` · {_text(str(theorem.source))}\n", _text(theorem.notes)]
    parts += ["", _raw(render("symbols", "../", page=page))]
    for part in page.claims:
        parts += [f"({part.id})=", f"## {part.claim.name}\n", _raw(render("claim", "../", part=part, known=known))]
    parts += ["## Evidence\n"] * bool(theorem.evidence)
    parts += [f"- {item.claim}: {item.kind}, {_text(item.name)}" for item in theorem.evidence]
    parts += ["", f"Its proofs: `boundkit show {theorem.id} --proof`; its verdicts: `boundkit check {theorem.id}`."]
    return "\n".join(parts) + "\n"


def _text(words: str) -> str:
    """Words for Markdown, with nothing in them taken as its own."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>()#+!|$~^" else letter for letter in words)


def _write_commands(path: Path) -> None:
    lines = ["# Commands\n", "Every command takes `--json` where it has an answer, and `--help`.\n"]
    for command in commands.registered_commands:
        help_text = subprocess.run(
            [sys.executable, "-m", "boundkit.cli", command.name, "--help"], capture_output=True, text=True, check=True
        ).stdout
        lines += [f"## {command.name}\n", "```text", help_text.strip(), "```\n"]
    _put(path, "\n".join(lines))


def _write_reference(folder: Path) -> None:
    for name, title in PACKAGES.items():
        importlib.import_module(name)
        options = "   :members:\n   :imported-members:\n   :exclude-members: set_score_request\n"  # of scikit-learn
        body = f"# {title}\n\n```{{eval-rst}}\n.. automodule:: {name}\n{options}```\n"
        _put(folder / f"{name}.md", body)
    listed = "\n".join(f"api/{name}" for name in PACKAGES)
    _put(folder.parent / "index.md", f"# Reference\n\n```{{toctree}}\n:maxdepth: 1\n\ncommands\n{listed}\n```\n")


def _write_notebooks(notebooks: Path, folder: Path) -> None:
    """Those that were executed since they changed stand there already; of others the text."""
    folder.mkdir(exist_ok=True)
    found = sorted(notebooks.glob("*.ipynb"), key=lambda path: (path.stem != "first_tour", path.stem))
    for written in found:
        shown = folder / written.name
        if not shown.is_file() or shown.stat().st_mtime < written.stat().st_mtime:
            shutil.copy2(written, shown)
    listed = "\n".join(path.stem for path in found)
    _put(folder / "index.md", f"# Notebooks\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n")
