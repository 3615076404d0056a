"""``boundkit try``: a reader's own relation held against the objects of a claim."""

from __future__ import annotations

from collections.abc import Sequence

from boundkit.api import theorem
from boundkit.checking.falsifier import Attack
from boundkit.checking.trial import Trial, hold
from boundkit.errors import MalformedInputError
from boundkit.values import read_assignments


def try_relation(
    label: str, relation: str, words: Sequence[str] = (), *, without: Sequence[str] = (), attack: Attack | None = None
) -> Trial:
    """Hold a relation against the objects of the claim that ID:CLAIM names; ``words`` are SYMBOL=VALUE.

    The claim may be left out where a result has one only. Raises MalformedInputError, UnknownNameError, and the errors
    of ``hold``.
    """
    name, _, claim = label.rpartition(":")
    if not name:
        name, claim = label, ""
    chosen = theorem(name)
    if not claim and len(chosen.claims) > 1:
        raise MalformedInputError(f"name a claim as {name}:CLAIM; there are {', '.join(chosen.claim_names)}")
    found = chosen.claim(claim or chosen.claim_names[0])
    functions = {name for each in chosen.claims for name in each.functions}
    values = read_assignments(words, functions)
    if of_functions := functions & values.keys():
        raise MalformedInputError(
            f"{', '.join(sorted(of_functions))} stands for a function, which every object brings along; leave it out"
        )
    return hold(chosen, found, relation, without=without, values=values, attack=attack)
