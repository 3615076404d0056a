"""The list of results that is kept in the user's cache: believed as it was written, and never needed."""

import json

import pytest

from boundkit.commands.files import journal_of
from boundkit.discovery import index

ROWS = [{"id": "mine.x", "title": "a title", "paper": "mine", "claims": ["upper"], "symbols": ["n"], "origin": "m"}]
SHOWN = [{key: value for key, value in ROWS[0].items() if key != "origin"}]


@pytest.fixture
def reads(monkeypatch, tmp_path):
    """How often the catalogue was read, which has one result."""
    found = []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(index, "_read_catalogue", lambda: found.append(1) or (ROWS, True))
    return found


@pytest.fixture
def homeless(monkeypatch):
    def raise_as_pathlib_does():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(index.Path, "home", raise_as_pathlib_does)


def test_what_was_kept_is_shown(reads):
    assert index.summaries() == index.summaries() == SHOWN
    assert len(reads) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("a title", "another"),
        lambda text: text.replace('"results": [', '"results": ['[:-2] + 'null, "rest": ['),
        lambda text: json.dumps(json.loads(text) | {"results": [5]}),
        lambda text: text[:40],
        lambda text: "[]",
        lambda text: "[" * 100_000,
        lambda text: "",
    ],
)
def test_a_damaged_list_is_made_anew(reads, tmp_path, change):
    index.summaries()
    kept = tmp_path / "boundkit" / "index.json"
    whole = kept.read_text()
    kept.write_text(change(whole))
    assert index.summaries() == SHOWN
    assert kept.read_text() == whole


def test_without_a_home_nothing_is_kept(reads, homeless):
    assert index.summaries() == index.summaries() == SHOWN
    assert len(reads) == 2
    assert index.cache_folder() is None
    assert journal_of(None) is None


def test_a_relative_path_for_the_cache_counts_for_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(index.Path, "home", lambda: tmp_path)
    for named in ("cache", "./cache", ""):
        monkeypatch.setenv("XDG_CACHE_HOME", named)
        assert index.cache_folder() == tmp_path / ".cache" / "boundkit"
