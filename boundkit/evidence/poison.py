"""Floats that a theorem file meets on its way to an exact value.

``arb(n / 3)``, ``fmpq(*x.as_integer_ratio())``, ``Fraction(x)``, ``str(x)`` and ``round(x)`` of a float x look exact,
since a value carries no history. So a theorem file is compiled once more, with every expression in it watched, and so
is the file of proofs beside it. There the steps of derivations run, and the first object of every other item is tested
and measured; the first float that an expression has is told with its line. It may be a float of Python, numpy, mpmath
or sympy, a decimal, an array or a container of floats, or what an iterator yields; infinity is none. A ball that is cut
to a point, as by ``mid()``, is told as well. A builder may use floats, since the object that it returns is what it is,
unless it returns values in a Case.

It cannot see floats inside code that is not in the file, such as a library's, nor those on ways that the first object
does not take, nor exact values that the module made of floats when it was imported, and it does not look at
simulations. What a file that cannot run a second time shows is not exact.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from numbers import Number, Rational
from pathlib import Path
from types import ModuleType
from typing import Any

from flint import acb, arb

from boundkit.discovery.blame import file_of
from boundkit.discovery.discover import Entry, load, proofs_of, standing_in
from boundkit.discovery.locate import proofs_beside
from boundkit.evidence.built import kept_for
from boundkit.evidence.case import Case
from boundkit.statements.theorem import Theorem

_INFINITY = float("inf")
_HOOK = "__boundkit_watch__"
_LAZY = (
    map,
    filter,
    zip,
    enumerate,
    reversed,
    itertools.chain,
    itertools.starmap,
    itertools.accumulate,
    itertools.islice,
)
_POINTS = {"mid", "lower", "upper", "abs_lower", "abs_upper", "man_exp"}
_MOST_ENTRIES = 1000
Place = tuple[str, int]  # a file and a line of it
_WATCHED = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Constant, ast.Attribute, ast.Subscript, ast.Name)


@dataclass
class Watch:
    """The floats that the watched expressions of files have while it is armed: text by file and line."""

    armed: bool = False
    seen: dict[Place, str] = field(default_factory=dict)

    def inside(self, file: str) -> Callable[..., Any]:
        """The hook of the expressions of a file."""
        return lambda value, line, method="": self._look(value, (file, line), method)

    def _look(self, value: Any, place: Place, method: str = "") -> Any:
        """The value of an expression, whose ``method`` is looked up next; an iterator is watched as it goes."""
        if not self.armed:
            return value
        cut = method in _POINTS and isinstance(value, arb | acb) and not value.is_exact()
        if cut or is_float(value):
            text = f"{type(value).__name__} {str(value)[:24]}"
            self.seen.setdefault(place, f"{text} cut to a point by {method}()" if cut else text)
        return self._each(value, place) if isinstance(value, _LAZY) else value

    def _each(self, values: Iterable[Any], place: Place) -> Iterator[Any]:
        for value in values:
            yield self._look(value, place)

    @contextmanager
    def arm(self) -> Iterator[dict[Place, str]]:
        """The floats that are met inside the block, by file and line."""
        self.seen, self.armed = {}, True
        try:
            yield self.seen
        finally:
            self.armed = False


def is_float(value: Any) -> bool:
    """Whether a value is rounded: a float or decimal of any library, or an array or container of floats."""
    if isinstance(value, Number):
        return not isinstance(value, Rational) and value not in (_INFINITY, -_INFINITY)
    if type(value) in (list, tuple, set, frozenset, dict):
        entries = itertools.chain(value, value.values()) if isinstance(value, dict) else value
        return any(isinstance(entry, Number) and is_float(entry) for entry in itertools.islice(entries, _MOST_ENTRIES))
    return getattr(getattr(value, "dtype", None), "kind", "") in ("f", "c")


class _Watching(ast.NodeTransformer):
    """Passes the value of every expression through the hook."""

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.match_case):
            body: list[Any] = [self.visit(statement) for statement in node.body]
            node.body = body
            return node
        if isinstance(node, ast.AnnAssign):
            node.value = None if node.value is None else self.visit(node.value)  # type: ignore[assignment]
            return node
        if isinstance(node, ast.arg | ast.JoinedStr) or (isinstance(node, ast.Constant) and not is_float(node.value)):
            return self._inside_text(node) if isinstance(node, ast.JoinedStr) else node
        self.generic_visit(node)
        if isinstance(node, ast.Attribute) and node.attr in _POINTS and isinstance(node.ctx, ast.Load):
            node.value = _hooked(node.value, ast.Constant(node.attr))
        if isinstance(node, _WATCHED) and isinstance(getattr(node, "ctx", None), ast.Load | None):
            return _hooked(node)
        return node

    def _inside_text(self, node: ast.JoinedStr) -> ast.JoinedStr:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                part.value = self.visit(part.value)  # type: ignore[assignment]
        return node


def _hooked(node: ast.expr, *more: ast.expr) -> ast.expr:
    """The expression passed through the hook with its line."""
    return ast.copy_location(ast.Call(ast.Name(_HOOK, ast.Load()), [node, ast.Constant(node.lineno), *more], []), node)


@dataclass
class Twin:
    """An item of evidence of the watched file, its theorem, and the floats that were met.

    ``unread`` says why the file cannot be watched, where that is so; then the item is the unwatched one.
    """

    item: Any
    theorem: Theorem
    file: str
    watch: Watch
    floats: dict[Place, str] = field(default_factory=dict)
    unread: str = ""

    def instance(self, point: Mapping[str, Any]) -> Any:
        """The watched item's instance at a point, or None."""
        with self.watch.arm() as building:
            built = self.item.build(**point)
        with kept_for(None), self.watch.arm() as judging:
            found = self.item.instance(self.theorem, self.item.held(self.theorem), point, built)
        if found is not None:
            self.floats |= judging | (building if isinstance(built, Case) and built.values else {})
        return found

    def steps(self, of: Callable[[Any], Iterable[Any]]) -> Iterator[Any]:
        """The steps of the watched item's derivation, as ``of`` has them made."""
        with self.watch.arm() as floats:
            try:
                yield from of(self.item)
            finally:
                self.floats |= floats

    @property
    def told(self) -> str:
        """The first float that was met, or that nobody can know of any; or nothing."""
        if self.unread:
            return f"{self.file} cannot run a second time, where its floats are watched ({self.unread})"
        found = sorted(self.floats.items())
        return next((f"{file}, line {line}, has the {text}" for (file, line), text in found), "")


