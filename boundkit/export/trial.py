"""What ``boundkit try`` tells of a reader's own relation: its JSON, and sentences."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from boundkit.checking.trial import Trial
from boundkit.commands.sweep import Column, Sweep
from boundkit.errors import MissingValueError
from boundkit.evidence.witness import describe
from boundkit.formulas.text import plain


def trial_document(trial: Trial) -> dict[str, Any]:
    """The JSON of ``boundkit try``; ``witness`` is the object that refutes the relation, ``closest`` the nearest."""
    closest = trial.closest
    quantity = str(trial.original.quantity)
    return {
        "id": trial.theorem.id,
        "claim": trial.original.name,
        "relation": plain(trial.proposed.statement),
        "without": list(trial.without),
        "verdict": trial.verdict.value,
        "objects": len(trial.measured),
        "undecided": trial.search.undecided,
        "too_slow": trial.search.too_slow,
        "stands": trial.stand.value,
        "how": trial.how,
        "witness": trial.search.witness,
        "closest": None if closest is None else closest.witness(quantity) | {"object": describe(closest.object)},
        "ratio": None if trial.ratio is None else trial.ratio.decimals(),
        "notes": list(trial.search.notes),
        "seconds": trial.search.seconds,
        "said": list(trial.said),
    }


def trial_sweep(trial: Trial) -> tuple[Sweep, str]:
    """What the objects measure, with the relation and the claim, and the column of the horizontal axis: the bound.

    Raises MissingValueError where no object was measured.
    """
    if not trial.measured:
        raise MissingValueError("no object was measured, so there is nothing to draw")
    quantity = trial.original.quantity
    meaning = f"{quantity}: {quantity.meaning}"
    bound = f"bound: {plain(trial.proposed.statement)}"
    claimed = tuple(each.claimed for each in trial.measured)
    columns = (
        Column(bound, "=", bound, claimed),
        Column(plain(trial.proposed.expression), trial.proposed.sense.sign, meaning, claimed),
        Column("measured on objects", "", meaning, tuple(each.measured for each in trial.measured)),
    )
    points = tuple({"object": fmpq(number)} for number in range(len(trial.measured)))
    return Sweep(points, columns, ("object",)), bound


def trial_text(trial: Trial, *, verbose: bool = False) -> str:
    """What a person reads; ``verbose`` has the object in full."""
    if not verbose or trial.deciding is None:
        return str(trial)
    return f"{trial}\nthe object: {describe(trial.deciding.object)}"
