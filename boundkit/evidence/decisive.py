"""What decides an item of evidence, as data from which a program that shares nothing with this one decides it again.

A quantity may have a ``certificate``: of an object, how to measure it again, by one of the ways of the verifier. The
value of a quantity without one is taken from the measurement, and the verifier says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import sympy
from flint import fmpq

from boundkit.arithmetic.enclosure import Enclosure
from boundkit.arithmetic.rational import rational
from boundkit.errors import ProofError
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import functions_in, real
from boundkit.measures.certificates import FROM_BELOW
from boundkit.proofs.record import Writer
from boundkit.statements.claim import Claim
from boundkit.statements.relation import LOWER, Growth
from boundkit.verdict import Verdict

MOST_BYTES = 1_000_000  # of a certificate
TAKEN = {"by": "measurement"}


class LeftOutError(Exception):
    """An item has no certificate; says why."""


@dataclass
class Decisive:
    """The instances of an item under way: all of them, as data, for ``every``, else the last one alone."""

    every: bool
    _writer: Writer = field(default_factory=Writer)
    _written: list[dict[str, Any]] = field(default_factory=list)
    _claim: Claim | None = None
    _last: Any = None
    _left_out: str = ""
    _bytes: int = 0

    def add(self, claim: Claim, instance: Any) -> None:
        """Note an instance that was held against a claim."""
        self._claim, self._last = claim, instance
        if self.every and not self._left_out:
            try:
                self._written.append(self._entry(instance))
                self._bytes += len(json.dumps(self._written[-1]))
                if self._bytes > MOST_BYTES:
                    raise LeftOutError(f"its objects take more than {MOST_BYTES} bytes")
            except (LeftOutError, ProofError) as error:
                self._left_out, self._written = str(error), []

    def document(self, kind: str, verdict: Verdict) -> dict[str, Any]:
        """The part of a certificate that is about the item. Raises LeftOutError."""
        if self._last is None:
            raise LeftOutError("no object was held against the claim")
        assert self._claim is not None
        if verdict is Verdict.REFUTED:
            entries = [self._entry(self._last)]
        elif self.every and not self._left_out:
            entries = self._written
        else:
            raise LeftOutError(self._left_out or f"an item {kind} is not certified by its last object")
        claim = self._claim
        item = {
            "kind": kind,
            "verdict": verdict.value,
            "quantity": f"{claim.quantity}: {claim.quantity.meaning}",
            "sense": claim.sense.sign,
            "bound": self._writer.formula(expand(claim.expression)),
            "where": [self._writer.formula(expand(condition)) for condition in claim.on_objects.conditions],
            "count": len(entries),
            "instances": entries,
        }
        return {"item": item, **self._writer.tables}

    def _entry(self, instance: Any) -> dict[str, Any]:
        """The values of the claim's symbols and functions there, the measured value, and how it is measured again."""
        claim, values = self._claim, instance.values
        assert claim is not None
        if isinstance(claim.statement, Growth):
            raise LeftOutError("growth is shown along rays, not by objects")
        again = claim.quantity.certificate
        data = TAKEN if again is None else again(instance.object) or TAKEN
        if data["by"] in FROM_BELOW and claim.sense is not LOWER and instance.holds:
            data = TAKEN
        return {
            "symbols": [
                [self._writer.formula(symbol), str(rational(values[name]))]
                for name, symbol in claim.symbols.items()
                if name in values
            ],
            "functions": [
                [self._writer.formula(function)[1], self._listed(name, values.get(name))]
                for name, function in self._functions.items()
            ],
            "value": _ends(instance.measured),
            "measured": {name: self._told(value) for name, value in data.items()},
        }

    def _told(self, value: Any) -> Any:
        """A part of the data; a formula in the form of formulas, with its variables."""
        if not isinstance(value, sympy.Lambda):
            return value
        variables = [real(f"x{place}", "coordinate") for place, _ in enumerate(value.signature, 1)]
        formula = value.expr.xreplace(dict(zip(value.signature, variables, strict=True)))
        return {"of": list(map(self._writer.formula, variables)), "formula": self._writer.formula(formula)}

    @property
    def _functions(self) -> dict[str, Any]:
        assert self._claim is not None
        return {applied.func.__name__: applied for applied in functions_in(expand(self._claim.expression))}

    @staticmethod
    def _listed(name: str, values: Any) -> list[str]:
        if not isinstance(values, list | tuple):
            raise LeftOutError(f"the function {name} is given by a formula")
        return [str(rational(value)) for value in values]


def _ends(found: Enclosure) -> list[str | None]:
    return [str(end) if isinstance(end, fmpq) else None for end in (found.lower, found.upper)]
