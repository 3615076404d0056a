"""The part of a certificate that is about an item: its instances, or the last one."""

import pytest

from boundkit.evidence import Case, instances, too_strong
from boundkit.evidence.budget import Budget
from boundkit.evidence.decisive import Decisive, LeftOutError
from boundkit.evidence.item import Context
from boundkit.statements import UPPER, Claim, Theorem, cite, function, natural, quantity
from boundkit.verdict import Verdict

n, place = natural("n", "size"), natural("l", "place")
w = function("w", "width", of=place, least=1)
size = quantity("N", "the size", measure=int, certificate=lambda n: {"by": "itself", "n": str(n)} if n < 9 else None)
THEOREM = Theorem(
    "a.b",
    "a size",
    cite("folklore", "everywhere"),
    (Claim("upper", UPPER, size <= n * w.func(1), where=(n >= 2,)),),
)


def build(n):
    return Case(n, {"w": (1, 5)})


def shown(item):
    decisive = Decisive(item.supports)
    finding = item.run(THEOREM, Context(False, Budget(9), None, decisive))
    return decisive.document(item.kind, finding.verdict)


def test_all_instances_of_an_item_that_supports_its_claim():
    item = shown(instances("upper", build, n=(1, 2, 9)))["item"]
    assert (item["verdict"], item["count"], len(item["where"])) == ("CERTIFIED", 2, 1)
    first, second = item["instances"]
    assert (first["symbols"], first["functions"], first["value"]) == ([[0, "2"]], [[0, ["1", "5"]]], ["2", "2"])
    assert (first["measured"], second["measured"]) == ({"by": "itself", "n": "2"}, {"by": "measurement"})


def test_the_object_that_refutes():
    item = shown(too_strong("upper", size <= n - 1, build, n=(3, 4)))["item"]
    assert [each["value"] for each in item["instances"]] == [["3", "3"]]


def test_what_is_left_out(monkeypatch):
    monkeypatch.setattr("boundkit.evidence.decisive.MOST_BYTES", 150)
    with pytest.raises(LeftOutError, match="more than 150 bytes"):
        shown(instances("upper", build, n=(2, 3)))
    with pytest.raises(LeftOutError, match="no object"):
        Decisive(True).document("instances", Verdict.CERTIFIED)
    by_formula = instances("upper", lambda n: Case(n, {"w": "l + 1"}), name="by formula", n=(2,))
    with pytest.raises(LeftOutError, match="the function w is given by a formula"):
        shown(by_formula)
