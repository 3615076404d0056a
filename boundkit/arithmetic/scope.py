"""Functions that are being written as Python source: their lines, and the names of what they have worked out."""

from __future__ import annotations

from collections.abc import Iterable

import sympy


class Scope:
    """A function that is being written: its lines, and the names of what it has worked out so far."""

    def __init__(self, parent: Scope | None = None, bound: Iterable[sympy.Basic] = (), *, lazy: bool = True):
        self.parent, self.bound, self.lazy = parent, set(bound), lazy
        self.on_path: bool = parent is not None and parent.on_path
        self.lines: list[str] = []
        self.known: dict[sympy.Basic, str] = {}

    def find(self, node: sympy.Basic) -> str | None:
        """The name of a node that this function, or one around it, has worked out."""
        scope: Scope | None = self
        while scope is not None:
            if node in scope.known:
                return scope.known[node]
            if scope.bound and not scope.bound.isdisjoint(node.free_symbols):
                return None
            scope = scope.parent
        return None


def indented(lines: Iterable[str]) -> list[str]:
    """The lines as those of a function's body."""
    return [f" {line}" for line in lines]
