"""Formulas of a proof on a page: abbreviations put back, long parts named, binary logarithms, lines that break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sympy

from boundkit.arithmetic.text import written as printed
from boundkit.export.told import Style, joined
from boundkit.formulas.evaluation import expand
from boundkit.formulas.symbols import Abbreviation
from boundkit.formulas.text import Latex, latex
from boundkit.lettering import latex_text as escaped
from boundkit.statements.claim import Claim

_LONG, _NAMED = 90, 60  # letters of LaTeX
_PER_LOG_2 = 1 / sympy.log(2)


@dataclass(frozen=True)
class Notation:
    """Symbols for parts of formulas: abbreviations of claims, and within one proof names for long parts."""

    abbreviations: tuple[Abbreviation, ...]
    names: Mapping[sympy.Basic, sympy.Symbol] = field(default_factory=dict)

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> Notation:
        found = dict.fromkeys(a for claim in claims for a in claim.abbreviations)
        taken: dict[str, Abbreviation] = {}
        for abbreviation in found:
            taken.setdefault(abbreviation.name, abbreviation)
        own = [a for a in found if taken[a.name] == a]
        return cls(tuple(sorted(own, key=lambda a: expand(a).count_ops())))

    def told(self) -> list[str]:
        """What the abbreviations stand for."""
        if not self.abbreviations:
            return []
        rows = [rf"$\displaystyle {latex(a)} = {written(a.expression)}$" for a in self.abbreviations]
        return ["Notation:\n\\begin{flushleft}\n" + " \\\\[3pt]\n".join(rows) + "\n\\end{flushleft}"]

    def folded(self, formula: Any) -> sympy.Basic:
        """The formula with symbols for parts."""
        formula = sympy.sympify(formula)
        for abbreviation in self.abbreviations:
            meant = self._before(abbreviation).folded(abbreviation.expression)
            formula = put_for(formula, meant, abbreviation)
            if meant.is_Piecewise:
                formula = put_for(formula, 1 / meant, sympy.Pow(abbreviation, -1))
        for part, name in self.names.items():
            formula = put_for(formula, part, name)
        return formula

    def _before(self, abbreviation: Abbreviation) -> Notation:
        return Notation(self.abbreviations[: self.abbreviations.index(abbreviation)])

    def naming(self, formulas: Iterable[Any]) -> Notation:
        """With a name for every long part that comes more than twice."""
        whole = [self.folded(formula) for formula in formulas]
        counted = Counter(part for each in whole for part in sympy.preorder_traversal(each) if _may_be_named(part))
        taken = {symbol.name for each in whole for symbol in each.free_symbols}
        long = {part: len(latex(part)) for part, times in counted.items() if times > 2}
        parts = sorted((p for p, size in long.items() if size > _NAMED), key=lambda p: (long[p], str(p)))
        named = _named(parts, taken)
        names = dict(named.values())
        said = [*map(Notation((), names).folded, dict.fromkeys(whole)), *names]
        uses = Counter(
            part for each in said for part in sympy.preorder_traversal(each) if isinstance(part, sympy.Symbol)
        )
        again = _named([part for part, (_, name) in named.items() if uses[name] > 1], taken)
        return Notation(self.abbreviations, dict(again.values()))

    def told_names(self) -> list[str]:
        if not self.names:
            return []
        said = [f"${latex(name)} = {written(part)}$" for part, name in self.names.items()]
        return [r"{\raggedright\noindent Write " + joined(said) + r".\par}"]

    @property
    def style(self) -> Style:
        return Style(escaped, lambda formula: f"${self.shown(formula)}$", sympy.Symbol(r"\bullet", real=True))

    def shown(self, formula: Any) -> str:
        return written(self.folded(formula))


class _BinaryLog(sympy.Function):
    """The binary logarithm as a page has it."""

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\log_{{2}}{power}{{\left({printer._print(self.args[0])} \right)}}"


class _Page(Latex):
    """LaTeX in which a product of one logarithm and 1 / log 2 has a binary logarithm."""

    def _print_Mul(self, expr: Any) -> str:
        logs = [factor for factor in expr.args if isinstance(factor, sympy.log)]
        if _PER_LOG_2 not in expr.args or len(logs) != 1:
            return str(super()._print_Mul(expr))
        rest = [_BinaryLog(*f.args) if f in logs else f for f in expr.args if f != _PER_LOG_2]
        return self._print(rest[0]) if len(rest) == 1 else str(super()._print_Mul(sympy.Mul(*rest, evaluate=False)))


def written(formula: sympy.Basic) -> str:
    return _breaking(printed(_Page(), formula))


def _named(parts: Iterable[sympy.Basic], taken: Container[str]) -> dict[sympy.Basic, tuple[sympy.Basic, sympy.Symbol]]:
    """For each part that stays long where those before it have their names: what it is with these, and its name."""
    names: dict[sympy.Basic, tuple[sympy.Basic, sympy.Symbol]] = {}
    free = (name for place in count(1) if (name := f"F_{place}") not in taken)
    for part in parts:
        reduced = part
        for inner, own in names.values():
            reduced = put_for(reduced, inner, own)
        if len(latex(reduced)) > _NAMED:
            names[part] = reduced, sympy.Symbol(next(free))
    return names


def _may_be_named(part: sympy.Basic) -> bool:
    bound = {symbol for node in sympy.preorder_traversal(part) for symbol in getattr(node, "bound_symbols", ())}
    return isinstance(part, sympy.Expr) and bool(part.args) and bool(part.free_symbols) and not bound


def put_for(formula: sympy.Basic, meant: sympy.Basic, name: sympy.Expr) -> sympy.Basic:
    """The formula with the name for what is meant, also among the terms of a sum or the factors of a product."""
    if formula == meant:
        return name
    if not formula.args or getattr(formula, "is_Relational", False) is None:
        return formula
    parts = tuple(put_for(part, meant, name) for part in formula.args)
    if isinstance(meant, sympy.Add) and isinstance(formula, sympy.Add):
        constant, own = meant.as_coeff_add()
        if len(own) > 1 and set(own) <= set(parts):
            parts = (name, -constant, *(part for part in parts if part not in own))
            numbers = sum((part for part in parts if part.is_Number), sympy.S.Zero)
            parts = (*(part for part in parts if not part.is_Number), *([numbers] if numbers else []))
    elif isinstance(meant, sympy.Mul) and isinstance(formula, sympy.Mul):
        factor, own = meant.as_coeff_mul()
        if len(own) > 1 and set(own) < {*parts, factor}:
            rest = [part for part in parts if part not in own]
            numbers = sympy.Mul(*(part for part in rest if part.is_Number)) / factor
            rest = [part for part in rest if not part.is_Number]
            parts = (*([numbers] if numbers != 1 else []), name, *rest)
    if len(parts) == 1 and isinstance(formula, sympy.Add | sympy.Mul):
        return parts[0]
    if parts == formula.args:
        return formula
    if isinstance(formula, sympy.Mul):
        parts = tuple(sorted(parts, key=sympy.default_sort_key))
    made = formula.func(*parts, evaluate=False) if isinstance(formula, _KEPT) else formula.func(*parts)
    return name if made == meant else made


_KEPT = (sympy.Mul, sympy.Pow, sympy.Max, sympy.Min, sympy.core.relational.Relational)


def _breaking(text: str) -> str:
    """Long mathematics with brackets at which a line can break."""
    if len(text) <= _LONG or r"\begin" in text:
        return text
    flat = re.sub(r"\\(left|right)([()])", r"\2", text)
    return re.sub(r"(?<=[)}]) (?=[(\\\w])(?!\\(leq|cdot|right)|\\end)", r"\\allowbreak ", flat)
