"""Certificates of items: objects are measured again, and what was changed does not pass for what was measured."""

import copy
import json
from collections import Counter

import boundkit_verify
import pytest
import sympy
from flint import fmpq

from boundkit.api import catalogue
from boundkit.constructions.digits import digits
from boundkit.evidence import instances
from boundkit.evidence.budget import Budget
from boundkit.evidence.decisive import Decisive, LeftOutError
from boundkit.evidence.item import Context
from boundkit.evidence.kinds import FailsWithout, TooStrong
from boundkit.measures import certificates
from boundkit.measures.approximation import spline_approximation
from boundkit.measures.box_cells import BoxCells
from boundkit.measures.covering import log_of
from boundkit.measures.line_classes import MixturesOnLine
from boundkit.networks import ReLUNetwork
from boundkit.statements import EXACT, UPPER, Claim, Theorem, cite, natural, quantity
from boundkit.verdict import Verdict

HAT = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, "-1/2"], [0]])
LOWER_HAT = ReLUNetwork.of([[[1], [1]], [[1, -1]]], [[0, "-1/2"], [0]])
RESULTS = ("classical.montufar_upper", "classical.zaslavsky", "classical.parameter_lipschitz", "classical.kuhn_c2",
           "classical.panter_dite", "dar2025.multidimensional", "kratsios2024.routing_growth", "sharper.vc_on_a_line",
           "wang2025.mixture_cells", "wang2025.piece_count")  # fmt: skip
WAYS = {"patterns", "bounded patterns", "maps", "distance", "distance at a point", "shattered", "excess"}
x = sympy.Symbol("x")
m = natural("m", "size", least=0)
SIDES = [(1, 0), (1, -1), (1, -2)]
CASES = {  # object, measure, certificate, value
    "patterns": (HAT, lambda _: 3, certificates.patterns, 3),
    "maps": (digits(3, 1), lambda _: 3, certificates.maps, 3),
    "distance": (HAT, lambda _: fmpq(1, 2), lambda f: certificates.distance(f, LOWER_HAT, [(0, 1)]), fmpq(1, 2)),
    "bounded patterns": (None, lambda _: 2, lambda _: certificates.arrangement(SIDES, 1, "bounded patterns"), 2),
    "excess": (BoxCells.of({(1, 1): 1}, (2, 2)), lambda cells: cells.excess, certificates.own, None),
    "shattered": (MixturesOnLine(2, 0), lambda mixtures: mixtures.vc_dimension(), certificates.own, 4),
}  # fmt: skip


def document(thing, measure, certificate, relation, sense, word=instances):
    size = quantity("N", "what is measured", measure=measure, certificate=certificate)
    claim = Claim("claim", sense, relation(size), where=(m >= 1,))
    theorem = Theorem("a.b", "a size", cite("folklore", "everywhere"), (claim,))
    item = word("claim", lambda m: thing, name="item", m=(1,))
    decisive = Decisive(item.supports)
    finding = item.run(theorem, Context(False, Budget(20), None, decisive))
    return json.loads(json.dumps(decisive.document(item.kind, finding.verdict)))


