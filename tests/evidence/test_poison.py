"""Floats on the way to an exact value: told with their line, in measuring, hypotheses, Case values and derivations."""

import pytest

from boundkit.checking.workers import run_item
from boundkit.discovery.discover import load
from boundkit.discovery.locate import modules
from boundkit.evidence.budget import Budget
from boundkit.evidence.growth import AlongRays
from boundkit.evidence.item import Context
from boundkit.evidence.kinds import Derives, Simulates
from boundkit.evidence.objects import OnObjects
from boundkit.evidence.poison import twin_of
from boundkit.evidence.proof import Proof
from boundkit.verdict import Verdict

CERTIFIED, REFUTED, SUPPORTED, INCONCLUSIVE, *_ = Verdict

FILE = """
import itertools
import json
import math
import struct
from decimal import Decimal
from fractions import Fraction

import numpy
import sympy
from flint import arb, fmpq

from boundkit.evidence import Case, decided, derives, instances, too_strong
from boundkit.statements import UPPER, Claim, Theorem, cite, hypothesis, natural, positive, quantity

E, c = natural("E", "experts"), positive("c", "a constant")
MODULE_LEVEL = 1.5 - 0.5


def measured(thing):
    return {measured}


def is_tame(thing):
    return {tested}


def build(E, **more):
    return {built}


def steps():
    yield decided("it holds", {step})


N = quantity("N", "pieces", measure=measured)
THEOREM = Theorem(
    "mine.floats", "Floats", cite("wang2025", "a test"),
    (Claim("upper", UPPER, N <= 3 * E), Claim("with_c", UPPER, N <= c)),
    given=(hypothesis("it is tame")(is_tame),),
    evidence=(instances("upper", build, E=(1, 2), c=1),
              too_strong("upper", N <= E / 9, build, name="control", E=2, c=1),
              derives("upper", steps), instances("with_c", build, name="of c", E=1)),
)
"""
EXACT = {"measured": "fmpq(thing)", "tested": "thing < 9", "built": "Case(E, {'c': 9})", "step": "True"}
MEASURED, TESTED, BUILT, STEP = 21, 25, 29, 33  # lines


def verdicts(tmp_path, **changes):
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}_floats.py"
    text = FILE
    for name, code in {**EXACT, **changes}.items():
        text = text.replace("{" + name + "}", code)
    path.write_text(text)
    (entry,) = load(str(path))
    return [run_item(entry, index, False, 60) for index in range(4)]


def test_exact_code_is_not_told(tmp_path):
    assert [r.verdict for r in verdicts(tmp_path)] == [CERTIFIED, REFUTED, CERTIFIED, CERTIFIED]


@pytest.mark.parametrize(
    "code",
    [
        "arb(thing / 3) * 3",
        "arb(math.sqrt(thing)) ** 2",
        "fmpq(*(thing / 1).as_integer_ratio())",
        "Fraction(0.1) + thing",
        "arb(str(thing / 3)) * 3",
        "fmpq(round(thing / 3) * 3)",
        "int(f'{thing / 1:.0f}')",
        "fmpq(int(numpy.ones(1)[0])) * thing",
        "fmpq(int(numpy.ones(3).sum()))",
        "sympy.Rational(str(sympy.Float(thing)))",
        "fmpq(int(Decimal(thing)))",
        "fmpq([x for x in (0.5, 1.5)].index(1.5))",
        "(lambda half: fmpq(int(2 * half)))(thing / 2)",
        "sum(map(int, map(float, [thing])))",
        "sum(map(Fraction, struct.unpack('d', struct.pack('d', thing))))",
        "sum(map(Fraction, json.loads('{\"a\": 1.0}').values()))",
        "int(max(map(Fraction, map(math.sqrt, itertools.islice(itertools.count(thing), 2)))))",
        "arb(thing + 1).sqrt().mid()",
        "arb(thing + 1).sqrt().upper()",
    ],
)
def test_a_float_inside_an_exact_type_is_told(tmp_path, code):
    first, control, proof, _ = verdicts(tmp_path, measured=code)
    assert first.verdict is SUPPORTED
    assert f"floats.py, line {MEASURED}, has the " in first.detail
    assert control.verdict is INCONCLUSIVE
    assert not control.as_expected
    assert proof.verdict is CERTIFIED


def test_a_float_is_told_of_every_item_that_measures_the_object(tmp_path):
    found = verdicts(tmp_path, measured="fmpq(*(thing / 4).as_integer_ratio())")
    assert [found[place].verdict for place in (0, 3)] == [SUPPORTED, SUPPORTED]
    assert all(f"line {MEASURED}, has the float" in found[place].detail for place in (0, 3))


def test_infinity_and_what_the_module_computes_at_import_are_no_floats(tmp_path):
    assert verdicts(tmp_path, measured="fmpq(min(math.inf, thing))")[0].verdict is CERTIFIED


def test_a_float_in_a_hypothesis_is_told(tmp_path):
    first, *_ = verdicts(tmp_path, tested="thing < 8.5")
    assert (first.verdict, f"line {TESTED}, has the float 8.5" in first.detail) == (SUPPORTED, True)


