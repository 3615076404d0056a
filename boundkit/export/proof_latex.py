"""The proofs of a result as an appendix of a paper prints them.

What is said without premises and used by more than one proof, or where a proof turns from it to its premises, is a
lemma of its own, stated once. Abbreviations of the claims stand in formulas; long parts of formulas that come again are
named. The text needs no package but amsmath.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sympy

from boundkit.export.proof_notation import Notation, written
from boundkit.export.told import Style, joined, premise_told, reason
from boundkit.formulas.text import latex
from boundkit.lettering import latex_text as escaped
from boundkit.proofs.conclusion import denies
from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact, content
from boundkit.proofs.premises import Condition, Meets, Premise, for_each
from boundkit.proofs.relations import Relation, is_same, read
from boundkit.statements.claim import Claim
from boundkit.statements.relation import Growth
from boundkit.statements.theorem import Theorem

_LEAVES = ("premise", "assume", "algebra", "lemma")
_LEAST_STEPS = 3  # of a lemma that one proof uses
_SIGNS = {"<=": r"\leq", "<": "<", "=": "="}
Key = tuple[Relation, frozenset[Condition]]


def appendix(theorem: Theorem, proofs: Sequence[tuple[Claim, Content]]) -> str:
    """The proofs of a result: notation, each claim with its premises and steps, then the lemmas of numbers alone."""
    notation = Notation.of([claim for claim, _ in proofs])
    lemmas = _lemmas([made for _, made in proofs])
    numbered = {key: f"Lemma {place}" for place, key in enumerate(lemmas, 1)}
    parts = [rf"\paragraph{{{escaped(theorem.title)}.}}", *notation.told()]
    parts += [_proof(claim, made, numbered, notation) for claim, made in proofs]
    parts += [_lemma(made, key, numbered, notation) for key, made in lemmas.items()]
    return "\n\n".join(parts)


def _is_pure(said: Content) -> bool:
    """Whether it speaks of numbers alone."""
    return not said.premises and not said.hypotheses and said.growth is None


def _key(said: Content) -> Key:
    return said.relation, said.conditions


def _below(made: Content, stop: Iterable[Key] = ()) -> list[Content]:
    """All steps below one, parents first, it last; those of a key in ``stop`` are left out with what is below them.

    Of several that say the same the first is kept.
    """
    ordered: dict[Key, Content] = {}

    def visit(said: Content) -> None:
        for parent in said.parents:
            inner = content(parent)
            if _key(inner) not in stop and _key(inner) not in ordered:
                visit(inner)
        ordered.setdefault(_key(said), said)

    visit(made)
    return list(ordered.values())


def _lemmas(proofs: Sequence[Content]) -> dict[Key, Content]:
    """What is shown by itself, each after those that it uses."""
    shown: dict[Key, Content] = {}
    uses: Counter[Key] = Counter()
    turned: set[Key] = set()
    for made in proofs:
        steps = _below(made)
        known = {_key(said): said for said in steps if _is_pure(said) and said.rule not in _LEAVES}
        shown |= {key: said for key, said in known.items() if key not in shown}
        uses.update(known.keys())
        for said in steps:
            inner = [content(parent) for parent in said.parents]
            turned |= {_key(each) for each in inner if not _is_pure(said) and _key(each) in known}
    large = {key for key in turned if sum(said.rule not in _LEAVES for said in _below(shown[key])) >= _LEAST_STEPS}
    inductive = {key for key, said in shown.items() if said.rule == "induction"}
    chosen = large | inductive | {key for key, count in uses.items() if count > 1 and key in turned}
    return {key: said for key, said in shown.items() if key in chosen}


# sections -------------------------------------------------------------------------------------------------------------


def _lemma(made: Content, key: Key, numbered: Mapping[Key, str], notation: Notation) -> str:
    section = Section.of(made, {k: n for k, n in numbered.items() if k != key}, notation)
    under = joined([section.relation(c) + section.name_of(c.relation) for c in sorted(made.conditions, key=str)])
    said = f"If {under}, then " if under else ""
    lines = [rf"\paragraph{{{numbered[key]}.}} {{\raggedright {said}{section.style.relation(made.relation)}.\par}}"]
    return "\n".join([*lines, *section.told()])


def _proof(claim: Claim, made: Content, numbered: Mapping[Key, str], notation: Notation) -> str:
    section = Section.of(made, numbered, notation)
    statement = claim.latex if isinstance(claim.statement, Growth) else written(claim.statement)
    where = joined([f"${latex(condition)}$" + section.name_of(read(condition)) for condition in claim.where])
    lines = [
        rf"\paragraph{{Claim ({escaped(claim.name)}).}}",
        rf"{{\raggedright ${statement}$"
        + (f", where {where}" if where else "")
        + r" is false" * denies(made)
        + r".\par}",
    ]
    if section.premises:
        lines += [r"\par\noindent Taken on trust:", r"\begin{enumerate}\raggedright"]
        lines += [rf"\item[({name})] {_premise(p, section.style)}." for p, name in section.premises.items()]
        lines.append(r"\end{enumerate}")
    unknowns = [premise for premise in made.premises if premise.is_declaration]
    if unknowns:
        lines.append(r"\noindent Here " + "; ".join(map(_declared, unknowns)) + ".")
    return "\n".join([*lines, *section.told()])


@dataclass(frozen=True)
class Section:
    """A lemma or a claim with its steps, those that one chain alone uses told within it."""

    made: Content
    notation: Notation
    premises: Mapping[Premise, str]
    held: Mapping[Relation, str]
    steps: tuple[Content, ...]
    labels: Mapping[Key, str]
    within: frozenset[Key]

    @classmethod
    def of(cls, made: Content, numbered: Mapping[Key, str], notation: Notation) -> Section:
        ordered = _below(made, numbered)
        premises = {p: f"P{i}" for i, p in enumerate((p for p in made.premises if not p.is_declaration), 1)}
        assumed = [said for said in ordered if said.rule == "assume"]
        first = sorted(assumed, key=lambda said: not said.conditions <= made.conditions)
        held = {said.relation: f"H{i}" for i, said in enumerate(first, 1)}
        uses = Counter(_key(content(parent)) for said in ordered for parent in said.parents)
        into = {_key(content(parent)) for said in ordered if said.rule == "chain" for parent in said.parents}
        within = frozenset(
            _key(said)
            for said in ordered
            if said is not made and said.rule not in ("premise", "assume")
            and uses[_key(said)] == 1 and _key(said) in into
        )  # fmt: skip
        labels: dict[Key, str] = dict(numbered)
        steps: list[Content] = []
        for said in ordered:
            if said.rule == "premise" and said is not made:
                labels[_key(said)] = next(premises[p] for p in said.premises if p in premises)
            elif said.rule == "assume":
                labels[_key(said)] = held[said.relation]
            elif _key(said) not in within:
                steps.append(said)
                labels[_key(said)] = str(len(steps))
        told = [side for said in (*ordered, *(content(p) for s in ordered for p in s.parents))
                for side in (said.relation.small, said.relation.large)]  # fmt: skip
        told += [side for p in premises if isinstance(p.relation, Relation) for side in p.relation[::2]]
        return cls(made, notation.naming(told), premises, held, tuple(steps), labels, within)

    @property
    def style(self) -> Style:
        return self.notation.style

    def relation(self, condition: Condition) -> str:
        return self.style.relation(condition.relation) + for_each(condition.for_all, self.style.formula)

    def told(self) -> list[str]:
        """The lines of its proof."""
        lines = self.notation.told_names()
        assumed = {c.relation: c for said in _below(self.made) for c in said.conditions}
        kept = {condition.relation for condition in self.made.conditions}
        if briefly := {said: name for said, name in self.held.items() if said not in kept}:
            lines += [r"\par\noindent Assumed for a while:", r"\begin{enumerate}\raggedright"]
            lines += [rf"\item[({name})] {self.relation(assumed[said])}." for said, name in briefly.items()]
            lines.append(r"\end{enumerate}")
        if len(self.steps) == 1:
            return [*lines, rf"\par\noindent\emph{{Proof.}} {self._step(self.made)}. \hfill$\square$"]
        lines += [r"\par\noindent\emph{Proof.}", r"\begin{enumerate}\raggedright"]
        lines += [rf"\item[({self.labels[_key(said)]})] {self._step(said)}." for said in self.steps]
        return [*lines[:-1], lines[-1] + r" \hfill$\square$", r"\end{enumerate}"]

    def name_of(self, said: Relation) -> str:
        """What a relation that is held is called, after a space."""
        return f" ({self.held[said]})" if said in self.held else ""

    def _step(self, said: Content) -> str:
        if said.rule == "chain" and len(said.parents) > 1:
            return "; ".join(self._links(said)) + self._under(said)
        return f"{self.style.relation(said.relation)}{self._under(said)}, {self._reason(said)}"

    def _links(self, said: Content) -> Iterator[str]:
        """A chain as a paper writes it: each next side with its own reason."""
        links = list(self._flat(said))
        here = said.relation.small
        if not is_same(links[0].relation.small, here) and not is_same(links[0].relation.turned.small, here):
            here = said.relation.large if said.relation.op == "=" else here
        start = self.style.formula(here)
        for link in links:
            one = link.relation if is_same(link.relation.small, here) else link.relation.turned
            here = one.large
            shown = f"{start} ${_SIGNS[one.op]} {self.notation.shown(here)}$"
            start = ""
            yield f"{shown.strip()}, {self._reason(link) if self._is_within(link) else self._cited(link)}"

    def _flat(self, said: Content) -> Iterator[Content]:
        for parent in map(content, said.parents):
            if parent.rule == "chain" and self._is_within(parent):
                yield from self._flat(parent)
            else:
                yield parent

    def _is_within(self, said: Content) -> bool:
        return _key(said) in self.within

    def _cited(self, said: Content) -> str:
        return f"by {_bracketed(self.labels[_key(said)])}"

    def _reason(self, said: Content) -> str:
        parents: list[Fact] = list(said.parents)
        labels = {parent: _bracketed(self.labels.get(_key(content(parent)), "")) for parent in parents}
        for parent in parents:
            if self._is_within(content(parent)):
                labels[parent] = self.style.relation(content(parent).relation)
        return reason(said, labels, self.premises, self.style)

    def _under(self, said: Content) -> str:
        """The conditions of a step that the section does not keep."""
        more = [c for c in sorted(said.conditions, key=str) if c not in self.made.conditions]
        told = [f"({self.held[c.relation]})" if c.relation in self.held else self.relation(c) for c in more]
        return f" if {joined(told)}" if told else ""


def _bracketed(label: str) -> str:
    return label if label.startswith("Lemma") else f"({label})"


def _premise(premise: Premise, style: Style) -> str:
    said = premise.relation
    assert said is not None
    if isinstance(said, Meets):
        said = Meets(said.lemma, said.term, tuple((name, value) for name, value in said.values if name != value))
    return premise_told(premise, said, style)


def _declared(premise: Premise) -> str:
    """What an unknown is; its name is set as mathematics."""
    name, _, meaning = premise.text.partition(", ")
    own, _, places = name.partition("(")
    of = f"({', '.join(latex(sympy.Symbol(place)) for place in places.rstrip(')').split(', '))})" if places else ""
    said = escaped(meaning).replace(r"\textgreater{}=", r"$\geq$")
    return f"${latex(sympy.Symbol(own))}{of}$, {said}" if own.isalnum() else escaped(premise.text)
