"""The verifier of certificates: Python alone is needed, and no change of a certificate passes for the original."""

import copy
import hashlib
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import boundkit_verify
import pytest

from boundkit.api import catalogue, select
from boundkit.checking.certificates import INDEX_SCHEMA
from boundkit.evidence.proof import Proof
from boundkit.proofs.certificate import SCHEMA, certificate

VERIFIER = Path(boundkit_verify.__file__)
NOT_READ = {"boundkit", "sources", "evidence", "schema", "claim", "proves", "unit"}
STATED = {
    "symbols",
    "functions",
    "hypotheses",
    "claims",
    "goal",
}  # what changes here changes what is claimed or trusted


def written(result, claim):
    (entry,) = select(catalogue(result), (result,))
    (item,) = [item for item in entry.theorem.evidence if isinstance(item, Proof) and item.claim == claim]
    head = {"schema": SCHEMA, "boundkit": "0", "sources": "0", "claim": f"{result}:{claim}", "evidence": item.name}
    return json.loads(
        json.dumps(head | certificate(item.facts(entry.theorem), entry.theorem, entry.theorem.claim(claim)))
    )


@pytest.fixture(scope="module")
def document():
    return written("wang2025.piece_count", "upper")


def folder_of(folder, *documents, digests=()):
    """A folder of certificates with its index, under digests of their files or under given ones."""
    folder.mkdir(exist_ok=True)
    entries = []
    for place, each in enumerate(documents):
        content = json.dumps(each).encode()
        (folder / f"{place}.json").write_bytes(content)
        digest = digests[place] if digests else hashlib.sha256(content).hexdigest()
        about = {"claim": each["claim"], "evidence": each["evidence"], "kind": "proof", "verdict": "DERIVED"}
        entries.append({**about, "file": f"{place}.json", "digest": digest})
    index = {"schema": INDEX_SCHEMA, "certificates": entries, "left out": []}
    (folder / "index.json").write_text(json.dumps(index))
    return folder


def run(folder, *options):
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def places(tree, place=()):
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in items:
        yield (*place, key)
        yield from places(part, (*place, key))


