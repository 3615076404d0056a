"""Hypotheses look at the object, or also at the values."""

import pytest

from boundkit.errors import StatementError
from boundkit.statements import hypothesis
from boundkit.statements.hypothesis import clash


def test_a_hypothesis_takes_the_object_or_also_the_values():
    def tied(thing, values):
        return thing == values["E"]

    def three(thing, values, more):
        return True

    def none():
        return True

    assert hypothesis("it is E")(tied).met_by(3, {"E": 3}) is True
    assert hypothesis("it is E")(tied).looks_at_values
    for test in (three, none):
        with pytest.raises(StatementError, match=rf"write {test.__name__}\(object\) or"):
            hypothesis("nonsense")(test)


@pytest.mark.parametrize("answer", ["no", 1, 0, [], 0.5])
def test_an_answer_that_is_no_truth_is_refused(answer):
    @hypothesis("it is so")
    def so(thing):
        return answer

    with pytest.raises(StatementError, match="the hypothesis so answered"):
        so.met_by(None, {})


def test_hypotheses_that_clash_are_named_with_what_to_do():
    @hypothesis("routes are fixed", clashes={"chosen": "count all parameters"})
    def fixed(thing):
        return True

    @hypothesis("inputs choose")
    def chosen(thing):
        return True

    @hypothesis("something else")
    def more(thing):
        return True

    assert clash((fixed, more)) == clash((chosen, more)) == ""
    for order in ((fixed, more, chosen), (chosen, fixed)):
        assert clash(order) == "fixed (routes are fixed) and chosen (inputs choose) clash; count all parameters"
