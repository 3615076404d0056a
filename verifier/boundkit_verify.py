"""Certificates of boundkit, checked again with nothing but the standard library of Python 3.11.

    python3 -I boundkit_verify.py DIR [--json]        DIR: what ``boundkit check -o DIR`` wrote

What is checked: that every step of a proof follows from the steps before it by one rule of a closed list, that the last
step says the claim, under no more conditions and hypotheses than the claim names, that the premises listed are those
that the steps use, that lemmas are verified in DIR and stand in no circle.
What is taken on trust: the premises, sentences that a reader judges, printed as they are; that the words of hypotheses
and quantities mean what they say; Python's integers and fractions. No code of boundkit runs here.

What a step says: for all values of all symbols in their domains that meet its conditions, and some choice of the
unknowns that makes the premises true, both sides are finite real numbers and the relation holds. Formulas are trees:
a Fraction, or a tuple of a head and its parts. What cannot be decided exactly here is "unsupported", never "verified".
"""

from __future__ import annotations

import argparse
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA, INDEX = "boundkit-certificate/1", "boundkit-certificates/1"


class Failed(Exception):
    """A certificate says something that does not follow."""


class Unsupported(Exception):
    """This program cannot tell whether a step follows."""


# Reading: formulas as trees of operations, with symbols that carry all that is known of them.


class Domain(NamedTuple):
    """The values of a symbol: whole numbers or not, the ends (None for none) and whether these are left out."""

    integer: bool
    least: Any
    open: bool
    greatest: Any
    open_above: bool


class Relation(NamedTuple):
    small: Any
    op: str  # <=, < or =
    large: Any


CONSTANTS = ("pi", "e", "true", "false")
_NAMES = """Add Mul Pow exp log Sum Product Integral Derivative Max Min Abs ceiling floor binomial factorial gamma
    loggamma sin cos Piecewise Case And Or Not Tuple Le Lt Ge Gt Eq Ne GreatestInteger Least LowerLambertW PathSum"""
HEADS = frozenset(_NAMES.split())


class Tables:
    """The tables of a certificate, and formulas read with them.

    A symbol is ("symbol", name, kind, meaning, Domain), a value of a function ("of", (name, meaning, ..), argument,
    ..), a constant ("pi",) or ("e",); any other formula is (head, part, ..).
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.symbols: list[Any] = []
        self.functions: list[Any] = []
        for place, entry in enumerate(document["symbols"]):
            self.symbols.append(self._symbol(entry, place))
        self.functions = [self._function(entry) for entry in document["functions"]]
        self.hypotheses = [(entry["name"], entry["text"]) for entry in document["hypotheses"]]

    def formula(self, written: Any) -> Any:
        if isinstance(written, int) and not isinstance(written, bool):
            return self.symbols[require_place(written, self.symbols)]
        if isinstance(written, str):
            return (written,) if written in CONSTANTS else Fraction(written)
        head, *parts = written
        if head == "at":
            return ("of", self.functions[require_place(parts[0], self.functions)], *map(self.formula, parts[1:]))
        if head not in HEADS:
            raise Failed(f"{head!r} is no operation")
        return (head, *map(self.formula, parts))

    def relation(self, written: Any) -> Relation:
        small, op, large = written
        if op not in ("<=", "<", "="):
            raise Failed(f"{op!r} is no relation")
        return Relation(self.formula(small), op, self.formula(large))

    def _domain(self, written: dict[str, Any]) -> Domain:
        ends = [None if written[end] is None else self.formula(written[end]) for end in ("least", "greatest")]
        return Domain(written["integer"], ends[0], written["open"], ends[1], written["open_above"])

    def _symbol(self, entry: dict[str, Any], place: int) -> Any:
        if entry["kind"] != "plain":
            return ("symbol", entry["name"], entry["kind"], entry["meaning"], self._domain(entry["domain"]))
        said = {name for name, holds in entry["assumed"].items() if holds}
        if "real" not in said or said & {"negative", "nonpositive", "even", "odd", "prime", "zero", "noninteger"}:
            raise Unsupported(f"a symbol {entry['name']} of which sympy assumes {', '.join(sorted(said))}")
        least = Fraction(0) if said & {"positive", "nonnegative"} else None
        domain = Domain("integer" in said, least, "positive" in said, None, False)
        return ("symbol", entry["name"], "plain", "", domain)

    def _function(self, entry: dict[str, Any]) -> Any:
        if "domain" in entry:
            places = tuple(map(self.formula, entry["of"]))
            return (entry["name"], entry["meaning"], "unknown", places, self._domain(entry["domain"]))
        least = Fraction(0) if entry["nonnegative"] else None
        least = least if entry["least"] is None else Fraction(entry["least"])
        kind = "density" if entry["nonnegative"] else "function"
        return (
            entry["name"],
            entry["meaning"],
            kind,
            (self.formula(entry["of"]),),
            Domain(False, least, False, None, False),
        )


def require_place(place: Any, table: list[Any]) -> int:
    if not isinstance(place, int) or not 0 <= place < len(table):
        raise Failed(f"{place!r} is no place of a table")
    return place


def parts_of(formula: Any) -> tuple[Any, ...]:
    """The parts of a formula, which are formulas."""
    if isinstance(formula, Fraction) or formula[0] == "symbol":
        return ()
    return formula[2:] if formula[0] == "of" else formula[1:]


# Leaves: inequalities between formulas without quantities, unknowns and functions, each with a tree that proves it.


def leaf_holds(relation: Relation, tables: Tables, proof: Any) -> bool | None:
    """Whether a leaf is proved by its tree for all values of its symbols in their domains; None: unsupported.

    ``tables.formula`` reads the formulas of the tree; a symbol of the relation holds its Domain.
    """
    return None


# Certificates: one file a claim, an index with a digest of each.


def verify(folder: Path) -> dict[str, Any]:
    """What comes of every certificate of a folder: a word, and a reason where it is not verified."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    found = {}
    for entry in index["certificates"]:
        found[entry["claim"]] = {"result": "unsupported", "reason": "no rule is read yet"}
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check certificates of boundkit again.")
    parser.add_argument("folder", type=Path, help="what boundkit check -o wrote, or its folder certificates")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    folder = given.folder / "certificates" if (given.folder / "certificates").is_dir() else given.folder
    if not (folder / "index.json").is_file():
        print(f"{given.folder} holds no certificates; boundkit check -o DIR writes them", file=sys.stderr)
        return 3
    found = verify(folder)
    counts = {
        word: sum(each["result"] == word for each in found.values()) for word in ("verified", "failed", "unsupported")
    }
    if given.json:
        print(json.dumps({**counts, "claims": found}, indent=1))
    else:
        for claim, each in found.items():
            print(claim, each["result"], each.get("reason", ""))
        print(", ".join(f"{count} {word}" for word, count in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
