"""Theorems as frozen data: a statement, its assumptions, its claims, and the evidence that goes with it.

Construction refuses nonsense, so that a theorem file that imports is at least well formed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Protocol

from boundkit.errors import MissingValueError, NotEvaluableError, StatementError, UnknownNameError
from boundkit.formulas.evaluation import Value
from boundkit.formulas.symbols import Variable
from boundkit.notebook import Formula, Grid, Tabular
from boundkit.statements.citation import Source
from boundkit.statements.claim import Claim, Reading
from boundkit.statements.hypothesis import Hypothesis, clash
from boundkit.statements.reference import RESULT, ClaimId
from boundkit.statements.relation import ASYMPTOTIC
from boundkit.verdict import Verdict


class Evidence(Protocol):
    """What a theorem file lists as support or ablation; boundkit.evidence has the kinds."""

    kind: ClassVar[str]
    supports: ClassVar[bool]

    @property
    def name(self) -> str: ...

    @property
    def claim(self) -> str: ...

    @property
    def expects(self) -> Verdict: ...

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]: ...

    def assumed(self, theorem: Theorem) -> tuple[ClaimId, ...]:
        """The claims that it stands on. Raises StatementError for what is none."""
        ...

    def validate(self, theorem: Theorem) -> None: ...

    def run(self, theorem: Theorem, context: Any) -> Any: ...


@dataclass(frozen=True)
class Theorem(Tabular):
    """A result: statement, assumptions, claims and evidence. Frozen.

    Parameters
    ----------
    id : "paper.result", as in "wang2025.piece_count".
    title : one line; the module's docstring may say more.
    source : the place that states it, made by cite.
    claims : at least one Claim.
    given : its hypotheses; each must be used by a claim.
    readings : the meanings that an ambiguous wording allows.
    evidence : what supports or breaks it.
    notes : what a reader should know, such as a change of notation.

    Raises StatementError, saying how to mend it, when the parts do not fit together.
    """

    id: str
    title: str
    source: Source
    claims: tuple[Claim, ...]
    given: tuple[Hypothesis, ...] = ()
    readings: tuple[Reading, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())
    notes: str = ""

    def __post_init__(self) -> None:
        if not RESULT.fullmatch(self.id):
            raise StatementError(f"the id {self.id!r} is not allowed: write it as paper.result, lower case")
        if not self.title.strip():
            raise StatementError(f"{self.id} has no title")
        if not isinstance(self.source, Source):
            raise StatementError(f"{self.id} has no source: give source=cite('key', 'Theorem 1')")
        if not self.claims:
            raise StatementError(f"{self.id} claims nothing: give at least one Claim")
        self._check_wordings()
        self._refuse_doubles("claim", [claim.name for claim in self.claims])
        self._refuse_doubles("hypothesis", [hypothesis.name for hypothesis in self.given])
        self._refuse_doubles("evidence", [item.name for item in self.evidence])
        self._check_hypotheses()
        self._check_readings()
        self._check_symbols()
        own = tuple(claim.demanded_by(self.hypotheses_of(claim)) for claim in self.claims)
        object.__setattr__(self, "claims", own)
        for item in self.evidence:
            if item.claim not in self.claim_names:
                raise StatementError(f"{self.id}: evidence {item.name} is for the claim {item.claim!r}, "
                                     f"which does not exist; there are {', '.join(self.claim_names)}")  # fmt: skip
            for hypothesis in item.hypotheses:
                if hypothesis not in self.hypotheses_of(self.claim(item.claim)):
                    raise StatementError(f"{self.id}: evidence {item.name} drops {hypothesis.name}, "
                                         f"which is no hypothesis of {item.claim}; list it in given=")  # fmt: skip
            item.validate(self)

    def _check_wordings(self) -> None:
        for claim in self.claims:
            if claim.status == "published" and self.source_of(claim).wording is None:
                raise StatementError(
                    f"{self.id}: the claim {claim.name} is published, but {self.source_of(claim)} does not say how its "
                    "wording is known; give cite(.., 'read'), 'abstract', 'memory', or 'summary' with whose='..'"
                )

    def _refuse_doubles(self, what: str, names: list[str]) -> None:
        for name in names:
            if names.count(name) > 1:
                raise StatementError(f"{self.id} has two items of {what} named {name!r}; rename one")

    def _check_hypotheses(self) -> None:
        used = {hypothesis for claim in self.claims for hypothesis in self.hypotheses_of(claim)}
        for hypothesis in self.given:
            if hypothesis not in used:
                raise StatementError(
                    f"{self.id}: no claim uses the hypothesis {hypothesis.name}; drop it or name it in a claim's given="
                )
        for claim in self.claims:
            if clashing := clash(self.hypotheses_of(claim)):
                raise StatementError(f"{self.id}: the claim {claim.name} is made under hypotheses of which {clashing}")
        for hypothesis in used:
            if hypothesis not in self.given:
                raise StatementError(
                    f"{self.id}: a claim uses {hypothesis.name}, which the theorem does not list in given="
                )

    def _check_readings(self) -> None:
        read = {claim.reading for claim in self.claims if claim.reading}
        for reading in self.readings:
            if reading not in read:
                raise StatementError(f"{self.id}: no claim encodes the reading {reading.name}; drop it or claim it")
        for reading in read - set(self.readings):
            raise StatementError(f"{self.id}: the reading {reading.name} is not listed in readings=")

    def _check_symbols(self) -> None:
        meanings: dict[str, Variable] = {}
        for claim in self.claims:
            for symbol in (*claim.all_symbols, *claim.abbreviations, claim.quantity):
                if meanings.setdefault(symbol.name, symbol) != symbol:
                    raise StatementError(
                        f"{self.id}: the symbol {symbol} means both {meanings[symbol.name].meaning!r} and "
                        f"{symbol.meaning!r}; give one of them another name"
                    )

    @property
    def paper(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    @cached_property
    def assumed(self) -> tuple[ClaimId, ...]:
        """The claims, its own and those of others, that its evidence stands on."""
        return tuple(sorted({claim for item in self.evidence for claim in item.assumed(self)}))

    @property
    def uses(self) -> tuple[str, ...]:
        """Ids of the other results that its evidence stands on."""
        return tuple(dict.fromkeys(claim.result for claim in self.assumed if claim.result != self.id))

    @property
    def claim_names(self) -> tuple[str, ...]:
        return tuple(claim.name for claim in self.claims)

    @property
    def symbols(self) -> dict[str, Variable]:
        """Every symbol of every claim, by name."""
        found = {name: symbol for claim in self.claims for name, symbol in claim.symbols.items()}
        return dict(sorted(found.items(), key=lambda item: (item[0].lower(), item[0])))

    def claim(self, name: str) -> Claim:
        """The claim of that name. Raises UnknownNameError, suggesting the nearest."""
        for claim in self.claims:
            if claim.name == name:
                return claim
        raise UnknownNameError.among(f"claim of {self.id}", name, self.claim_names)

    def supported_by(self, *evidence: Evidence) -> Theorem:
        """The same statement with evidence, so that a theorem file can begin with the statement.

        Raises StatementError, saying how to mend it, for what cannot be evidence of it.
        """
        return replace(self, evidence=(*self.evidence, *evidence))

    def source_of(self, claim: Claim) -> Source:
        """The place that states ``claim``."""
        return claim.source or self.source

    def origin_of(self, claim: Claim) -> str:
        """The status of ``claim``; for a statement of a source, or an over-reading of it, also which source.

        It also says how the wording of the source is known.
        """
        if claim.status == "published":
            return f"published: {self.source_of(claim)}"
        if claim.status == "over-reading":
            return f"over-reading of {self.source_of(claim)}; the work itself does not state it"
        return claim.status

    def proviso_of(self, claim: Claim) -> str:
        """What must stand beside a verdict on ``claim`` so that it is fair to its source; empty where nothing must."""
        proviso = self.source_of(claim).proviso
        return {"published": proviso, "over-reading": proviso or "as over-read"}.get(claim.status, "")

    def hypotheses_of(self, claim: Claim) -> tuple[Hypothesis, ...]:
        """The hypotheses under which ``claim`` is made."""
        return self.given if claim.given is None else claim.given

    def _grid(self) -> Grid:
        rows = tuple((c.name, c.sense.value, Formula(c.latex), c.quantity.meaning, c.status) for c in self.claims)
        hypotheses = tuple(f"{hypothesis.name}: {hypothesis.text}" for hypothesis in self.given)
        head = ("claim", "sense", "statement", "of", "status")
        return Grid(head, rows, (f"{self.id}: {self.title}; {self.source}", *hypotheses))

    def evaluable(self) -> tuple[str, ...]:
        """Names of the claims that have a number."""
        return tuple(claim.name for claim in self.claims if claim.sense is not ASYMPTOTIC)

    def evaluate(self, claim: str | None = None, digits: int = 17, *, logarithm: bool = False, **values: Any) -> Value:
        """Value of a claim's right-hand side; the claim may be left out when only one can be evaluated.

        With ``logarithm`` its natural logarithm, with lists a table, as ``Claim.evaluate``. Raises NotEvaluableError
        for an asymptotic claim, naming the explicit ones.
        """
        if claim is None:
            names = self.evaluable()
            if len(names) != 1:
                raise MissingValueError(f"{self.id} has several claims; name one of {', '.join(names)}")
            claim = names[0]
        chosen = self.claim(claim)
        try:
            return chosen.evaluate(digits, logarithm=logarithm, **values)
        except NotEvaluableError as error:
            if chosen.sense is not ASYMPTOTIC:
                raise
            others = ", ".join(self.evaluable()) or "none"
            raise NotEvaluableError(f"{error}; explicit claims of {self.id} that have one: {others}") from None
