"""What theorem files ask of the environment, of the state of files and of other programs is heard."""

import os
import shutil
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from boundkit.checking.journal import read_journal
from boundkit.checking.runner import check
from boundkit.discovery.discover import load
from boundkit.discovery.observed import observed, observing, unchanged

THEOREM = """
    import os, sqlite3, subprocess, sys
    from pathlib import Path
    from boundkit.evidence import instances
    from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

    HERE, NAME = Path(__file__).parent, "OF_MINE"
    x = natural("x", "a number")

    def measure(number):
        return {read}

    upper = Claim("upper", UPPER, quantity("N", "a number", measure=measure) <= x + 9)
    STATEMENT = Theorem("mine.asks", "T", cite("folklore", "known"), (upper,))
    THEOREM = STATEMENT.supported_by(instances("upper", lambda x: x, x=(1, 2)))
"""


def change_variable(folder, monkeypatch):
    monkeypatch.setenv("NUMBER_OF_MINE", "99")


def make_file(folder, monkeypatch):
    (folder / "flag").touch()


def lengthen(folder, monkeypatch):
    (folder / "number").write_text("1" * 99)


def turn_link(folder, monkeypatch):
    (folder / "link").unlink()
    (folder / "link").symlink_to("n" * 99)


@pytest.mark.parametrize(
    ("read", "change"),
    [
        ("int(os.environ.get('NUMBER_' + NAME, '1'))", change_variable),
        ("int(os.getenv('NUMBER_' + NAME, '1'))", change_variable),
        ("99 if 'NUMBER_' + NAME in os.environ else 1", change_variable),
        ("sum(99 for name in os.environ if name == 'NUMBER_' + NAME)", change_variable),
        ("int(os.path.expandvars('$NUMBER_' + NAME).replace('$NUMBER_' + NAME, '1'))", change_variable),
        ("99 if os.path.exists(HERE / ('fl' + 'ag')) else 1", make_file),
        ("99 if (HERE / ('fl' + 'ag')).is_file() else 1", make_file),
        ("99 if os.access(HERE / ('fl' + 'ag'), os.R_OK) else 1", make_file),
        ("os.stat(HERE / ('num' + 'ber')).st_size", lengthen),
        ("len(os.readlink(HERE / ('li' + 'nk')))", turn_link),
    ],
)
def test_what_a_measure_asks_runs_the_item_again_when_it_changed(tmp_path, monkeypatch, read, change):
    monkeypatch.delenv("NUMBER_OF_MINE", raising=False)
    theorem, journal = tmp_path / "mine.py", tmp_path / "out" / "check.jsonl"
    theorem.write_text(dedent(THEOREM).replace("{read}", read))
    (tmp_path / "number").write_text("1")
    (tmp_path / "link").symlink_to("nowhere")
    assert check(load(str(theorem)), journal=journal).exit_code == 0
    assert len(read_journal(journal)[0]) == 1
    change(tmp_path, monkeypatch)
    assert read_journal(journal) == ({}, [])


@pytest.mark.parametrize(
    "read",
    [
        "int(subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True).stdout)",
        "os.system('exit 0') + 1",
        "len(sqlite3.connect(':memory:').execute('select 1').fetchall())",
    ],
)
def test_what_other_programs_read_is_never_known_to_be_the_same(tmp_path, read):
    theorem, journal = tmp_path / "mine.py", tmp_path / "out" / "check.jsonl"
    theorem.write_text(dedent(THEOREM).replace("{read}", read))
    assert check(load(str(theorem)), journal=journal).exit_code == 0
    assert read_journal(journal) == ({}, [])


def test_what_is_set_on_the_way_and_what_libraries_ask_do_not_count(monkeypatch):
    monkeypatch.setenv("NUMBER_OF_MINE", "1")
    with observing("set"):
        os.environ["OWN_NUMBER"] = "1"
        assert os.environ["OWN_NUMBER"] == "1"
        assert os.environ["NUMBER_OF_MINE"] == "1"
        del os.environ["OWN_NUMBER"]
    assert [name for name, _ in observed("set")] == ["$NUMBER_OF_MINE"]
    with observing("installed"):
        pytest.MonkeyPatch().delenv("NUMBER_OF_NOBODY", raising=False)
    assert observed("installed") == ()


def test_a_value_is_not_written_down(monkeypatch):
    monkeypatch.setenv("NUMBER_OF_MINE", "secret")
    with observing("secret"):
        os.getenv("NUMBER_OF_MINE")
    ((name, digest),) = observed("secret")
    assert (name, unchanged(observed("secret"))) == ("$NUMBER_OF_MINE", True)
    assert "secret" not in digest


def test_the_environment_and_the_functions_are_as_before():
    before = type(os.environ), os.stat, os.lstat, os.readlink, os.access
    with observing("outer"), observing("inner"):
        assert shutil.which(Path(sys.executable).name, path=str(Path(sys.executable).parent))
        assert os.stat(".", follow_symlinks=False).st_ino
        assert os.stat in os.supports_follow_symlinks
        assert os.stat(0).st_mode
    assert (type(os.environ), os.stat, os.lstat, os.readlink, os.access) == before
