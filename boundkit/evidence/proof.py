"""Proofs as evidence: a function that ends in a fact, which the kernel has made, that says the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from boundkit.errors import ProofError, StatementError
from boundkit.evidence.item import Context, Finding, Item
from boundkit.evidence.premises import tried
from boundkit.evidence.scope import Reference, Scope
from boundkit.proofs.conclusion import begged, require_claim
from boundkit.proofs.facts import Content
from boundkit.proofs.kernel import Fact, content
from boundkit.proofs.trust import proving
from boundkit.statements.theorem import Theorem
from boundkit.verdict import Verdict


@dataclass(frozen=True)
class Proof(Item):
    """A proof of the whole claim. Without premises it is CERTIFIED, with premises DERIVED from them.

    A premise that gives the claim by one step of algebra makes it SUPPORTED: it assumes what it claims. So does one of
    which that is not decided.
    """

    kind = "proof"
    argument: Callable[[], Fact] = field(kw_only=True)

    def fact(self, theorem: Theorem) -> Fact:
        """What the proof ends in. Raises ProofError where a rule does not apply or the fact is not the claim."""
        claim = theorem.claim(self.claim)
        with proving(theorem, claim):
            shown = self.argument()
        made = content(shown)
        require_claim(made, theorem, claim)
        undeclared = {lemma.id for lemma in made.lemmas} - set(self.assumed(theorem))
        if undeclared:
            names = ", ".join(repr(str(id)) for id in sorted(undeclared))
            raise ProofError(f"the proof uses {names}; name it in @proof({self.claim!r}, assuming=({names},))")
        return shown

    def facts(self, theorem: Theorem) -> Content:
        """What the fact says in which the proof ends. Raises as ``fact``."""
        return content(self.fact(theorem))

    def run(self, theorem: Theorem, context: Context) -> Finding:
        claim = theorem.claim(self.claim)
        fact = self.fact(theorem)
        made = content(fact)
        scope = self.grounded(theorem, Scope(whole=True))
        found = list(tried(theorem, claim, made.premises, context))
        premises = tuple(each.premise for each in found)
        used = tuple((str(lemma.id), lemma.digest) for lemma in made.lemmas)
        broken = [each for each in found if each.witness]
        if broken:
            said = f"an object breaks the premise {broken[0].premise.text!r}"
            return Finding(Verdict.INCONCLUSIVE, scope, said, broken[0].witness, premises=premises, used=used)
        for said, surely in (("it assumes what it claims", True), ("it may assume what it claims", False)):
            if assumed := begged(made, claim, surely=surely):
                return Finding(Verdict.SUPPORTED, scope, f"{said}: {assumed}", premises=premises, used=used)
        verdict = Verdict.DERIVED if premises else Verdict.CERTIFIED
        return Finding(verdict, scope, str(made.relation), premises=premises, used=used, fact=fact)


def proof(
    claim: str,
    *,
    name: str | None = None,
    expects: Verdict = Verdict.DERIVED,
    assuming: Iterable[Reference] = (),
) -> Callable[[Callable[[], Fact]], Proof]:
    """Mark a function as the proof of a claim of the theorem whose file stands beside, NAME.py for NAME_proofs.py.

    The function returns the fact that says the claim. ``assuming`` names the claims that it uses as lemmas; ``expects``
    is CERTIFIED for a proof without premises. Raises StatementError for what is no function without arguments.
    """

    def marked(argument: Callable[[], Fact]) -> Proof:
        if not callable(argument):
            raise StatementError(f"@proof({claim!r}) marks a function, not {argument!r}")
        called = name or f"proof: {argument.__name__}"
        return Proof(claim, called, expects, assuming=tuple(assuming), argument=argument)

    return marked
