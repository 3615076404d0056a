"""Tasks shared by processes: results in order, errors, ends; nothing is started for what is soon done."""

import math
import sys
import time
from multiprocessing import active_children

import pytest
from countdown import Countdown, countdown

from boundkit.crews import hand
from boundkit.crews.here import Here
from boundkit.errors import BudgetExhaustedError, ShapeError, WorkerError
from boundkit.regions import jobs
from boundkit.regions.jobs import shared

TASKS = [(0, 40), (40, 41), (41, 90)]


@pytest.fixture(params=[pytest.param(0.0, marks=pytest.mark.heavy), math.inf], ids=["two processes", "alone"])
def alone(request, monkeypatch):
    monkeypatch.setattr(jobs, "ALONE", request.param)


@pytest.mark.usefixtures("alone")
def test_results_come_in_the_order_of_the_tasks():
    assert list(shared(countdown(), TASKS, Here(2), own=Countdown(None))) == list(range(90))
    assert sorted(shared(countdown(), TASKS, Here(2), own=Countdown(None), ordered=False)) == list(range(90))


@pytest.mark.usefixtures("alone")
def test_an_error_in_a_process_ends_the_work():
    with pytest.raises(ShapeError, match="no 77"):
        list(shared(countdown(77), TASKS, Here(2), own=Countdown(77)))


def test_what_is_soon_done_starts_no_process():
    before = set(active_children())
    assert list(shared(countdown(), TASKS, Here(2), own=Countdown(None))) == list(range(90))
    assert set(active_children()) <= before


def test_the_watch_ends_the_processes(monkeypatch):
    monkeypatch.setattr(jobs, "ALONE", 0.0)
    before, end = set(active_children()), time.monotonic() + 1

    def watch():
        if time.monotonic() > end:
            raise BudgetExhaustedError("over")

    with pytest.raises(BudgetExhaustedError):
        for _ in shared(countdown(), [(0, 10**9)], Here(2), watch, own=Countdown(None), ordered=False):
            pass
    patience = time.monotonic() + 60
    while set(active_children()) - before and time.monotonic() < patience:
        time.sleep(0.05)
    assert set(active_children()) <= before


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder in use stays")
def test_no_process_starts_from_a_folder_that_was_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "ALONE", 0.0)
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(WorkerError, match="cannot start: No such file or directory; work with one job"):
        list(shared(countdown(), TASKS, Here(2)))


def test_a_system_without_locks_is_told(monkeypatch):
    def without_locks(*_, **__):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(hand._CONTEXT, "Pipe", without_locks)
    with pytest.raises(WorkerError, match="cannot start: Function not implemented; work with one job"):
        list(shared(countdown(), TASKS, Here(2)))


def test_results_that_must_wait_are_few(monkeypatch):
    """The first task is slow: those behind it stop when the line is full."""
    monkeypatch.setattr(jobs, "ALONE", math.inf)
    line = jobs._Line(Countdown(None), [(0, 10**6), (10**6, 2 * 10**6)], Here(2), ordered=True)
    assert not line.is_empty()
    while len(line._waiting()) > 1:
        place = line._waiting()[-1]
        line._settle(place, *Countdown(None)(place.task))
    assert sum(place.task is None for place in line._spots) < (jobs._AHEAD * 2) ** 2
