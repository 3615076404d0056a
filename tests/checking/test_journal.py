"""What a check leaves on disk: whole lines, one writer, and nothing believed that a check did not write."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from boundkit.checking.files import replaced, sole_writer
from boundkit.checking.journal import Journal, read_journal
from boundkit.checking.report import Result
from boundkit.checking.runner import check
from boundkit.discovery.discover import load
from boundkit.errors import FileAccessError, MalformedInputError
from boundkit.evidence.scope import Scope
from boundkit.statements.reference import ClaimId
from boundkit.verdict import Verdict

THEOREM = """
from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
N = quantity("N", "the size again", measure=int)
RUNS = []

def build(n):
    RUNS.append(n)
    {body}
    return n

THEOREM = Theorem(
    id="{name}.x",
    title="a size",
    source=cite("folklore", "everywhere"),
    claims=(Claim("upper", UPPER, N <= n),),
    evidence=tuple(instances("upper", build, name=f"size {{size}}", n=(size,)) for size in (1, 2, 3)),
)
"""


def theorem_file(folder, name, body="pass"):
    path = folder / f"{name}.py"
    path.write_text(THEOREM.format(name=name, body=body))
    return path


@pytest.fixture
def entries(tmp_path):
    return load(str(theorem_file(tmp_path, "a")))


PART = Scope(instances=4, conditions=("E = 2",), assumes=(ClaimId("b.y", "upper"),), stated=("a lemma",))


def result(number=1, verdict=Verdict.CERTIFIED):
    return Result("a.x", "upper", f"size {number}", "instances", verdict, PART, Verdict.CERTIFIED, True, 0.5, "")


def written(path, count=3):
    with Journal(path, {}) as journal:
        for number in range(count):
            journal.write(f"key {number}", result(number))
    return path


# lines --------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read(tmp_path):
    known, notes = read_journal(written(tmp_path / "j"))
    assert known == {f"key {number}": result(number) for number in range(3)}
    assert notes == []


@pytest.mark.parametrize(
    "edit",
    [
        lambda line: line.replace('"whole": false', '"whole": true'),
        lambda line: line.replace("CERTIFIED", "REFUTED", 1),
        lambda line: line.replace('"key": "key 1"', '"key": "key 7"'),
        lambda line: line.replace('"digest": "', '"digest": "0'),
        lambda line: json.dumps({"key": "key 1", "result": asdict(result(1))}),
        lambda line: line[: len(line) // 2],
        lambda line: line + line,
        lambda line: "\0\0\0",
        lambda line: "[" * 100_000,
        lambda line: "[]",
    ],
)
def test_a_line_that_is_not_as_it_was_written_is_not_believed(tmp_path, edit):
    path = written(tmp_path / "j")
    lines = path.read_text().splitlines()
    lines[1] = edit(lines[1])
    path.write_text("\n".join(lines) + "\n")
    known, notes = read_journal(path)
    assert set(known) == {"key 0", "key 2"}
    assert len(notes) == 1
    assert "line 2" in notes[0]


def test_a_cut_last_line_and_lines_that_come_twice_are_no_harm(tmp_path):
    path = written(tmp_path / "j")
    lines = path.read_bytes()
    path.write_bytes(lines + lines + lines[:50])
    known, notes = read_journal(path)
    assert len(known) == 3
    assert notes == []


def test_a_file_that_is_no_journal_is_refused(tmp_path, entries):
    check(entries, journal=tmp_path / "check.jsonl")
    with pytest.raises(MalformedInputError, match=r"check\.jsonl"):
        read_journal(tmp_path / "check.json")
    with pytest.raises(FileAccessError, match="cannot read"):
        read_journal(tmp_path)


# resuming -----------------------------------------------------------------------------------------------------------


def test_a_resumed_check_runs_what_is_missing_and_loses_nothing(tmp_path, entries):
    journal = tmp_path / "check.jsonl"
    whole = check(entries, journal=journal)
    other = "another item quick 0"
    with Journal(journal, {**dict(list(read_journal(journal)[0].items())[:2]), other: result()}):
        pass
    seen = []
    again = check(entries, journal=journal, resume=journal, progress=lambda found, done, total: seen.append(found))
    assert [found and found.evidence for found in seen] == [None, "size 3"]
    assert [r.evidence for r in again.results] == [r.evidence for r in whole.results]
    assert other in read_journal(journal)[0]


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


# writing ------------------------------------------------------------------------------------------------------------


def test_one_check_at_a_time_writes_a_folder_and_a_dead_one_does_not_block(tmp_path, entries):
    journal = tmp_path / "out" / "check.jsonl"
    code = f"""
import os, sys, time
from pathlib import Path
from boundkit.checking.files import sole_writer
with sole_writer(Path({str(journal)!r})):
    print("held", flush=True)
    time.sleep(100)
"""
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(FileAccessError, match=rf"process {holder.pid}.* choose another folder"):
        check(entries, journal=journal)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert check(entries, journal=journal).stopped == ""
    assert sorted(path.name for path in journal.parent.iterdir()) == ["check.json", "check.jsonl"]


def test_a_folder_that_cannot_be_made_is_told_before_anything_runs(tmp_path, entries):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "check.jsonl", Path("/proc/none/check.jsonl")):
        with pytest.raises(FileAccessError, match=r"cannot write .*choose another folder"):
            check(entries, journal=place)


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


def test_the_old_journal_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    path = written(tmp_path / "j")
    before = path.read_bytes()

    def full(file, content, place):
        raise FileAccessError("no room")

    monkeypatch.setattr("boundkit.checking.files.append", full)
    with pytest.raises(FileAccessError):
        replaced(path, b"new")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_linked_journal_stays_a_link(tmp_path, entries):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    with sole_writer(tmp_path / "real" / "check.jsonl"), pytest.raises(FileAccessError, match="another check"):
        check(entries, journal=tmp_path / "out" / "check.jsonl")
    (tmp_path / "real" / "target").write_text("")
    (tmp_path / "real" / "check.jsonl").symlink_to(tmp_path / "real" / "target")
    check(entries, journal=tmp_path / "out" / "check.jsonl")
    assert (tmp_path / "real" / "check.jsonl").is_symlink()
    assert len(read_journal(tmp_path / "real" / "target")[0]) == 3
