"""A process that dies costs its item, which runs once more."""

import subprocess
import sys
import warnings

import pytest
from calls import Killed, Unreadable, act

from boundkit.checking.journal import read_journal
from boundkit.checking.runner import check
from boundkit.crews.crew import Lost
from boundkit.crews.here import Here, _Pool
from boundkit.crews.spread import spread
from boundkit.discovery.discover import load
from boundkit.errors import BoundkitWarning, WorkerError
from boundkit.regions.kernel_cache import _warn_uncached
from boundkit.verdict import Verdict

THEOREM = """
import os, signal
from pathlib import Path
from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
N = quantity("N", "the size again", measure=int)

def build(n):
    mark = Path(__file__).with_name("died")
    if n == 2 or n == 3 and not mark.exists():
        mark.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return n

THEOREM = Theorem(
    id="mortal.x",
    title="a size",
    source=cite("folklore", "everywhere"),
    claims=(Claim("upper", UPPER, N <= n),),
    evidence=tuple(instances("upper", build, name=f"size {size}", n=(size,)) for size in (3, 4, 2)),
)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_killed_worker_costs_its_item(tmp_path):
    path = tmp_path / "mortal.py"
    path.write_text(THEOREM)
    report = check(load(str(path)), jobs=2, journal=tmp_path / "check.jsonl")
    three, four, two = report.results
    assert (three.verdict, four.verdict, two.verdict) == (Verdict.CERTIFIED, Verdict.CERTIFIED, Verdict.INCONCLUSIVE)
    assert "SIGKILL" in two.detail
    assert not two.as_expected
    assert report.exit_code == 4
    assert (tmp_path / "check.json").is_file()
    assert (tmp_path / "check.jsonl").read_bytes().count(b"\n") == 3
    known = read_journal(tmp_path / "check.jsonl")[0]
    assert {result.evidence for result in known.values() if not result.is_open} == {"size 3", "size 4"}
    assert report.claims[0].verdict == "SUPPORTED; 1 check without an answer"


@pytest.mark.heavy
def test_every_call_is_answered_however_processes_end():
    words = ["a", "exit", "b", "hang up", "c"]
    found = dict(spread(act, [(word,) for word in words], Here(2)))
    assert [found[number] for number in (0, 2, 4)] == ["aa", "bb", "cc"]
    assert isinstance(found[1], Lost)
    assert "exit code 7" in found[1].reason
    assert isinstance(found[3], Lost)


@pytest.mark.heavy
def test_processes_that_never_start_are_told():
    with pytest.raises(WorkerError, match=r"exit code 5 before it began.*__main__"):
        list(spread(Unreadable(), [()] * 5, Here(2)))


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_process_that_is_killed_before_it_begins_is_replaced(tmp_path):
    found = dict(spread(Killed(str(tmp_path / "mark")), [("a",), ("b",)], Here(1)))
    assert found == {0: "aa", 1: "bb"}


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_processes_that_are_all_killed_are_told():
    with pytest.raises(WorkerError, match=r"each process to share the work was killed by SIGKILL.* before it began"):
        list(spread(Killed(), [()] * 5, Here(2)))


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder in use stays")
def test_no_process_starts_from_a_folder_that_was_removed(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(WorkerError, match="cannot start: No such file or directory; work with one job"):
        list(spread(act, [("a",), ("b",)], Here(2)))


def test_a_process_keeps_to_one_file_and_then_takes_one_that_no_other_has():
    pool = _Pool(dict, 3, 1)
    for seat, kind in zip(pool._seats, "ab", strict=False):
        seat.kind = kind
    one, other, new = pool._seats
    other.calls, new.calls = [0], [1]
    assert pool._free() is one
    assert pool.preferred(["b", "a", "c"]) == 1
    one.calls, other.calls = [2], []
    assert pool.preferred(["a", "c"]) == 1
    other.calls, new.calls = [0], []
    assert pool.preferred(["b", "a", "c"]) == 2
    assert pool.preferred(["a", "b"]) == 0


def test_what_every_process_warns_of_is_told_once():
    calls = [("no folder",), ("no folder",), ("no room",)]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert dict(spread(_warn_uncached, calls, Here(2))) == {0: None, 1: None, 2: None}
    reasons = [reason for warning in told for reason in ("no folder", "no room") if reason in str(warning.message)]
    assert sorted(reasons) == ["no folder", "no room"]
    assert {warning.category for warning in told} == {BoundkitWarning}


def test_a_process_that_is_starting_does_not_hear_ctrl_c(tmp_path):
    """The group of processes gets the signal before the workers have begun; only the parent answers."""
    code = (
        "import os, signal, threading, time\n"
        "from multiprocessing import active_children\n"
        "from boundkit.crews.here import Here\n"
        "from boundkit.crews.spread import spread\n"
        "def strike():\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"  # the main thread is to hear it
        "    while not active_children():\n"
        "        time.sleep(0.001)\n"
        "    os.killpg(0, signal.SIGINT)\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    try:\n"
        "        threading.Thread(target=strike).start()\n"
        "        list(spread(time.sleep, [(5,), (5,)], Here(2)))\n"
        "    except KeyboardInterrupt:\n"
        "        print('told')\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, start_new_session=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "told\n", "")
