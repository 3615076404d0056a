"""Checks on the command line: exit codes, documents, interrupts, and taking a check up again."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from console import COMMAND
from samples import theorem_file

CONTROLS = Path(__file__).parents[1] / "controls"


def test_check_prints_witnesses_and_exits_1_on_surprises(run):
    code, out, _ = run("check", str(CONTROLS / "wrong_identity.py"), "--jobs", "1")
    assert code == 1
    assert "expected CERTIFIED" in out
    assert "pairing the ends" in out


def test_check_json(run, tmp_path):
    code, out, _ = run("check", str(CONTROLS / "needless_hypothesis.py"), "--jobs", "1", "--json", "-o", str(tmp_path))
    shown = json.loads(out)
    assert code == 0
    assert shown["summary"]["REFUTED"] == 1
    result = shown["results"][0]
    assert result["verdict"] == result["expected"] == "REFUTED"
    assert result["witness"]["measured"] == "N = 4"
    assert json.loads((tmp_path / "check.json").read_text()) == shown


def test_a_file_that_raises_is_named_and_does_not_stop_the_others(run, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("raise RuntimeError('no luck')\n")
    code, out, _ = run("check", str(broken), str(CONTROLS / "needless_hypothesis.py"), "--jobs", "1", "--json")
    shown = json.loads(out)
    assert code == 1
    (named,) = shown["broken"]
    assert (named["origin"], named["error"]) == (str(broken), "RuntimeError: no luck")
    assert (named["file"], named["line"]) == (str(broken), 1)
    assert len(shown["results"]) == 1


def test_a_check_that_raises_is_an_error_and_exits_1(run, tmp_path):
    text = (CONTROLS / "needless_hypothesis.py").read_text()
    (tmp_path / "raises.py").write_text(text.replace("bent = [", "1 / 0; bent = ["))
    code, out, _ = run("check", str(tmp_path / "raises.py"), "--jobs", "1", "--json")
    (result,) = json.loads(out)["results"]
    assert code == 1
    assert result["verdict"] == "ERROR"
    assert "ZeroDivisionError" in result["detail"]


def test_a_budget_too_small_exits_4(run):
    code, out, _ = run("check", "classical.zaslavsky", "--budget", "0.001", "--jobs", "1", "--json")
    assert code == 4
    assert json.loads(out)["summary"]["INCONCLUSIVE"] > 0


def test_some_claims_quietly_and_as_junit(run, tmp_path):
    file = str(CONTROLS / "needless_hypothesis.py")
    (name,) = json.loads(run("show", file, "--json")[1])["claims"]
    junit = tmp_path / "results.xml"
    code, out, _ = run("check", file, "--jobs", "1", "--claim", name["name"], "-q", "--junit", str(junit))
    assert (code, len(out.splitlines())) == (0, 1)
    assert ElementTree.parse(junit).getroot().get("tests") == "1"
    for words in (["--claim", "nobody"], ["-k", "no such words"]):
        code, out, err = run("check", file, *words)
        assert (code, out, len(err.splitlines())) == (3, "", 1)
    code, _, err = run("check", file, "--junit", "/dev/null/x.xml")
    assert (code, "cannot write" in err) == (2, True)
    code, _, err = run("check", file, "-q", "-v")
    assert (code, "exclude" in err) == (2, True)


def test_the_witness_is_a_sentence(run, tmp_path):
    slow = theorem_file(tmp_path, "wrong", body="n += 1")
    code, out, _ = run("check", str(slow), "--jobs", "1", "-x")
    assert code == 1
    said = "The object of 'size 1' at n=1 has N = 2, and the claim says N <= 1 there (N: the size again)."
    assert said in " ".join(out.split())


def test_resume_takes_over_what_is_unchanged(run, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text((CONTROLS / "needless_hypothesis.py").read_text())
    words = ["check", str(file), "--jobs", "1", "--json", "-o", str(tmp_path)]
    first = json.loads(run(*words)[1])
    journal = tmp_path / "check.jsonl"
    assert json.loads(run(*words, "--resume", str(journal))[1])["results"] == first["results"]  # seconds too
    edited = tmp_path / "edited.jsonl"
    edited.write_text(journal.read_text().replace('"N = 4', '"N = 4 (edited)'))
    assert "(edited)" not in run(*words, "--resume", str(edited))[1]
    file.write_text(file.read_text() + "\n# changed\n")
    changed = json.loads(run(*words, "--resume", str(journal))[1])
    assert [r["witness"] for r in changed["results"]] == [r["witness"] for r in first["results"]]


@pytest.mark.parametrize("jobs", [pytest.param("1", marks=pytest.mark.heavy), "2"])
def test_an_interrupt_keeps_what_is_finished(tmp_path, jobs):
    slow = theorem_file(tmp_path, "slow", body="import time; time.sleep(60 if n == 3 else 0)")
    words = [*COMMAND, "check", str(slow), "--jobs", jobs, "-o", str(tmp_path)]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ
    )
    journal = tmp_path / "check.jsonl"
    end = time.monotonic() + 60
    while time.monotonic() < end and not (journal.exists() and len(journal.read_text().splitlines()) >= 2):
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert re.search(r"2 checks: 2 CERTIFIED", out), out
    assert f"--resume {journal}" in err
    assert len(journal.read_text().splitlines()) == 2
