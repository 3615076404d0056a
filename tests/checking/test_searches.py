"""Searches for many claims: the same from processes as from one, restarts joined, and what is given up."""

import pytest

from boundkit.checking.falsifier import Attack, falsify
from boundkit.checking.searches import _given_up, falsify_all, together
from boundkit.discovery.discover import load
from boundkit.verdict import Verdict

LINE = load("boundkit.theorems.classical.line")


def told(results):
    return [result.to_json() | {"seconds": 0} for result in results]


@pytest.mark.heavy
def test_two_processes_find_what_one_finds():
    attack = Attack(20, seconds=60)
    assert told(falsify_all(LINE, attack, jobs=2, restarts=2)) == told(falsify_all(LINE, attack, restarts=2))


def test_restarts_count_seeds_up_and_join_what_they_tried():
    theorem = LINE[0].theorem
    claim = theorem.claims[0]
    runs = [falsify(theorem, claim, Attack(5, seconds=60, seed=seed)) for seed in (7, 8)]
    found = falsify_all(LINE, Attack(5, seconds=60, seed=7), only=[claim.name], restarts=2)
    assert told(found) == told([together(runs)])
    assert found[0].measured == sum(run.measured for run in runs) > 0
    assert found[0].least_slack == min(run.least_slack for run in runs)
    assert found[0].detail == f"survived {found[0].measured} objects"


def test_a_search_that_ends_its_process_again_and_again_is_told():
    found = _given_up(LINE[0].theorem, LINE[0].theorem.claims[0], "its process was killed by SIGKILL, 2 times")
    assert (found.verdict, found.survived) == (Verdict.INCONCLUSIVE, False)
    assert "SIGKILL" in found.detail
