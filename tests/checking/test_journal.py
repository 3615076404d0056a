"""What a check leaves on disk: whole lines, one writer, and nothing believed that a check did not write."""

import json
from dataclasses import asdict

import pytest
from samples import size, written

from boundkit.checking.journal import read_journal
from boundkit.checking.runner import check
from boundkit.errors import FileAccessError, MalformedInputError

# lines --------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read(tmp_path):
    known, notes = read_journal(written(tmp_path / "j"))
    assert known == {f"key {number}": size(number) for number in range(3)}
    assert notes == []


@pytest.mark.parametrize(
    "edit",
    [
        lambda line: line.replace('"whole": false', '"whole": true'),
        lambda line: line.replace("CERTIFIED", "REFUTED", 1),
        lambda line: line.replace('"key": "key 1"', '"key": "key 7"'),
        lambda line: line.replace('"digest": "', '"digest": "0'),
        lambda line: json.dumps({"key": "key 1", "result": asdict(size(1))}),
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


# writing ------------------------------------------------------------------------------------------------------------


def test_a_damaged_journal_is_refused_and_a_cut_line_is_not(tmp_path):
    journal = tmp_path / "journal"
    journal.write_text("{}\n{}\n")
    with pytest.raises(MalformedInputError, match="line 1"):
        check((), resume=journal)
    journal.write_text('{"key": "half a li')
    assert check((), resume=journal).results == ()
