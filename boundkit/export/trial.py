"""What ``boundkit try`` tells of a reader's own relation: its JSON, and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from boundkit.checking.trial import Stand, Trial
from boundkit.evidence.witness import describe
from boundkit.export.witness import sentence
from boundkit.formulas.text import plain
from boundkit.verdict import Verdict


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
        "said": list(trial_sentences(trial)),
    }


def trial_text(trial: Trial, *, verbose: bool = False) -> str:
    """What a person reads; ``verbose`` has the object in full."""
    lines = [f"{trial.theorem.id} {trial.original.name}: {trial.proposed.text}", *trial_sentences(trial)]
    if verbose and trial.deciding is not None:
        lines.append(f"the object: {describe(trial.deciding.object)}")
    return "\n".join(lines)


def trial_sentences(trial: Trial) -> Iterator[str]:
    """What was found: the verdict with the object that decides, how it stands to the claim, how hard it was tried."""
    yield _verdict(trial)
    yield _standing(trial)
    yield _effort(trial)
    yield from (f"Note: {note}." for note in trial.search.notes)


def _verdict(trial: Trial) -> str:
    deciding, claim = trial.deciding, trial.proposed
    dropped = f" that need not meet {' and '.join(trial.without)}" if trial.without else ""
    if trial.verdict is Verdict.REFUTED and deciding is not None:
        beyond = trial.search.beyond_grid
        warning = f" Its {' and '.join(beyond)} lies beyond the grid of the evidence." if beyond else ""
        return f"Refuted. {sentence(deciding, claim, trial.search.builder)}{warning}"
    if trial.verdict is Verdict.VACUOUS:
        return f"Nothing can be said: no object{dropped} meets the hypotheses and the values that were asked for."
    if not trial.measured:
        return "Nothing can be said: the time ended before an object was measured; give more with --budget."
    undecided = f", {trial.search.undecided} of them undecided" if trial.search.undecided else ""
    told = f"Not refuted by {len(trial.measured)} objects{dropped}{undecided}; this proves nothing."
    if deciding is None:
        return told
    built = getattr(deciding.probe.build, "__name__", deciding.probe.name)
    return f"{told} The closest one: {sentence(deciding, claim, built)}{_ratio(trial)}"


def _ratio(trial: Trial) -> str:
    if trial.ratio is None:
        return ""
    low, high = trial.ratio.decimals(4)
    return f" The ratio is {low}." if trial.ratio.exact or low == high else f" The ratio is in [{low}, {high}]."


def _standing(trial: Trial) -> str:
    original = f"the claim {trial.original.name} ({trial.original.text})"
    how = f": {trial.how}" if trial.how else ""
    match trial.stand:
        case Stand.STRONGER:
            return f"Where it holds, so does {original}; certified{how}."
        case Stand.WEAKER:
            return f"Where {original} holds, so does it; certified{how}."
        case Stand.SAME:
            return f"It says the same as {original}; certified{how}."
        case Stand.CROSSING:
            return f"It is stronger than {original} at some values and weaker at others; certified{how}."
        case Stand.CONTRADICTING:
            return f"It contradicts {original}, at some values; certified{how}."
        case Stand.OTHER_SIDE:
            return f"It bounds the quantity from the other side than {original}."
    return f"How it stands to {original} is not known{how}."


def _effort(trial: Trial) -> str:
    search = trial.search
    parts = [f"{search.measured} object{'s' * (search.measured != 1)} measured in {search.seconds:.1f} s"]
    if search.passed_over:
        parts.append(f"{search.passed_over} passed over, which miss a hypothesis, a condition or a value")
    if search.too_slow and trial.verdict is not Verdict.REFUTED:
        parts.append(f"{search.too_slow} left out as too slow")
    if search.raised:
        parts.append(f"{search.raised} could not be built or measured")
    return f"Effort: {'; '.join(parts)}."
