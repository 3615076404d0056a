"""What each builder of a search came to."""

from boundkit.theorems.sharper.convex_cells import THEOREM

from boundkit.checking.falsifier import Attack, falsify
from boundkit.checking.slack import closest_of


def test_each_builder_is_told_apart_and_the_closest_is_the_least():
    found = falsify(THEOREM, THEOREM.claim("sup_lower"), Attack(evaluations=60))
    assert sum(tried.measured for tried in found.tried) == found.measured
    assert {"sup error on trees of linear gates", "sup error on linear gates"} <= {one.builder for one in found.tried}
    closest = closest_of(found.tried)
    assert (closest.least_slack, closest.nearest) == (found.least_slack, found.nearest)
    assert all(one.least_slack >= found.least_slack for one in found.tried if one.measured)


def test_without_objects_nothing_is_closest():
    assert closest_of(()) is None
