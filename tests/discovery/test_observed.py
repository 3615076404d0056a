"""A result is not taken over when a file has changed that was read on the way, whatever its name was made of."""

import sys
from textwrap import dedent

import pytest

from boundkit.checking.journal import read_journal
from boundkit.checking.runner import check
from boundkit.discovery.discover import load
from boundkit.discovery.observed import observed, observing, unchanged

THEOREM = """
    import importlib
    from pathlib import Path
    from boundkit.evidence import instances
    from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

    HERE, NAME = Path(__file__).parent, "numbers_of_mine"
    x = natural("x", "a number")

    def measure(number):
        return {read}

    upper = Claim("upper", UPPER, quantity("N", "a number", measure=measure) <= x + 9)
    STATEMENT = Theorem("mine.reads", "T", cite("folklore", "known"), (upper,))
    THEOREM = STATEMENT.supported_by(instances("upper", lambda x: x, x=(1, 2)))
"""


@pytest.mark.parametrize(
    ("read", "file"),
    [
        ("int((HERE / f'n{1}.txt').read_text())", "thm/n1.txt"),
        ("sum(int(path.read_text()) for path in HERE.glob('data/*.txt'))", "thm/data/n.txt"),
        ("sum(int(path.read_text()) for path in HERE.rglob('n*.txt'))", "thm/data/inner/n.txt"),
        ("sum(int(path.read_text()) for path in HERE.glob('n?.txt'))", "thm/n1.txt"),
        ("sum(int(path.read_text()) for path in HERE.glob('[mn]1.txt'))", "thm/n1.txt"),
        ("int((HERE.parent / 'data' / 'n.txt').read_text())", "data/n.txt"),
        ("importlib.import_module(NAME).N", "thm/numbers_of_mine.py"),
        ("importlib.import_module('parts_of_mine.first').N", "thm/parts_of_mine/second.py"),
    ],
)
def test_a_changed_file_runs_the_item_again(tmp_path, monkeypatch, read, file):
    theorem, data, journal = tmp_path / "thm" / "mine.py", tmp_path / file, tmp_path / "out" / "check.jsonl"
    data.parent.mkdir(parents=True)
    theorem.parent.mkdir(exist_ok=True)
    theorem.write_text(dedent(THEOREM).replace("{read}", read))
    data.write_text("N = 1" if data.suffix == ".py" else "1")
    if data.name == "second.py":
        data.with_name("first.py").write_text("from .second import N")
    monkeypatch.syspath_prepend(theorem.parent)
    for name in ("numbers_of_mine", "parts_of_mine", "parts_of_mine.first", "parts_of_mine.second"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    report = check(load(str(theorem)), journal=journal)
    assert report.exit_code == 0
    assert len(read_journal(journal)[0]) == 1
    data.write_text("N = 1000" if data.suffix == ".py" else "1000")
    assert read_journal(journal) == ({}, [])
    assert "files" not in report.to_json()["results"][0]


def test_a_new_file_in_a_folder_that_was_listed_counts(tmp_path):
    (tmp_path / "a.txt").write_text("1")
    with observing("new"):
        list(tmp_path.glob("*.txt"))
    files = observed("new")
    assert unchanged(files)
    (tmp_path / "b.txt").write_text("1")
    assert not unchanged(files)


def test_what_was_written_on_the_way_and_what_others_read_do_not_count(tmp_path):
    own, other = tmp_path / "own.txt", tmp_path / "other.txt"
    other.write_text("1")
    with observing("a"):
        own.write_text("1")
        own.read_text()
        with observing("b"):
            other.read_text()
    other.read_text()
    assert observed("a") == ()
    assert [name for name, _ in observed("b")] == [str(other)]


def test_a_file_that_changed_after_it_was_read_is_never_unchanged(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("1")
    with observing("c"):
        path.read_text()
    path.write_text("22")
    assert not unchanged(observed("c"))
