"""The proofs of a result as ``boundkit show --proof`` tells them: premises, then steps with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from boundkit.errors import NothingMatchedError
from boundkit.evidence.proof import Proof
from boundkit.export.lettering import latex_text as escaped
from boundkit.formulas.text import latex, plain
from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact
from boundkit.proofs.premises import Exists, Meets, Premise, for_each
from boundkit.proofs.record import in_order, record
from boundkit.proofs.relations import Relation, formula_of
from boundkit.proofs.terms import HOLE
from boundkit.statements.claim import Claim
from boundkit.statements.theorem import Theorem


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


PLAIN = Style(str, plain)
LATEX = Style(escaped, lambda formula: f"${latex(formula)}$", sympy.Symbol(r"\bullet", real=True))


def proofs_of(theorem: Theorem) -> Iterator[tuple[Claim, Content]]:
    """Every claim that has a proof, with what the proof shows. Raises NothingMatchedError when none has."""
    found = [item for item in theorem.evidence if isinstance(item, Proof)]
    if not found:
        raise NothingMatchedError(f"{theorem.id} has no proof that the kernel checks; leave out --proof")
    for item in found:
        yield theorem.claim(item.claim), item.facts(theorem)


def proofs_document(theorem: Theorem) -> dict[str, Any]:
    """The JSON of ``boundkit show --proof``, which ``boundkit proof replay`` runs again."""
    return {"id": theorem.id, "proofs": [record(made, theorem, claim) for claim, made in proofs_of(theorem)]}


def proofs_text(theorem: Theorem, *, as_latex: bool) -> str:
    """The proofs of a result, one after the other."""
    write = _latex_proof if as_latex else _plain_proof
    return "\n\n".join(write(theorem, claim, Told.of(made)) for claim, made in proofs_of(theorem))


@dataclass(frozen=True)
class Told:
    """A proof in the order in which it is told: what unknowns are, numbered premises, numbered steps."""

    unknowns: tuple[Premise, ...]
    premises: tuple[Premise, ...]
    steps: tuple[tuple[str, Content], ...]
    labels: dict[Fact, str]

    @classmethod
    def of(cls, made: Content) -> Told:
        places: dict[Fact, int] = {}
        ordered = in_order(made, places)
        premises = [premise for premise in made.premises if not premise.is_declaration]
        number = {premise: f"P{place}" for place, premise in enumerate(premises, 1)}
        names: dict[int, str] = {}
        steps: list[tuple[str, Content]] = []
        for place, said in enumerate(ordered):
            if said.rule == "premise" and said is not made:
                names[place] = number[next(premise for premise in said.premises if premise in number)]
            else:
                names[place] = str(len(steps) + 1)
                steps.append((names[place], said))
        unknowns = tuple(premise for premise in made.premises if premise.is_declaration)
        labels = {fact: names[place] for fact, place in places.items()}
        return cls(unknowns, tuple(premises), tuple(steps), labels)

    def reason(self, said: Content, style: Style) -> str:
        """Why a step holds, in words."""
        of = [f"({self.labels[parent]})" for parent in said.parents]
        given = dict(said.arguments)
        write = lambda value: style.formula(formula_of(value))  # noqa: E731
        first, others = of[0] if of else "", f", with {_joined(of[1:])}" if of[1:] else ""
        match said.rule:
            case "premise":
                return f"premise ({next(f'P{i}' for i, p in enumerate(self.premises, 1) if p in said.premises)})"
            case "assume":
                return "assumed for a while"
            case "algebra":
                return "by algebra"
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
                return f"the sum of {_joined(of)}"
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
                return f"induction on {write(given['n'])} from {_joined(of)}"
            case "cases":
                return f"{_joined(of)} leave no other case"
            case "order":
                return f"{first}, where the factor {write(given['factor'])} is left out{others}"
            case "vanish":
                return f"{first} for ever smaller {write(given['h'])}"
        return f"from {_joined(of)}"


def _joined(labels: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))


def _under(said: Content, style: Style) -> str:
    """The conditions of a step."""
    told = [
        style.relation(c.relation) + for_each(c.for_all, style.formula)
        for c in sorted(said.conditions, key=str)
        if said.rule != "assume"
    ]
    return f" if {_joined(told)}" if told else ""


def _premise(premise: Premise, style: Style) -> str:
    said = premise.relation
    assert said is not None
    shown = style.word(str(said)) if isinstance(said, Meets | Exists) else style.relation(said)
    return f"{style.word(premise.text)}: {shown}{for_each(premise.generic, style.formula)}"


def _plain_proof(theorem: Theorem, claim: Claim, told: Told) -> str:
    lines = [f"{theorem.id}:{claim.name}  {claim.text}"]
    lines += ["Taken on trust"] * bool(told.premises)
    lines += [f"  (P{place}) {_premise(premise, PLAIN)}" for place, premise in enumerate(told.premises, 1)]
    lines += [f"  where {premise.text}" for premise in told.unknowns]
    lines.append("Proof")
    for label, said in told.steps:
        lines.append(f"  ({label}) {PLAIN.relation(said.relation)}{_under(said, PLAIN)}    {told.reason(said, PLAIN)}")
    return "\n".join(lines)


def _latex_proof(theorem: Theorem, claim: Claim, told: Told) -> str:
    """A proof for an appendix; it needs no package but amsmath."""
    where = "".join(f", where ${latex(condition)}$" for condition in claim.where)
    lines = [
        rf"\paragraph{{{escaped(theorem.title)} ({escaped(claim.name)}).}}",
        f"${claim.latex}${where}.",
    ]
    if told.premises:
        lines += [r"\par\noindent Taken on trust:", r"\begin{enumerate}"]
        lines += [rf"\item[(P{i})] {_premise(p, LATEX)}." for i, p in enumerate(told.premises, 1)]
        lines.append(r"\end{enumerate}")
    if told.unknowns:
        lines.append("Here " + "; ".join(_declared(premise, told) for premise in told.unknowns) + ".")
    lines += [r"\par\noindent\emph{Proof.}", r"\begin{enumerate}\raggedright"]
    for label, said in told.steps:
        shown = LATEX.relation(said.relation) + _under(said, LATEX)
        lines.append(rf"\item[({label})] {shown}, {told.reason(said, LATEX)}.")
    return "\n".join([*lines, r"\end{enumerate}", r"\hfill$\square$"])


def _declared(premise: Premise, told: Told) -> str:
    """What an unknown is; its name is set as mathematics."""
    name, _, meaning = premise.text.partition(", ")
    return f"${latex(sympy.Symbol(name))}$, {escaped(meaning)}" if name.isalpha() else escaped(premise.text)
