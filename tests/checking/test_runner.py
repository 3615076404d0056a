"""The runner: what is resumed, and how a run ends that cannot write."""

import subprocess
import sys
import time

import pytest
from samples import size, theorem_file

from boundkit.checking.journal import Journal, read_journal
from boundkit.checking.runner import check
from boundkit.discovery.discover import load
from boundkit.verdict import Verdict


def test_a_resumed_check_runs_what_is_missing_and_loses_nothing(tmp_path, entries):
    journal = tmp_path / "check.jsonl"
    whole = check(entries, journal=journal)
    other = "another item quick 0"
    with Journal(journal, {**dict(list(read_journal(journal)[0].items())[:2]), other: size(1)}):
        pass
    seen = []
    again = check(entries, journal=journal, resume=journal, progress=lambda found, done, total: seen.append(found))
    assert [found and found.evidence for found in seen] == [None, "size 3"]
    assert [r.evidence for r in again.results] == [r.evidence for r in whole.results]
    assert other in read_journal(journal)[0]


def test_a_check_may_end_at_the_first_surprise(tmp_path):
    entries = load(str(theorem_file(tmp_path, "b", "n += 1")))
    report = check(entries, first=True)
    assert len(report.results) == 1
    assert (report.exit_code, report.to_json()["complete"]) == (1, False)
    assert report.notes == ("ended at the first result that is not as expected; 1 of 3 checks had ended",)
    assert check(load(str(theorem_file(tmp_path, "c"))), first=True).to_json()["complete"]


RESUME = """
import sys
from pathlib import Path
from boundkit.discovery.discover import load
from boundkit.checking.runner import check

journal = Path("out/check.jsonl")
report = check(load("b.py"), journal=journal, resume=journal if journal.is_file() else None)
print(*report.summary.values(), file=sys.stderr)
sys.exit(report.exit_code)
"""


@pytest.mark.heavy
def test_a_changed_helper_runs_the_items_again(tmp_path):
    (tmp_path / "grow_helper.py").write_text("def grow(n): return n")
    theorem_file(tmp_path, "b", "import grow_helper; n = grow_helper.grow(n)")
    command = [sys.executable, "-c", RESUME]
    first = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=100)
    assert first.returncode == 0, first.stderr
    (tmp_path / "grow_helper.py").write_text("def grow(n): return n + 1")
    second = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=100)
    assert second.returncode == 1
    assert b"0 3" in second.stderr


LIMITED = """
import resource, sys
from pathlib import Path
from boundkit.discovery.discover import load
from boundkit.checking.runner import check

def limit(result, done, total):
    if done == 1:
        size = Path("out/check.jsonl").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, size + 100))

report = check(load("c.py"), journal=Path("out/check.jsonl"), progress=limit)
print(report.stopped)
assert len(report.results) == 2
sys.exit(report.exit_code)
"""


def test_a_full_disk_ends_the_run_and_keeps_what_is_finished(tmp_path):
    theorem_file(tmp_path, "c")
    done = subprocess.run([sys.executable, "-c", LIMITED], cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (2, "")
    assert "cannot write" in done.stdout
    assert "2 of 3 checks had ended" in done.stdout
    content = (tmp_path / "out/check.jsonl").read_bytes()
    assert content.count(b"\n") == 1
    assert content.endswith(b"\n")
    assert len(read_journal(tmp_path / "out/check.jsonl")[0]) == 1


def test_a_folder_removed_while_a_check_runs_ends_it(tmp_path, entries):
    journal = tmp_path / "out" / "check.jsonl"

    def remove(found, done, total):
        if done == 1:
            journal.unlink()
            journal.parent.rmdir() if not list(journal.parent.iterdir()) else None

    report = check(entries, journal=journal, progress=remove)
    assert report.exit_code == 2
    assert "removed" in report.stopped
    assert len(report.results) == 2


@pytest.mark.parametrize("body", ["while n == 2: pass", "import time; time.sleep(60 * (n - 1))"])
def test_a_long_object_is_ended_by_the_budget_and_what_was_examined_is_kept(tmp_path, body):
    path = theorem_file(tmp_path, "long", body)
    path.write_text(
        path.read_text().replace("for size in (1, 2, 3)", "for size in [(1, 2, 3)]").replace("(size,)", "size")
    )
    begun = time.monotonic()
    report = check(load(str(path)), budget=0.5)
    (result,) = report.results
    assert (result.verdict, result.as_expected, report.exit_code) == (Verdict.INCONCLUSIVE, False, 4)
    assert "1 instances examined, then the budget of 0.5 s ended" in result.detail
    assert time.monotonic() - begun < 50
