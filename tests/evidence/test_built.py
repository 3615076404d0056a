"""Objects and measures are made once for a result, and only for it."""

import pytest

from boundkit.evidence.built import built, kept_for, measured


class Builder:
    def __init__(self):
        self.made = []

    def __call__(self, n):
        self.made.append(n)
        return [n]


@pytest.fixture
def build():
    with kept_for("a.result"):
        yield Builder()


def test_a_point_is_built_once_and_its_object_measured_once(build):
    thing = built(build, {"n": (1, "2")})
    assert built(build, {"n": (1, "2")}) is thing
    count = Builder()
    assert [measured(count, place) for place in (thing, thing)] == [[thing], [thing]]
    assert len(build.made) == len(count.made) == 1


@pytest.mark.parametrize("values", [(1, True, 1.0), ((1, 2), (1.0, 2), (True, 2)), ([1], [1]), ({}, {})])
def test_what_a_builder_may_tell_apart_and_what_has_no_hash_is_built_each_time(build, values):
    assert [built(build, {"n": value}) for value in values] == [[value] for value in values]
    assert len(build.made) == len(values)
    assert [type(made) for made in build.made] == [type(value) for value in values]


def test_another_builder_and_other_places_are_another_value(build):
    other = Builder()
    assert built(build, {"n": 1}) is not built(other, {"n": 1})

    def at(thing, place):
        return place

    assert [measured(at, build, 1), measured(at, build, 2)] == [1, 2]


def test_nothing_is_kept_for_the_next_result_or_for_none(build):
    thing = built(build, {"n": 1})
    for result in ("another.result", "a.result", None):
        with kept_for(result):
            assert built(build, {"n": 1}) is not thing


def test_inside_a_block_for_none_nothing_that_was_kept_serves_and_outside_it_goes_on(build):
    thing = built(build, {"n": 1})
    with kept_for(None):
        assert built(build, {"n": 1}) is not thing
    assert built(build, {"n": 1}) is thing


def test_blocks_for_one_result_share_what_is_kept(build):
    with kept_for("b.result"):
        thing = built(build, {"n": 1})
    with kept_for("b.result"):
        assert built(build, {"n": 1}) is thing


def test_as_many_objects_as_are_kept_end_with_the_oldest(build):
    first = built(build, {"n": 0})
    for n in range(1, 70):
        built(build, {"n": n})
    assert built(build, {"n": 69}) is built(build, {"n": 69})
    assert built(build, {"n": 0}) is not first
