"""Reasons of the steps of a proof in words, with formulas as plain text or as LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact
from boundkit.proofs.premises import Exists, Meets, Premise, for_each
from boundkit.proofs.relations import Relation, formula_of
from boundkit.proofs.terms import HOLE


@dataclass(frozen=True)
class Style:
    """How words and formulas are written: as plain text, or as LaTeX."""

    word: Callable[[str], str]
    formula: Callable[[Any], str]
    hole: sympy.Symbol = HOLE

    def relation(self, said: Relation) -> str:
        if said.op.startswith("is "):
            return f"{self.formula(said.small)} {said.op} {self.formula(said.large)}"
        return self.formula(said.formal)


def premise_told(premise: Premise, said: Relation | Meets | Exists, style: Style) -> str:
    """A premise as a sentence, and the same as what is ``said``."""
    shown = style.relation(said) if isinstance(said, Relation) else style.word(str(said))
    return f"{style.word(premise.text)}: {shown}{for_each(premise.generic, style.formula)}"


def reason(said: Content, labels: Mapping[Fact, str], premises: Mapping[Premise, str], style: Style) -> str:
    """Why a step holds, in words; ``labels`` say how facts are cited, ``premises`` what premises are called."""
    of = [labels[parent] for parent in said.parents]
    given = dict(said.arguments)
    write = lambda value: style.formula(formula_of(value))  # noqa: E731
    first, others = of[0] if of else "", f", with {joined(of[1:])}" if of[1:] else ""
    match said.rule:
        case "premise":
            return f"premise ({next(premises[p] for p in said.premises if p in premises)})"
        case "assume" | "algebra":
            return "assumed for a while" if said.rule == "assume" else "by algebra"
        case "lemma":
            used = said.lemmas[-1]
            told = given.get("of")
            return f"by {style.word(str(used.id))}" + (f" for {style.word(told.text)}" if told else "")
        case "times":
            return f"{first} times {write(given['factor'])}{others}"
        case "apply":
            shape = style.formula(formula_of(given["formula"]).xreplace({HOLE: style.hole}))
            return f"{first} put for {style.formula(style.hole)} in {shape}{others}"
        case "add":
            return f"the sum of {joined(of)}"
        case "termwise":
            span = f"{write(given['first'])} to {write(given['last'])}"
            return f"{first} for each {write(given['index'])} from {span}{others}"
        case "unfold":
            how = str(given["how"])
            return "an empty range" if how == "empty" else f"its {how} term by itself"
        case "substitute":
            at = ", ".join(f"{style.formula(key)} as {write(value)}" for key, value in given["values"].items())
            return f"{first} with {at}{others}"
        case "induction":
            return f"induction on {write(given['n'])} from {joined(of)}"
        case "cases":
            return f"{joined(of)} leave no other case"
        case "order":
            return f"{first}, where the factor {write(given['factor'])} is left out{others}"
        case "outgrows":
            return f"{first}, which outgrows it {style.word(str(given['ray']))}"
        case "vanish":
            return f"{first} for ever smaller {write(given['h'])}"
    return f"from {joined(of)}"


def joined(labels: Sequence[str]) -> str:
    """Parts of a sentence: a, b and c."""
    return " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))
