"""Trees that find the nearest of the centres of G^D equal cells of the unit cube, one axis at a time.

A node is a box of cells, given by the first cell and the number of cells along each axis. Its children cut it along one
axis into at most v parts as equal as can be, and the one whose prototype is nearest is followed, the first of those
that tie. Children differ from each other in one coordinate, and faces between cells lie half way between prototypes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import networkx as nx
from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import ShapeError

Cell = tuple[int, ...]
Box = tuple[tuple[int, int], ...]


def cells(D: int, G: int) -> list[Cell]:
    """The G^D cells, in lexicographic order."""
    return list(product(range(G), repeat=D))


def centre(cell: Cell, G: int) -> tuple[fmpq, ...]:
    """The centre of a cell of side 1/G."""
    return tuple((i + fmpq(1, 2)) / G for i in cell)


def routing_tree(D: int, G: int, v: int) -> nx.DiGraph:
    """The tree of valency v; every node holds its ``prototype``, and every inner node the ``axis`` that it cuts.

    A leaf is a single cell, its prototype the centre. Every axis is cut ceil(log_v G) times at most.

    >>> tree = routing_tree(1, 3, 2)
    >>> [(box, *data["prototype"]) for box, data in tree.nodes(data=True)][1:]
    [(((0, 2),), 1/2), (((2, 1),), 5/6), (((0, 1),), 1/6), (((1, 1),), 1/2)]
    """
    if D < 1 or G < 1 or v < 2:
        raise ShapeError(f"a routing tree needs D >= 1, G >= 1 and a valency v >= 2; got D = {D}, G = {G}, v = {v}")
    tree = nx.DiGraph()
    root = ((0, G),) * D
    tree.add_node(root, prototype=tuple(fmpq(1, 2) for _ in range(D)))
    waiting = [root]
    for box in waiting:
        axis = max(range(D), key=lambda a: (box[a][1], -a))
        start, size = box[axis]
        if size == 1:
            continue
        tree.nodes[box]["axis"] = axis
        for first, length, place in _parts(start, size, v):
            child = (*box[:axis], (first, length), *box[axis + 1 :])
            prototype = tuple((2 * a + n) * fmpq(1, 2 * G) for a, n in child)
            tree.add_node(child, prototype=(*prototype[:axis], place / G, *prototype[axis + 1 :]))
            tree.add_edge(box, child)
            waiting.append(child)
    return tree


def _parts(start: int, size: int, v: int) -> Iterator[tuple[int, int, fmpq]]:
    """(first cell, cells, place of the prototype) of the parts of a row of cells, larger parts first.

    Smaller parts have it in their middle. Going back from there it is as far before each face as the next is behind it.
    """
    number = min(v, size)
    small, large = divmod(size, number)
    lengths = [small + 1] * large + [small] * (number - large)
    behind = fmpq(small, 2)
    offsets = []
    for length in reversed(lengths):
        offset = behind if length == small else length - behind
        offsets.append(offset)
        behind = offset
    for length, offset in zip(lengths, reversed(offsets), strict=True):
        yield start, length, start + offset
        start += length


def follow(tree: nx.DiGraph, point: Iterable[Any]) -> list[Box]:
    """The boxes on the way of a point with rational coordinates, from the root to a single cell."""
    place = [rational(entry) for entry in point]
    way = [next(iter(tree))]
    while children := list(tree.successors(way[-1])):
        way.append(min(children, key=lambda child: _squared(place, tree.nodes[child]["prototype"])))
    return way


def cell_of(box: Box) -> Cell:
    """The cell that a leaf is."""
    return tuple(first for first, _ in box)


def numbers_read(tree: nx.DiGraph) -> int:
    """Coordinates of prototypes that are compared on the longest way to a leaf: those of the children of its nodes.

    >>> numbers_read(routing_tree(1, 8, 2)), numbers_read(routing_tree(3, 3, 2))
    (6, 36)
    """
    D = len(next(iter(tree)))
    read: dict[Box, int] = {}
    for box in reversed(list(tree)):
        children = list(tree.successors(box))
        read[box] = D * len(children) + max(map(read.__getitem__, children), default=0)
    return read[next(iter(tree))]


def _squared(place: list[fmpq], prototype: Iterable[fmpq]) -> fmpq:
    return sum(((a - b) ** 2 for a, b in zip(place, prototype, strict=True)), fmpq(0))
