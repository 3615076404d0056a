"""Leaf inequalities of certificates as goals of Coq: a second opinion on what boundkit_verify shows.

    python3 coq_goals.py DIR [--seconds N]        DIR: what ``boundkit check -o DIR`` wrote

Every inequality that certify showed for a step of a proof becomes one goal over the real numbers, for all values of its
symbols in their domains; whole numbers are real there, so that a goal may say more than the leaf. Coq (with its library
Interval) tries lra, nra and interval on each; what it proves, it checks by its kernel. Printed is how many it proves.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from boundkit_verify import Relation, Tables, Unsupported, parts_of

HEADER = "From Coq Require Import Reals Lra Psatz.\nFrom Interval Require Import Tactic.\nOpen Scope R_scope.\n"
TACTICS = (
    "lra",
    "nra",
    "interval",
    "interval with (i_bisect {first}, i_autodiff {first})",
    "unfold Rmax, Rmin, Rabs in *; repeat destruct (Rle_dec _ _); repeat destruct (Rcase_abs _); nra",
)
CALLS = {"exp": "exp", "log": "ln", "sin": "sin", "cos": "cos", "Abs": "Rabs"}
PAIRS = {"Add": "+", "Mul": "*"}


def goal(relation: Relation) -> str:
    """The goal of an inequality. Raises Unsupported where Coq's library has no word for a part."""
    names: dict[Any, str] = {}
    sides = [term(side, names) for side in (relation.small, relation.large)]
    given, told = [], 0
    while told < len(names):  # the end of a domain may speak of more symbols
        symbol = list(names)[told]
        told += 1
        domain = symbol[4]
        below, beyond = ("<" if is_open else "<=" for is_open in (domain.open, domain.open_above))
        given += [] if domain.least is None else [f"{term(domain.least, names)} {below} {names[symbol]}"]
        given += [] if domain.greatest is None else [f"{names[symbol]} {beyond} {term(domain.greatest, names)}"]
    every = f"forall {' '.join(names.values())} : R, " if names else ""
    return every + "".join(f"{each} -> " for each in given) + f"{sides[0]} {relation.op} {sides[1]}"


def term(f: Any, names: dict[Any, str]) -> str:
    """A formula in the words of Coq; symbols get names of their own."""
    if isinstance(f, Fraction):
        word = str(f.numerator) if f.denominator == 1 else f"{f.numerator} / {f.denominator}"
        return word if f.denominator == 1 and f >= 0 else f"({word})"
    head, *parts = f
    if head == "symbol":
        if f[2] not in ("symbol", "plain"):
            raise Unsupported(f"a {f[2]}")
        return names.setdefault(f, f"x{len(names)}")
    if head in ("pi", "e"):
        return "PI" if head == "pi" else "(exp 1)"
    if head == "Pow":
        return power(*parts, names)
    words = [term(part, names) for part in parts_of(f)]
    if head in PAIRS:
        return f"({f' {PAIRS[head]} '.join(words)})"
    if head in ("Max", "Min"):
        name, (last, *others) = f"R{head.lower()}", reversed(words)
        for word in others:
            last = f"({name} {word} {last})"
        return last
    if head not in CALLS:
        raise Unsupported(f"Coq's real numbers have no {head}")
    return f"({CALLS[head]} {words[0]})"


def power(base: Any, exponent: Any, names: dict[Any, str]) -> str:
    word = term(base, names)
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        size = word if abs(exponent) == 1 else f"{word} ^ {abs(exponent)}"
        return f"({size})" if exponent > 0 else f"(/ ({size}))"
    return f"(sqrt {word})" if exponent == Fraction(1, 2) else f"(Rpower {word} {term(exponent, names)})"


def script(goals: Mapping[int, str], seconds: int) -> str:
    """What Coq reads: each goal is tried and left, and its number printed where it was proved."""
    tried = []
    for number, each in goals.items():
        first = "x0" if each.startswith("forall") else "1"
        ways = [way.format(first=first) for way in TACTICS if first == "x0" or "{first}" not in way]
        proof = " | ".join(f"solve [timeout {seconds} ({way})]" for way in ways)
        tried.append(
            f"Goal {each}.\nintros.\ntryif assert_succeeds (first [{proof}])\n"
            f'then idtac "proved {number}" else idtac "open {number}".\nAbort.\n'
        )
    return HEADER + "".join(tried)


def leaves_of(folder: Path) -> Iterator[Relation]:
    """The inequalities of all proofs, each once."""
    seen = set()
    for place in sorted(folder.rglob("*.json")):
        document = json.loads(place.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or "steps" not in document:
            continue
        tables = Tables(document)
        for leaf in itertools.chain(document["leaves"], *(step["leaves"] for step in document["steps"])):
            relation = tables.relation(leaf["relation"])
            if relation not in seen:
                seen.add(relation)
                yield relation


def proved(goals: list[str], seconds: int, most: int, processes: int = 2) -> set[int]:
    """Which goals Coq proves within ``most`` seconds in all, each tactic within ``seconds``."""
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for first in range(processes):
            chosen = dict(list(enumerate(goals))[first::processes])
            place = Path(folder) / f"goals{first}.v"
            place.write_text(script(chosen, seconds), encoding="utf-8")
            command = ["timeout", str(most), "coqc", "-q", place.name]
            running.append(
                subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            )
        found = [each.communicate() for each in running]
    for out, error in found:
        if "Error" in out + error:
            print((out + error)[-2000:], file=sys.stderr)
    return {int(line.split()[1]) for out, _ in found for line in out.splitlines() if line.startswith("proved ")}


def main() -> int:
    parser = argparse.ArgumentParser(description="Prove leaf inequalities of certificates with Coq.")
    parser.add_argument("folder", type=Path, help="what boundkit check -o wrote")
    parser.add_argument("--seconds", type=int, default=1, help="for a tactic (default 1)")
    parser.add_argument("--most", type=int, default=150, help="seconds for all (default 150)")
    parser.add_argument("--least", type=float, default=0.0, help="exit with 1 where Coq proves a smaller share")
    given = parser.parse_args()
    relations = list(leaves_of(given.folder))
    goals, without = [], 0
    for relation in relations:
        try:
            goals.append(goal(relation))
        except Unsupported:
            without += 1
    found = proved(goals, given.seconds, given.most)
    for number, each in enumerate(goals):
        if number not in found:
            print("open", each)
    share = len(found) / max(1, len(relations))
    print(f"Coq proves {len(found)} of {len(relations)} leaves ({share:.0%}); {without} have no form in Coq")
    return 0 if relations and share >= given.least else 1


if __name__ == "__main__":
    sys.exit(main())