def twin_of(entry: Entry, index: int) -> Twin | None:
    """The watched twin of an item; None when the entry is not what its file holds."""
    path = file_of(entry.origin)
    if not path.is_file() or all(entry.theorem is not loaded.theorem for loaded in load(entry.origin)):
        return None
    try:
        theorem, items, watch = watched(path, entry.origin)
        return Twin(items[index], theorem, str(path), watch)
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {str(error)[:160]}"
        return Twin(entry.theorem.evidence[index], entry.theorem, str(path), Watch(), unread=reason)


@cache
def watched(path: Path, origin: str) -> tuple[Theorem, Sequence[Any], Watch]:
    """The theorem of a file and all its evidence with all expressions watched, beside those that are in use."""
    package, name = ("", path.stem) if origin.endswith(".py") else (origin.rpartition(".")[0], origin)
    watch = Watch()
    module = _run(path, package, watch)
    beside = None
    if proofs_beside(path).is_file():
        with standing_in(name, module):
            beside = _run(proofs_beside(path), package, watch)
    theorem: Theorem = module.__dict__["THEOREM"]
    return theorem, (*theorem.evidence, *proofs_of(module, beside)), watch


def _run(path: Path, package: str, watch: Watch) -> ModuleType:
    tree: Any = _Watching().visit(ast.parse(path.read_text(encoding="utf-8"), str(path)))
    module = ModuleType(f"boundkit_watched_{path.stem}_{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}")
    module.__dict__.update({_HOOK: watch.inside(str(path)), "__file__": str(path), "__package__": package})
    sys.modules[module.__name__] = module
    exec(compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True), module.__dict__)
    return module
