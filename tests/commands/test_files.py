"""Where commands write."""

import pytest

from boundkit.checking.files import sole_writer
from boundkit.commands.files import journal_of, write_text
from boundkit.errors import FileAccessError


def test_a_text_is_written_or_refused_with_advice(tmp_path):
    write_text(tmp_path / "a.tex", "ä\n")
    assert (tmp_path / "a.tex").read_bytes() == "ä\n".encode()
    with pytest.raises(FileAccessError, match="choose another place with -o"):
        write_text(tmp_path / "none" / "a.tex", "")


def test_a_running_check_keeps_its_journal(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = journal_of(None)
    assert first.name == "last-check.jsonl"
    with sole_writer(first):
        assert journal_of(None).name == "last-check-2.jsonl"
    assert journal_of(None) == first
    assert journal_of(tmp_path / "out") == tmp_path / "out" / "check.jsonl"
