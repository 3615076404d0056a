"""Proofs as an appendix: what is folded is what was said, lemmas stand once, chains keep their ends."""

import re

import pytest
import sympy

import boundkit
from boundkit.export.proof import proofs_of, proofs_text
from boundkit.export.proof_latex import _below
from boundkit.export.proof_notation import Notation, put_for, written
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import define, log2, natural, positive
from boundkit.proofs.relations import is_same

x, y = natural("x", "a number"), natural("y", "another")
R = define("R", "an abbreviation", x * (x + 1) / 2 + x + 1)
r = define("r", "another", 2 * sympy.E * y * (R + y - 1))


def rebuilt(formula):
    return formula.func(*map(rebuilt, formula.args)) if formula.args else formula


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (expand(R) + y, R + y),
        (expand(R) - 1 + y, R + y - 1),
        (4 * sympy.E * y * (expand(R) + y - 1) * x, 2 * r * x),
        (1 / expand(R) ** 2, 1 / R**2),
        (x * (x + 1) + x, x * (x + 1) + x),
    ],
    ids=str,
)
def test_abbreviations_stand_for_their_parts(formula, shown):
    folded = Notation((R, r)).folded(formula)
    assert rebuilt(folded) == shown
    assert sympy.expand(expand(folded) - formula) == 0


def test_a_name_among_factors_keeps_the_others():
    a, b, c, f = sympy.symbols("a b c f")
    assert rebuilt(put_for(a * b * c, a * b, f)) == c * f
    assert put_for(sympy.sin(a + b + 2), a + b + 5, f) == sympy.sin(f - 3)
    assert put_for(a + c, a + b, f) == a + c


@pytest.mark.parametrize(
    "id", ["mayaki2026.active_budget", pytest.param("kratsios2024.routing_growth", marks=pytest.mark.heavy)]
)
def test_what_is_folded_is_what_the_proofs_say(id):
    """Names put back give every formula of the proofs."""
    found = list(proofs_of(boundkit.theorem(id)))
    base = Notation.of([claim for claim, _ in found])
    for _, made in found:
        sides = [side for said in _below(made) for side in (said.relation.small, said.relation.large)]
        notation = base.naming(sides)
        back = {name: part for part, name in notation.names.items()}
        for side in sides:
            folded = notation.folded(side)
            while folded.free_symbols & back.keys():
                folded = folded.xreplace(back)
            assert is_same(expand(folded), side)


def test_lemmas_stand_once_and_premises_first():
    text = proofs_text(boundkit.theorem("mayaki2026.active_budget"), as_latex=True)
    lemmas = re.findall(r"paragraph{(Lemma \d+)", text)
    assert lemmas
    assert len(lemmas) == len(set(lemmas))
    assert set(re.findall(r"Lemma \d+", text)) == set(lemmas)
    claim = text[text.index("Claim (active") :]
    assert claim.index("Taken on trust") < claim.index("Proof.")


def test_a_chain_is_written_with_all_its_sides():
    text = proofs_text(boundkit.theorem("wang2025.piece_count"), as_latex=True)
    line = next(line for line in text.splitlines() if line.startswith(r"\item[(3)]"))
    assert line.startswith(r"\item[(3)] $N$ $\leq")
    assert line.count(r"\leq") == 2


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (sympy.Max(x, log2(6)), r"\max\left(x, \log_{2}{\left(6 \right)}\right)"),
        (-y * log2(x), r"- y \log_{2}{\left(x \right)}"),
        (log2(x) * sympy.log(y), r"\frac{\log{\left(x \right)} \log{\left(y \right)}}{\log{\left(2 \right)}}"),
    ],
    ids=str,
)
def test_binary_logarithms_are_written_also_where_numbers_are_compared(formula, shown):
    assert written(formula) == shown


def test_a_long_part_has_its_name_wherever_it_stands():
    W, D, J = (natural(name, "a number") for name in "WDJ")
    u, a = positive("u", "a number"), positive("a", "another")
    terms = J * W * (W + 1) + W * (D + 1) + W + 1
    long = terms * log2(2 * sympy.E * u * (J + 2) / terms)
    formulas = [long + 1, 2 ** (long + u), long + a, 1 / terms, (1 / terms) ** (u + 1)]
    notation = Notation(()).naming(formulas)
    *_, (part, name) = notation.names.items()
    assert part.has(sympy.log)
    assert [notation.folded(formula) for formula in formulas[:3]] == [name + 1, 2 ** (name + u), name + a]