def test_a_builder_may_use_floats_unless_it_returns_values(tmp_path):
    *_, of_c = verdicts(tmp_path, built="Case(E, {'c': fmpq(int(9.5))})")
    assert (of_c.verdict, f"line {BUILT}, has the float 9.5" in of_c.detail) == (SUPPORTED, True)
    first, *_ = verdicts(tmp_path, built="int(1.0 * E)")
    assert first.verdict is CERTIFIED


def test_a_float_in_a_derivation_is_told(tmp_path):
    proof = verdicts(tmp_path, step="math.sqrt(2) < 1.5")[2]
    assert (proof.verdict, f"line {STEP}, has the float" in proof.detail) == (SUPPORTED, True)


BESIDE = """
from steps import THEOREM, derives, decided, third


def steps():
    yield decided("it holds", {step})


more = derives("upper", steps, name="steps that stand beside", scope="a part")
"""


@pytest.mark.parametrize(
    ("step", "told"),
    [("True", ""), ("1.0 < 1.5", "steps_proofs.py, line 6, has the float 1.0"), ("third() < 1", "steps.py, line 37")],
)
def test_a_float_in_a_derivation_beside_the_theorem_file_is_told(tmp_path, step, told):
    """Also one that a function of the theorem file has."""
    text = FILE.replace("N = quantity", "def third():\n    return 1 / 3\n\n\nN = quantity")
    for name, code in EXACT.items():
        text = text.replace("{" + name + "}", code)
    (tmp_path / "steps.py").write_text(text)
    (tmp_path / "steps_proofs.py").write_text(BESIDE.replace("{step}", step))
    (entry,) = load(str(tmp_path / "steps.py"))
    *_, last = entry.theorem.evidence
    found = run_item(entry, len(entry.theorem.evidence) - 1, False, 60)
    assert last.name == "steps that stand beside"
    assert found.verdict is (SUPPORTED if told else CERTIFIED)
    assert told in found.detail


def test_what_a_library_does_inside_is_not_seen(tmp_path):
    """A documented limit: the float never is the value of an expression of the file."""
    assert verdicts(tmp_path, measured="numpy.linalg.matrix_rank(numpy.eye(thing, dtype=int))")[0].verdict is CERTIFIED


def test_a_watched_iterator_goes_on_where_it_was(tmp_path):
    """As the one that a loop and its body share, and what of a ball is exact."""
    code = "(lambda ones: sum(a * b for a, b in zip(ones, ones)) * thing // 2)(map(int, '1111'))"
    assert verdicts(tmp_path, measured=code)[0].verdict is CERTIFIED
    assert verdicts(tmp_path, measured="arb(thing).mid() + 0 * len('A'.lower())")[0].verdict is CERTIFIED


def test_annotations_of_the_file_stay_what_they_are(tmp_path):
    """Dataclasses read them as text under the future import, and tell class variables by them."""
    fields = "@dataclass\nclass Thing:\n    kind: ClassVar[int] = 1\n    size: int\n\n\ndef measured("
    head = "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom typing import ClassVar\n"
    path = tmp_path / "annotated.py"
    text = FILE.replace("def measured(", fields)
    for name, code in {**EXACT, "measured": "fmpq(Thing(round(thing / 3) * 3).size)"}.items():
        text = text.replace("{" + name + "}", code)
    path.write_text(head + text)
    (entry,) = load(str(path))
    first = run_item(entry, 0, False, 60)
    assert (first.verdict, "has the float" in first.detail) == (SUPPORTED, True)


def test_a_file_that_runs_only_once_shows_nothing_exact(tmp_path):
    path = tmp_path / "once.py"
    text = FILE.replace("import math\n", "import sys\n\nassert sys.__dict__.setdefault('ONCE', __name__) == __name__\n")
    for name, code in EXACT.items():
        text = text.replace("{" + name + "}", code)
    path.write_text(text.replace("ONCE", f"once {path}"))
    (entry,) = load(str(path))
    found = [run_item(entry, index, False, 60) for index in range(4)]
    assert [r.verdict for r in found] == [SUPPORTED, INCONCLUSIVE, SUPPORTED, SUPPORTED]
    assert all("once.py cannot run a second time" in r.detail and "AssertionError" in r.detail for r in found)


@pytest.mark.heavy
@pytest.mark.parametrize("origin", modules())
def test_no_shipped_result_stands_on_floats(origin):
    """The first object of every item, and every derivation."""
    for entry in load(origin):
        for index, item in enumerate(entry.theorem.evidence):
            twin = None if isinstance(item, Simulates | Proof) else twin_of(entry, index)
            context = Context(False, Budget(90), twin)
            if isinstance(item, OnObjects) and twin is not None:
                made = next(item.examine(entry.theorem, context, item.held(entry.theorem)))
                assert not (twin.told and made.measured.rigorous)
            elif isinstance(item, Derives):
                assert item.run(entry.theorem, context).verdict is item.expects
                assert twin is not None
                assert not twin.told
            else:
                assert isinstance(item, Simulates | AlongRays | Proof)
