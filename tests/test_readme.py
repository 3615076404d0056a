"""What the README teaches works as it stands there."""

import json
import os
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest

import boundkit
from boundkit.checking.runner import check
from boundkit.cli import main
from boundkit.cli.app import app
from boundkit.discovery.discover import load
from boundkit.discovery.index import summaries

README = Path(__file__).parents[1] / "README.md"
LONGEST = 40  # lines of the section that teaches proofs


def section(title):
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## )", README.read_text(encoding="utf-8"), re.S | re.M)
    return found


def test_the_theorem_with_a_proof_is_derived_from_premises_that_are_all_tried(tmp_path):
    text = section("Add a theorem with a proof")
    assert len(text.strip().splitlines()) <= LONGEST
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    file = tmp_path / "depth.py"
    file.write_text(code, encoding="utf-8")
    report = check(load(str(file)))
    assert all(result.as_expected for result in report.results)
    (claim,) = report.claims
    assert (claim.headline, claim.scope) == ("DERIVED", "all")
    assert [bool(premise.tested_by) for premise in claim.premises if premise.relation] == [True] * 3


CLAIMS = re.compile(r"\| (\S+) \| (.*) \| (.*) \| (\d.*) \|")
ADVICE = (
    "write the table of the README again: boundkit check -o results && boundkit table summary --from results/check.json"
)


def rows():
    """Of the table of results: the title, and the verdicts on the claims, by id."""
    text = section("Results").replace("\\", "")
    return {id: (title, told) for id, title, _, told in CLAIMS.findall(text)}


def counted(told):
    """How many claims there are of every verdict."""
    return {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", told.partition(":")[0])}


def test_the_table_of_results_has_every_result_and_all_its_claims():
    found = {id: (title, sum(counted(told).values())) for id, (title, told) in rows().items()}
    assert found == {row["id"]: (row["title"], len(row["claims"])) for row in summaries()}, ADVICE


@pytest.mark.heavy
def test_verdicts_of_the_table_are_those_of_a_check():
    """Of some results; all of them where BOUNDKIT_CHECK names the check.json of a whole check."""
    if whole := os.environ.get("BOUNDKIT_CHECK"):
        document = json.loads(Path(whole).read_text(encoding="utf-8"))
    else:
        document = boundkit.check("classical.line", "classical.montufar_lower", "wang2025.routing_cells").to_json()
    found = {}
    for claim in document["claims"]:
        found.setdefault(claim["id"], Counter())[claim["headline"].lower()] += 1
    shown = rows()
    assert {id: counted(shown[id][1]) for id in found} == found, ADVICE


def test_the_picture_is_there_and_its_command_is_named():
    text = README.read_text(encoding="utf-8")
    (path,) = re.findall(r"!\[.*\]\((.*\.svg)\)", text)
    assert b"<svg" in (README.parent / path).read_bytes()
    assert "boundkit example mixture && boundkit regions mixture.npz --box -1 1 --plot mixture.svg" in text


def commands():
    """The commands of the section on use, as printed: comments off, lines that go on joined."""
    (block,) = re.findall(r"```console\n(.*?)```", section("Use"), re.S)
    lines = block.replace("\\\n", " ").strip().splitlines()
    return [shlex.split(line, comments=True) for line in lines]


def test_every_line_of_the_section_on_use_is_a_command():
    known = {command.name for command in app.registered_commands}
    assert len(commands()) > 20
    assert {words[1] for words in commands()} <= known
    assert all(words[0] == "boundkit" for words in commands())


@pytest.mark.heavy
def test_the_commands_run_as_printed_one_after_the_other(tmp_path, monkeypatch):
    """But for the sweeps of ``check --full``, which take minutes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for words in commands():
        steps = " ".join("\0" if word == "&&" else shlex.quote(word) for word in words if word != "--full").split("\0")
        for step in steps:
            assert main(shlex.split(step)[1:]) == 0, step
