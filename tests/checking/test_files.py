"""Files of a check: one writer, whole at any time, links kept."""

import subprocess
import sys
from pathlib import Path

import pytest
from samples import written

from boundkit.checking.files import replaced, sole_writer
from boundkit.checking.journal import read_journal
from boundkit.checking.runner import check
from boundkit.errors import FileAccessError


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
