"""Limits of time and Ctrl-C: nothing hangs, and what was computed is kept."""

import _thread
import json
import threading
import time

import pytest

from boundkit.cli import main
from boundkit.deadline import time_limit
from boundkit.errors import BudgetExhaustedError

ENDLESS = ["eval", "classical.serra_upper", "--claim", "upper", "n=4", "D=2"]


@pytest.fixture
def run(capsys):
    def run(*words):
        code = main(list(words))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def _stubborn():
    with time_limit(0.2):
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                continue


def test_what_swallows_errors_does_not_swallow_the_end_of_the_time():
    begun = time.monotonic()
    with pytest.raises(BudgetExhaustedError, match=r"0\.2 s ended"):
        _stubborn()
    assert time.monotonic() - begun < 60


def test_a_limit_that_is_not_reached_leaves_nothing_behind():
    with time_limit(0.3):
        pass
    time.sleep(0.4)


def test_the_budget_of_eval_ends_it(run):
    code, out, err = run(*ENDLESS, "J=10**6", "--budget", "0.3")
    assert (code, out) == (4, "")
    assert "give more with --budget" in err
    code, out, _ = run(*ENDLESS, "J=10**6", "--budget", "0.3", "--json")
    assert (code, json.loads(out)["error"]["type"]) == (4, "BudgetExhaustedError")


def test_the_end_of_the_time_gives_advice_that_can_be_followed():
    with (
        pytest.raises(BudgetExhaustedError, match="narrow it with --between A B"),
        time_limit(0.1, "narrow it with --between A B"),
    ):
        time.sleep(5)


def test_points_that_were_finished_are_printed(run):
    code, out, err = run(*ENDLESS, "J=10,100,10**6", "--budget", "1", "--json")
    shown = json.loads(out)
    assert (code, [row["at"]["J"] for row in shown["rows"]], shown["verdict"]) == (4, ["10", "100"], "INCONCLUSIVE")
    assert "only the first 2 rows" in err


def test_ctrl_c_answers_at_once(run):
    ctrl_c = threading.Timer(0.7, _thread.interrupt_main)
    ctrl_c.start()
    begun = time.process_time()
    code, out, err = run(*ENDLESS, "J=10**6")
    assert (code, out, err) == (130, "", "boundkit: interrupted\n")
    assert time.process_time() - begun < 3
    ctrl_c.join()


def test_the_budget_of_compare_ends_it(run):
    code, out, _ = run(
        "compare", "classical.serra_upper:upper", "classical.montufar_upper:upper", "D=2", "--budget", "0.001"
    )
    assert (code, out) == (4, "")