def result(made, kind=None, verdict=None):
    item = made.get("item", {})
    try:
        boundkit_verify.check_item(made, {"kind": kind or item["kind"], "verdict": verdict or item["verdict"]})
    except boundkit_verify.Unsupported:
        return "unsupported"
    except (boundkit_verify.Failed, LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        return "failed"
    return "verified"


def exactly(value):
    return lambda size: sympy.Eq(size, sympy.Rational(str(value)) * m)


@pytest.mark.parametrize("name", CASES)
def test_an_object_is_measured_again(name):
    thing, measure, certificate, value = CASES[name]
    value = measure(thing) if value is None else value
    made = document(thing, measure, certificate, exactly(value), EXACT)
    assert made["item"]["instances"][0]["measured"]["by"] == name
    assert result(made) == "verified"
    for change in changes(made):
        assert result(change, "instances", "CERTIFIED") != "verified", change["item"]


def changes(made):
    """The relation, the values of symbols and the measured value with other numbers, and every key left out."""
    item = made["item"]
    for path in (("bound", 1), ("instances", 0, "symbols", 0, 1), ("instances", 0, "value", 0)):
        change = copy.deepcopy(made)
        *way, last = path
        at = change["item"]
        for key in way:
            at = at[key]
        at[last] = str(fmpq(at[last]) + 1 if isinstance(at[last], str) else 7)
        if path[-2:] == ("value", 0):
            change["item"]["instances"][0]["value"] = [at[last], at[last]]
        yield change
    for key in item:
        if key != "quantity":  # for the reader
            yield {**made, "item": {name: value for name, value in item.items() if name != key}}
    for key in item["instances"][0]:
        change = copy.deepcopy(made)
        del change["item"]["instances"][0][key]
        yield change
    for key in item["instances"][0]["measured"]:
        change = copy.deepcopy(made)
        del change["item"]["instances"][0]["measured"][key]
        yield change
    for name, other in (("verdict", "REFUTED"), ("sense", "?"), ("count", 2), ("where", [["Ge", 0, "5"]])):
        yield {**made, "item": {**item, name: other}}


def test_a_point_refutes_a_bound_of_a_distance():
    thing = spline_approximation(sympy.Lambda(x, x**2), 2)
    made = document(
        thing, lambda f: f.error, certificates.own, lambda error: error <= sympy.Rational(1, 17), UPPER, _refuted
    )
    assert (made["item"]["instances"][0]["measured"]["point"], result(made)) == (["1/4"], "verified")
    for place in ("0", "1/2", "1", "2"):
        change = copy.deepcopy(made)
        change["item"]["instances"][0]["measured"]["point"] = [place]
        assert result(change) != "verified"


def _refuted(claim, build, **grid):
    return instances(claim, build, expects=Verdict.REFUTED, **grid)


@pytest.mark.parametrize(("constant", "found"), [(1, "verified"), ("1/2", "failed")])
@pytest.mark.parametrize("log", [False, True])
def test_members_far_apart_refute_a_bound_of_a_covering_number(log, constant, found):
    members = [ReLUNetwork.affine([[1]], [0]), HAT, ReLUNetwork.affine([[0]], [constant])]
    made = document(
        None,
        lambda _: log_of(3) if log else 3,
        lambda _: certificates.packing(members, [(0, 1)], "1/4", log=log),
        lambda size: size <= (sympy.log(2) if log else 2),
        UPPER,
        _refuted,
    )
    assert result(made) == found


def test_a_value_that_was_only_measured_is_not_verified_but_its_bound_is():
    made = document(4, int, None, exactly(4), EXACT)
    assert result(made) == "unsupported"
    made["item"]["bound"][1] = "5"
    assert result(made) == "failed"


def changed(made, **measured):
    change = copy.deepcopy(made)
    change["item"]["instances"][0]["value"] = [None, None]
    change["item"]["instances"][0]["measured"] |= measured
    return change


def test_no_object_is_so_wrong_that_nothing_is_left_to_count():
    made = document(digits(3, 1), lambda _: 3, certificates.maps, lambda size: size <= 3, UPPER)
    (gate,) = made["item"]["instances"][0]["measured"]["steps"]
    assert result(changed(made, steps=[gate])) == "verified"
    assert result(changed(made, steps=[{**gate, "top": 4}])) == "failed"
    assert result(changed(made, steps=[{**gate, "top": 2}])) == "failed"
    assert result(changed(made, domain=[["1", "0"]])) == "failed"
    most = document(
        MixturesOnLine(2, 0), lambda mixtures: mixtures.vc_dimension(), certificates.own, lambda V: V <= 4, UPPER
    )
    assert result(changed(most, **{"units on a line": 0})) == "verified"
    assert result(changed(most, **{"units on a line": -9})) == "failed"


@pytest.mark.parametrize("entry", ["1", "-1/2", "0"])
def test_weights_of_a_network_that_counts_fewer_pieces_are_found(entry):
    thing, measure, certificate, _ = CASES["patterns"]
    made = document(thing, measure, certificate, exactly(3), EXACT)
    rows = made["item"]["instances"][0]["measured"]["steps"][0]["affine"]
    rows[0] = [entry, "0"] if entry == "0" else [str(2 * fmpq(entry)), str(-fmpq(entry))]
    assert result(made) == "failed"


@pytest.mark.heavy
def test_items_of_the_catalogue_verify_and_changes_of_them_are_found():
    """Four of each way of measuring: no bound, value or verdict can be exchanged."""
    seen = Counter()
    for entry in catalogue(*RESULTS).entries:
        for item in entry.theorem.evidence:
            if entry.theorem.id in RESULTS and type(item) in (FailsWithout, TooStrong):
                decisive = Decisive(item.supports)
                finding = item.run(entry.theorem, Context(False, Budget(20), None, decisive))
                try:
                    made = json.loads(json.dumps(decisive.document(item.kind, finding.verdict)))
                except LeftOutError:
                    continue
                way = made["item"]["instances"][0]["measured"]["by"]
                seen[way] += 1
                if way == "measurement" or seen[way] > 4:
                    continue
                assert result(made) == "verified", (entry.theorem.id, item.name)
                assert result({**made, "item": {**made["item"], "verdict": "CERTIFIED"}}, item.kind) == "failed"
                for key in made["item"].keys() - {"quantity"}:
                    left = {name: value for name, value in made["item"].items() if name != key}
                    assert result({**made, "item": left}, item.kind, "REFUTED") == "failed", key
                if made["item"]["sense"] != "=":
                    met = "-1" if made["item"]["sense"] == ">=" else str(10**40)
                    assert result({**made, "item": {**made["item"], "bound": met}}) in ("failed", "unsupported")
    assert seen.keys() >= WAYS