def others(value):
    """What a value is changed to: every number up, down and negated, relations turned, flags flipped, texts changed."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if value is None:
        return ["0"]
    if value in ("<=", "<", "="):
        return [op for op in ("<=", "<", "=") if op != value]
    if isinstance(value, str):
        try:
            return [str(Fraction(value) + 1), str(-Fraction(value) or 7)]
        except ValueError:
            return [value + "x"]
    return []


def changed(document, place):
    """The document with what stands at a place changed, dropped, or swapped with what stands before it."""
    *above, key = place

    def made(change):
        whole = copy.deepcopy(document)
        inner = whole
        for step in above:
            inner = inner[step]
        change(inner)
        return whole

    value = document
    for step in place:
        value = value[step]
    yield from (made(lambda inner, new=new: inner.__setitem__(key, new)) for new in others(value))
    yield made(lambda inner: inner.__delitem__(key))
    if isinstance(key, int) and key:
        yield made(lambda inner: inner.insert(key, inner.pop(key - 1)))


def shown(document):
    """What the verifier says that a certificate shows, whatever its digest; None where it refuses."""
    content = json.dumps(document).encode()
    entry = {"digest": hashlib.sha256(content).hexdigest(), "claim": document.get("claim")}
    entry["verdict"] = "DERIVED" if document.get("premises") else "CERTIFIED"
    try:
        found = boundkit_verify.shown_by(content, entry | {"evidence": document.get("evidence")})
        return found.claim, found.denies, found.fact.premises, found.fact.lemmas
    except (boundkit_verify.Failed, boundkit_verify.Unsupported, LookupError, TypeError, ValueError, AttributeError):
        return None


def harmful(document, chosen):
    """The places of changes that pass for the original, or show what does not follow.

    A change is harmless when it is of what no check reads (``NOT_READ``), when the same is shown as before, such as
    after swapping the sides of an equation, or when it changes the tables of symbols, functions, hypotheses or claims:
    these say what is claimed and trusted, in the claim and in the steps alike, so what is shown then is another
    statement, or one from other premises, which are printed. Steps and premises by themselves show nothing else.
    """
    original = shown(document)
    assert original is not None
    for place in chosen:
        for other in changed(document, place):
            if other == document or place[-1] in NOT_READ:
                continue
            found = shown(other)
            if found not in (None, original) and place[0] not in STATED:
                yield place


def test_a_certificate_verifies_with_python_alone(tmp_path, document):
    found = run(folder_of(tmp_path / "certificates", document), "--json")
    said = json.loads(found.stdout)
    assert (found.returncode, said["verified"], said["failed"], said["unsupported"]) == (0, 1, 0, 0)
    assert said["headlines"] == {"of": 1, "verified": 1}
    assert said["certificates"][0]["statement"] == "N <= (E**L)"


def test_every_kind_of_change_is_found_by_the_digest(tmp_path, document):
    digest = hashlib.sha256(json.dumps(document).encode()).hexdigest()
    meaning = copy.deepcopy(document)
    meaning["symbols"][0]["meaning"] += "x"
    assert run(folder_of(tmp_path, meaning, digests=[digest])).returncode == 1
    assert "digest" in run(tmp_path).stdout


def test_changes_under_a_new_digest_are_found_or_harmless(document):
    assert not list(harmful(document, list(places(document))[::40]))


@pytest.mark.heavy
@pytest.mark.parametrize(
    "claim", ["wang2025.piece_count:upper", "classical.parameter_lipschitz:published", "classical.zador:upper"]
)
def test_all_changes_under_a_new_digest_are_found_or_harmless(claim):
    document = written(*claim.split(":"))
    assert not list(harmful(document, places(document)))


def claim(name, *lemmas):
    """What a proof shows that uses other claims."""
    said = boundkit_verify.Claim("x.y", name, "upper", None, (), "", frozenset())
    fact = boundkit_verify.Fact(None, {}, lemmas=frozenset(each.claim for each in lemmas))
    return boundkit_verify.Shown(said, fact, False)


def test_lemmas_are_verified_before_and_stand_in_no_circle():
    one = claim("one")
    two = claim("two", one)
    assert boundkit_verify.unfounded({0: two, 1: one}) == {}
    assert boundkit_verify.unfounded({0: two})[0]["result"] == "unsupported"
    around = claim("one", two)
    assert set(boundkit_verify.unfounded({0: around, 1: two})) == {0, 1}
    another = one._replace(claim=one.claim._replace(on="something else"))
    assert boundkit_verify.unfounded({0: two, 1: another})[0]["result"] == "failed"
    denied = one._replace(denies=True)
    assert set(boundkit_verify.unfounded({0: two, 1: denied})) == {0}


def test_there_is_nothing_to_verify_and_what_is_no_index(tmp_path):
    assert run(tmp_path).returncode == 3
    (tmp_path / "index.json").write_text("[]")
    assert run(tmp_path).returncode == 2


def symbol(name, least=None, *, kind="symbol", integer=False, meaning=""):
    end = None if least is None else Fraction(least)
    return ("symbol", name, kind, meaning, boundkit_verify.Domain(integer, end, False, None, False))


X, Y, N, K = symbol("x"), symbol("y", 0), symbol("n", 0, integer=True), symbol("k", 0, integer=True)
HALF, ONE, TWO, LESS = Fraction(1, 2), Fraction(1), Fraction(2), Fraction(-1)


def add(*parts):
    return ("Add", *parts)


def mul(*parts):
    return ("Mul", *parts)


def to(base, exponent):
    return ("Pow", base, exponent)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (to(add(X, ONE), TWO), add(to(X, TWO), mul(TWO, X), ONE)),
        (to(to(X, TWO), HALF), ("Abs", X)),
        (mul(to(Y, HALF), to(Y, HALF)), Y),
        (("log", mul(Y, Y)), mul(TWO, ("log", Y))),
        (add(("binomial", N, add(K, ONE)), ("binomial", N, K)), ("binomial", add(N, ONE), add(K, ONE))),
        (to(add(X, ONE), add(N, ONE)), mul(to(add(X, ONE), N), add(X, ONE))),
        (("Sum", X, ("Tuple", K, ONE, N)), mul(N, X)),
        (mul(X, to(add(X, ONE), LESS)), add(ONE, mul(LESS, to(add(X, ONE), LESS)))),
    ],
)
def test_formulas_of_one_value_are_the_same(one, two):
    assert boundkit_verify.is_same(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (to(to(X, TWO), HALF), X),
        (("log", to(X, TWO)), mul(TWO, ("log", X))),
        (to(to(X, TWO), HALF), mul(LESS, X)),
        (("binomial", N, K), ("binomial", K, N)),
        (("Sum", K, ("Tuple", K, ONE, N)), mul(N, K)),
        (symbol("x", 1), symbol("x", 2)),
        (("floor", Y), Y),
    ],
)
def test_formulas_of_other_values_are_not_the_same(one, two):
    assert not boundkit_verify.is_same(one, two)


def test_symbols_of_one_name_stay_apart_when_they_are_counted_from_their_ends():
    one, two = symbol("x", 1, meaning="one"), symbol("x", 1, meaning="another")
    values = [("of", (name, "", "unknown", (X,), one[4]), X) for name in "fg"]
    for left, right in ((one, two), values):
        apart = boundkit_verify.form_of(add(left, mul(LESS, right)))
        assert boundkit_verify.sign(apart) == 0
        assert boundkit_verify.sign(boundkit_verify.form_of(add(left, right, LESS))) == 2


def test_a_condition_is_given_by_another_only_where_its_sides_have_values(document):
    proof = boundkit_verify.Proof(document)
    proof.leaves = []
    given = boundkit_verify.Relation(ONE, "<=", Y)
    assert proof.implies(given, given)
    assert not proof.implies(given, boundkit_verify.Relation(ONE, "<=", mul(Y, X, to(X, LESS))))


@pytest.mark.parametrize(
    "formula", [to(X, LESS), ("log", Y), to(X, HALF), ("Sum", ONE, ("Tuple", K, ONE, X)), ("gamma", Y)]
)
def test_a_formula_that_may_have_no_value_is_not_defined(formula):
    assert not boundkit_verify.Known().is_defined(formula)


def test_a_premise_calls_nothing_else_by_a_name_of_the_claim(document):
    proof = boundkit_verify.Proof(document)
    (own,) = [each for each in proof.goal.symbols if each[1] == "E"]
    for text, other in (("a bound", symbol("E", 2)), ("a\u200b bound", own)):
        with pytest.raises(boundkit_verify.Failed):
            proof.require_own_names([("premise", text, boundkit_verify.Relation(other, "<=", ONE), frozenset())])
    proof.require_own_names([("premise", "a bound", boundkit_verify.Relation(own, "<=", ONE), frozenset())])
