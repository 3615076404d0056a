"""Walls between the classes of a network of two inputs, found line by line from cells cut in rational arithmetic.

Nothing here knows of facets that cells share: on every line that bounds a cell of one class, the ends of all cells'
sides cut intervals, and of each interval it is asked which class's cell lies on it from above, and which from below.
"""

from collections import Counter, defaultdict

from flint import fmpq

from boundkit.networks import Affine
from boundkit.regions.cells import difference, split
from boundkit.regions.polytope import Polytope


def class_cells(program, low, high):
    """(class, polygon) wherever one output is largest, the lowest of several, or a single one positive or not."""
    for region in split(program, Polytope.box([low, low], [high, high])):
        scores = region.affine
        if scores.outputs == 1:
            scores = Affine([[0, 0], *scores.weight.tolist()], [0, scores.bias[0, 0]])
        for own in range(scores.outputs):
            part = region.polytope
            for rival in range(scores.outputs):
                lead = difference(scores, own, rival)
                if rival == own or (rival > own and not any(lead.entries)):
                    continue
                part = part and part.above(lead)
            if part is not None:
                yield own, part


def walls(program, low=-2, high=2):
    """Of every pair of classes how many flat pieces there are, and how many of every squared length."""
    sides = defaultdict(list)
    for own, cell in class_cells(program, low, high):
        for first, second in cell.facet_vertices:
            ends = sorted((cell.vertices[first], cell.vertices[second]))
            line = _line(*ends)
            sides[line].append((ends, own, _value(line, cell.centre()) > 0))
    pieces, lengths = Counter(), defaultdict(Counter)
    for listed in sides.values():
        for pair, squared in _on_line(listed):
            pieces[pair] += 1
            lengths[pair][squared] += 1
    return pieces, lengths


def _on_line(listed):
    """The flat pieces on a line: the classes, and the squared length, of each."""
    marks = sorted({tuple(end) for ends, _, _ in listed for end in ends})
    before, start = None, None
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        found = None
        if following is not None:
            middle = tuple((a + b) / 2 for a, b in zip(mark, following, strict=True))
            classes = {above: own for (a, b), own, above in listed if tuple(a) < middle < tuple(b)}
            found = (classes[True], classes[False]) if len(set(classes.values())) == 2 else None
        if found != before:
            if before is not None:
                yield tuple(sorted(before)), sum(((a - b) ** 2 for a, b in zip(start, mark, strict=True)), fmpq(0))
            before, start = found, mark


def _line(first, second):
    (a, b), (c, d) = first, second
    normal = (b - d, c - a)
    scale = next(entry for entry in normal if entry != 0)
    return normal[0] / scale, normal[1] / scale, (normal[0] * a + normal[1] * b) / scale


def _value(line, point):
    return line[0] * point[0] + line[1] * point[1] - line[2]
