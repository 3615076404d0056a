"""Output that cannot be written: one line, a documented exit code, never a traceback; a reader that leaves is none."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from boundkit.export.progress import Progress

COMMAND = [sys.executable, "-m", "boundkit.cli"]
FULL = Path("/dev/full")
SHOW, LIST = ("show", "kratsios2024.vc_dimension"), ("list",)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    path = tmp_path_factory.mktemp("networks") / "net.npz"
    np.savez(path, W0=np.eye(2), b0=np.zeros(2), W1=np.ones((1, 2)), b1=np.zeros(1))
    return str(path)


def shell(words, redirection):
    line = " ".join([*(f"'{word}'" for word in (*COMMAND, *words)), redirection])
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, text=True, timeout=60)
    done.stderr = re.sub(r"^[^\n]*, \d+ s\n", "", done.stderr, flags=re.M)  # progress, on a busy machine
    return done


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", [LIST, (*LIST, "--json"), ("list", "--paper", "none")])
def test_a_full_disk_is_one_line(words):
    done = shell(words, ">/dev/full")
    assert done.returncode == (3 if "--paper" in words else 2)
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("boundkit: ")


def test_closed_streams():
    done = shell(LIST, ">&-")
    assert (done.returncode, done.stderr) == (
        2,
        "boundkit: cannot write to standard output: it is closed; send it elsewhere or make room\n",
    )
    for redirection in ("2>&- <&-", "2>/dev/full" if FULL.exists() else "2>&-"):
        done = shell((*LIST, "--json"), redirection)
        assert done.returncode == 0
        assert json.loads(done.stdout)
    assert shell(LIST, "2>&- >&-").returncode == 2


@pytest.mark.heavy
def test_a_count_without_standard_error(network):
    done = shell(("regions", network, "--box", "-1", "1", "--json"), "2>&-")
    assert (done.returncode, json.loads(done.stdout)["activation_regions"]) == (0, 4)


def test_a_file_is_not_mistaken_for_a_closed_stream(tmp_path):
    """The first file that is opened would get the number of a closed stream."""
    done = shell(("new", "mine.pieces", "-o", str(tmp_path / "pieces.py")), ">&-")
    assert done.returncode == 2
    assert (tmp_path / "pieces.py").read_text().startswith('"""')


@pytest.mark.parametrize("words", [SHOW, (*LIST, "--json"), ("check", "--help")])
def test_a_reader_that_leaves_changes_no_exit_code(words):
    done = shell(words, "| head -c 1")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.heavy
def test_a_reader_that_leaves_does_not_hide_the_verdict():
    control = Path(__file__).parent / "controls" / "wrong_identity.py"
    done = shell(("check", str(control), "--jobs", "1"), "| head -c 1")
    told = [line for line in done.stderr.splitlines() if not line.startswith("checking")]
    assert (done.returncode, told) == (1, [])


def test_messages_hold_no_control_characters(capsys):
    """A file name may hold them, and a terminal would obey."""
    done = subprocess.run([*COMMAND, "regions", "no\x1b[31m.npz", "--box", "-1", "1"], capture_output=True, timeout=60)
    assert done.returncode == 2
    assert b"\x1b" not in done.stderr
    assert b"no\\x1b[31m.npz" in done.stderr
    progress = Progress("reading a\x1b[31m\n.npz")
    progress.note("wrote a\x07")
    progress._print(progress._line())
    assert capsys.readouterr().err == "wrote a\\x07\nreading a\\x1b[31m\\n.npz\n"


NAME = "a\nb\r\x1b[31m\tc"
TOLD = r"a\nb\r\x1b[31m\tc"


@pytest.mark.parametrize(
    "words",
    [
        ("regions", f"{NAME}.npz", "--box", "-1", "1"),
        ("routing", f"{NAME}.npz", "--box", "-1", "1"),
        ("show", f"{NAME}.py"),
        ("check", f"{NAME}.py"),
        ("check", "classical.line", "--resume", NAME),
        ("check", "classical.line", "-o", f"file/{NAME}"),
        ("falsify", NAME),
        ("table", "results", "--from", NAME),
        ("table", "regions", f"{NAME}.npz", "--box", "-1", "1"),
        ("table", NAME),
        ("new", "mine.pieces", "-o", f"file/{NAME}"),
    ],
    ids=lambda words: " ".join(words[:2]).replace(NAME, "name"),
)
def test_a_name_of_several_lines_is_told_in_one(words, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    code, out, err = run(*words)
    assert code in (2, 3)
    assert out == ""
    assert TOLD in err
    assert err.removesuffix("\n").isprintable()


def test_what_is_left_of_the_last_check_is_told_in_one_line(run, tmp_path, monkeypatch):
    """A theorem file that raises, with control characters in its name and in what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{NAME}.py").write_text(f"raise ValueError({NAME!r})")
    code, out, err = run("check", f"{NAME}.py")
    assert code == 1
    assert "\x1b" not in out + err
    assert "\r" not in out + err
    assert f"ValueError: {TOLD}" in out


def test_a_library_whose_settings_are_wrong_is_named_in_one_line(run, tmp_path, monkeypatch):
    """As matplotlib is with MPLBACKEND=none, sympy with SYMPY_USE_CACHE=none, numba with NUMBA_NUM_THREADS=0."""
    (tmp_path / "unsettled.py").write_text(
        "def settings():\n    raise ValueError('none is no value')\n\n\nsettings()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("boundkit.commands.fit.fit", lambda *_, **options: importlib.import_module("unsettled"))
    code, out, err = run("fit", "runs.csv")
    assert (code, out) == (2, "")
    assert err == (
        "boundkit: the library unsettled does not start here, ValueError: none is no value; mend the variable or file "
        "that sets it up\n"
    )
    assert json.loads(run("fit", "runs.csv", "--json")[1])["error"]["type"] == "LibraryError"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("variable", "words"),
    [("SYMPY_USE_CACHE", ("eval", "wang2025.piece_count", "--claim", "upper", "E=8", "L=2")),
     ("MPLBACKEND", ("table", "tokens", "T=1", "--plot", "tokens.svg"))],
)  # fmt: skip
def test_variables_that_libraries_refuse(variable, words, monkeypatch, tmp_path):
    monkeypatch.setenv(variable, "none")
    monkeypatch.chdir(tmp_path)
    done = shell(words, "")
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)
    assert "does not start here" in done.stderr
