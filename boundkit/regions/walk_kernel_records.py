"""Records of the compiled cell walk, and the columns of its tables."""

from __future__ import annotations

from typing import Any, NamedTuple

# what a kernel ended with
DONE, ASK, GROW, PAUSE, FULL, FAILED, CUT = 0, 1, 2, 3, 4, 5, 6
# what has to grow
VERTICES, FRAMES, SLOTS, FACETS, SETS, WIDTH = 0, 1, 2, 3, 4, 5
# the sides of a hyperplane
ZERO, BELOW, ABOVE = 0, 1, 2
# kinds of instructions
END, DROP, MAP, BEND, SLABS, WALK, FORK, CHOOSE, NEXT = 0, 1, 2, 3, 4, 5, 6, 7, 8
# columns of an instruction
KIND, THEN, ROWS, COLUMNS, FLOATS, INTS, TOP, ROUNDED = 0, 1, 2, 3, 4, 5, 6, 7
# columns of a frame
PC, UNIT, LEVEL, STATE, BASE, SUM, SERVED, TRACE, START, SIZE, FACET_END, EXPERT = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
HEAD = 12
# registers
LIVE, COUNT, ASKED, ANSWERED, NEEDED, GATE, SET, SET_END, WRITTEN, KEYED = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
FACET, LAST, PART = 10, 11, 12
REGISTERS = 13
# questions: kind, slot, i, j, number of facets, the facets through the vertex
SIGN, CHOSEN, FIRST, BEYOND = 0, 1, 2, 3
QUESTION = 5
IDENTICAL = 2
UNIT_ROUNDOFF = 2.0**-53
SMALLEST = 1e-300
SLACK = 1 + 1e-6


class Code(NamedTuple):
    """A program as instructions (n, 8), with the integers and the float64 numbers that they read.

    residues are the exact numbers that the floats stand for modulo ``prime``, none where maps are not compared; outputs
    is the number of rows of the program's map.
    """

    instructions: Any
    ints: Any
    floats: Any
    residues: Any
    prime: int
    outputs: int


class Talk(NamedTuple):
    """registers (13,), questions (Q, 5 + 64 W), answers (A, words): what must be known exactly, and is."""

    registers: Any
    questions: Any
    answers: Any


class Domain(NamedTuple):
    """low, high (d,): bounds of the domain's coordinates; reach: the largest of them in size."""

    low: Any
    high: Any
    reach: float


class Frames(NamedTuple):
    """heads (F, 12), traces (F, T), names (F, 64 W): the stack.

    A frame is a cell and the instruction that it waits for, with the choices made on the way, and the facet that each
    bit of a vertex mask stands for.
    """

    heads: Any
    traces: Any
    names: Any


class Cells(NamedTuple):
    """Vertices: points (V, d), approximate; shifts (V,), masks (V, W).

    The shifts are bounds on the distance from the true ones in the maximum norm, the masks the facets they lie on.
    """

    points: Any
    shifts: Any
    masks: Any


class Slots(NamedTuple):
    """forms, doubts, residues (S, n, d + 1), origins (S, 4): the maps on the way, in terms of the input.

    Doubts are bounds on the errors of entries, residues the exact entries modulo the prime of the code (S is 0 where
    maps are not compared), origins are instruction, source, summand, place in the trace.
    """

    forms: Any
    doubts: Any
    residues: Any
    origins: Any


class Facets(NamedTuple):
    """forms, doubts (P, d + 1), bounds (P,), origins (P, 3): the hyperplanes on the way.

    Bounds are on the error of a value, origins are slot, row, and the row that is subtracted, -1 for none; of a side of
    the domain -1, number, -1.
    """

    forms: Any
    doubts: Any
    bounds: Any
    origins: Any


class Gate(NamedTuple):
    """The gate that is walked through.

    names (64 W,) as in a frame, clean, fresh (V,): of the part at hand, which vertices are known to belong to it.
    sets (G, words), table (2^b,): the sets of experts found, and the hash table of their numbers; beyond (words,) the
    set at hand. equal, equal_next (E,): the experts known to score alike. scores, bounds, classes (E,) at a point,
    errors (E, 2) of a score at a point that is known up to s: a + b s.
    """

    names: Any
    clean: Any
    fresh: Any
    sets: Any
    table: Any
    beyond: Any
    equal: Any
    equal_next: Any
    scores: Any
    bounds: Any
    classes: Any
    errors: Any


class Parts(NamedTuple):
    """The two parts of a cut cell, arrays as in Cells with a part in front; sources (2, V) where vertices come from."""

    points: Any
    shifts: Any
    masks: Any
    sources: Any


class Work(NamedTuple):
    """Room for a form and for a map.

    values, sides, ties (V,) of the form at hand at the vertices of a cell, ties where it is known to vanish; form,
    doubt (d + 1,): its entries. live (n,), entries, spread (n, d + 1): the rows of a map that are not zero, and how
    much a unit of weight adds to the error.
    """

    values: Any
    sides: Any
    ties: Any
    form: Any
    doubt: Any
    live: Any
    entries: Any
    spread: Any


class Solver(NamedTuple):
    """Room for the linear equations of a vertex."""

    matrix: Any
    inverse: Any
    residuals: Any
    steps: Any
    rows: Any
    shared: Any


class Machine(NamedTuple):
    """The state of a walk, all in arrays; ``part`` is the part of a gate at hand, ``records`` what is written down.

    keys (K, 1 + T): for every cell a word that its map has, and its route, the trace without its rectifiers.
    """

    talk: Talk
    domain: Domain
    frames: Frames
    cells: Cells
    slots: Slots
    facets: Facets
    gate: Gate
    part: Cells
    parts: Parts
    work: Work
    solver: Solver
    records: Any
    keys: Any
