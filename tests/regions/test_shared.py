"""Cell splitting over processes: the regions of one process in the same order, and no process is left behind."""

import time
from multiprocessing import active_children

import pytest

from boundkit.constructions.digits import digits
from boundkit.constructions.gaussian import gaussian_network
from boundkit.crews.here import Here
from boundkit.regions import jobs
from boundkit.regions.cells import split
from boundkit.regions.domain import cell_of
from boundkit.regions.shared import split_shared

PROGRAMS = {"mixture": (digits(12, 2), (0, 1)), "network": (gaussian_network("2-6-4-1"), (-1, 1))}


@pytest.fixture(autouse=True)
def never_alone(monkeypatch):
    monkeypatch.setattr(jobs, "ALONE", 0.0)


@pytest.mark.parametrize("name", PROGRAMS)
def test_two_processes_find_the_regions_of_one_in_its_order(name):
    program, domain = PROGRAMS[name]
    cell = cell_of(program.inputs, domain)
    alone, shared = list(split(program, cell)), list(split_shared(program, cell, Here(2)))
    assert len({region.pattern[0] for region in alone}) > 8  # more than are under way at a time
    for attribute in ("pattern", "route", "affine", "vertices"):
        assert [getattr(region, attribute) for region in shared] == [getattr(region, attribute) for region in alone]


def test_closing_early_leaves_no_processes():
    program, domain = PROGRAMS["mixture"]
    before = set(active_children())
    found = split_shared(program, cell_of(program.inputs, domain), Here(2))
    next(found)
    own = set(active_children()) - before
    assert own
    found.close()
    end = time.monotonic() + 20
    while own & set(active_children()) and time.monotonic() < end:
        time.sleep(0.02)
    assert not own & set(active_children())
