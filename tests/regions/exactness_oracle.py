"""An oracle for the region engines, and what must hold of all of them on one program.

The oracle shares no code with the engines: ``realised`` decides for one sign after the other, by linear programming in
rational numbers, whether the strict inequalities of a pattern have a common solution; it knows no vertices or faces.
An affine form on R^d is a list of d + 1 rationals, the constant last.
"""

from contextlib import suppress
from itertools import combinations, product

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import rational
from boundkit.networks import Affine, MixtureLayer, Rectifier, TreeGate
from boundkit.regions import count, halfspaces, regions
from boundkit.regions.cells import split
from boundkit.regions.domain import cell_of
from boundkit.regions.lattice import Lattice, TooFineError
from boundkit.regions.skeleton import NotInGeneralPositionError, count_regions
from boundkit.regions.walk import Walk


def value(form, point):
    return sum((a * x for a, x in zip(form, point, strict=False)), form[-1])


def common_point(forms, dimension):
    """A point where every form is positive, or None."""
    if dimension == 0:
        return [] if all(form[0] > 0 for form in forms) else None
    if dimension == 1:
        return _inside_interval(forms)
    point = [fmpq(0)] * dimension
    for index, form in enumerate(forms):
        if value(form, point) <= 0:
            point = point_beyond(forms[:index], form)
            if point is None:
                return None
    return point


def _inside_interval(forms):
    if any(slope == 0 and offset <= 0 for slope, offset in forms):
        return None
    low = max((-offset / slope for slope, offset in forms if slope > 0), default=None)
    high = min((-offset / slope for slope, offset in forms if slope < 0), default=None)
    if low is None or high is None:
        return [(low + 1) if low is not None else (high - 1) if high is not None else fmpq(0)]
    return [(low + high) / 2] if low < high else None


def point_beyond(forms, form):
    """A point where all forms and one more are positive, when ``forms`` have such a point at which that one is not."""
    if not any(form[:-1]):
        return None
    pivot = next(index for index, entry in enumerate(form) if entry != 0)
    solved = [-entry / form[pivot] for index, entry in enumerate(form) if index != pivot]
    restricted = [
        [entry + other[pivot] * s for entry, s in zip([*other[:pivot], *other[pivot + 1 :]], solved, strict=True)]
        for other in forms
    ]
    below = common_point(restricted, len(form) - 2)
    if below is None:
        return None
    point = [*below[:pivot], value(solved, below), *below[pivot:]]
    step = fmpq(1)
    for other in forms:
        slope = sum((a * b for a, b in zip(other[:-1], form, strict=False)), fmpq(0))
        if slope < 0:
            step = min(step, -value(other, point) / (2 * slope))
    return [x + step * a for x, a in zip(point, form, strict=False)]


def part_above(cell, form):
    """The open part of a cell (forms, point) where one more form is positive, or None."""
    forms, point = cell
    if not any(form[:-1]):
        return cell if form[-1] > 0 else None
    beyond = point if value(form, point) > 0 else point_beyond(forms, form)
    return None if beyond is None else ([*forms, form], beyond)


def two_sides(cell, form):
    """The open parts of a cell where a form is positive and where it is not; a form that is zero on it is not."""
    above = part_above(cell, form)
    if any(form[:-1]):
        return above, part_above(cell, [-entry for entry in form])
    return (above, None) if above is not None else (None, cell)


def realised(program, domain=(-1, 1)):
    """For every realised pattern a point that has it and the entries of the program's map there."""
    size, forms = program.inputs, sides(program.inputs, domain)
    identity = fmpq_mat([[int(i == j) for j in range(size + 1)] for i in range(size)])
    found, pending = {}, [(tuple(program.steps), (), identity, (forms, common_point(forms, size)))]
    while pending:
        steps, pattern, state, cell = pending.pop()
        if not steps:
            assert pattern not in found
            found[pattern] = (cell[1], tuple(state.entries()))
            continue
        step, rest = steps[0], steps[1:]
        if isinstance(step, Affine):
            values = step.weight * state
            for row in range(step.outputs):
                values[row, size] += step.bias[row, 0]
            pending.append((rest, pattern, values, cell))
        elif isinstance(step, Rectifier):
            pending += [(rest, (*pattern, signs), *after) for signs, *after in _rectified(step, state, cell)]
        else:
            for served, part in _served(step.gate, state, cell):
                entry = served[0] if len(served) == 1 else served
                pending.append(((*step.serving(served).steps, *rest), (*pattern, entry), state, part))
    return found


def sides(inputs, domain):
    """Forms that are positive inside a box (lower, upper), or inside {x : <normal, x> <= offset, ..}."""
    if isinstance(domain, list):
        return [[*(-rational(entry) for entry in normal), rational(offset)] for normal, offset in domain]
    lower, upper = corners(inputs, domain)
    unit = [[fmpq(int(i == j)) for j in range(inputs)] for i in range(inputs)]
    below = [[*row, -rational(low)] for row, low in zip(unit, lower, strict=True)]
    return below + [[*(-x for x in row), rational(high)] for row, high in zip(unit, upper, strict=True)]


def _rectified(step, state, cell):
    cells, rows = [((), cell)], state.tolist()
    for unit in step.kinks:
        halves = [(signs, zip((True, False), two_sides(own, rows[unit]), strict=True)) for signs, own in cells]
        cells = [((*signs, on), part) for signs, sides in halves for on, part in sides if part is not None]
    for signs, own in cells:
        after = fmpq_mat(state)
        for unit, on in zip(step.kinks, signs, strict=True):
            for column in range(state.ncols()):
                after[unit, column] *= 1 if on else step.slopes[unit]
        yield signs, after, own


def _served(gate, state, cell):
    if isinstance(gate, TreeGate):
        yield from _leaves(gate.root, state, cell)
        return
    scores = (gate.scores.weight * state).tolist()
    for row, bias in zip(scores, gate.scores.bias.entries(), strict=True):
        row[-1] += bias
    for served in combinations(range(gate.experts), gate.top):
        part = cell
        for own, rival in product(served, set(range(gate.experts)) - set(served)):
            ahead = [a - b for a, b in zip(scores[own], scores[rival], strict=True)]
            if part is not None and (own > rival or any(ahead)):
                part = part_above(part, ahead)
        if part is not None:
            yield served, part


def _leaves(node, state, cell):
    if isinstance(node, int):
        yield (node,), cell
        return
    (form,) = (node.functional.weight * state).tolist()
    form[-1] += node.functional.bias[0, 0]
    for child, part in zip((node.above, node.below), two_sides(cell, form), strict=True):
        if part is not None:
            yield from _leaves(child, state, part)


ALL = {"cell splitting", "cell walk", "face lattice", "skeleton"}


def agreed(program, domain=(-1, 1), truth=None):
    """Check every engine against the oracle, as sets of patterns where it lists them; the names of those that answered.

    Float64 may be too coarse for the face lattice, and the skeleton needs general position; then they must say so.
    """
    truth = set(truth or realised(program, domain))
    region = halfspaces(*zip(*domain, strict=True)) if isinstance(domain, list) else domain
    cell, listed, counted = cell_of(program.inputs, region), {}, {}
    listed["cell splitting"] = [found.pattern for found in split(program, cell)]
    with suppress(TooFineError):
        listed["cell walk"] = [found.pattern for found in Walk(program, cell, listed=True).regions()]
    if not any(isinstance(step, MixtureLayer) for step in program.steps):
        with suppress(TooFineError):
            listed["face lattice"] = [found.pattern for found in Lattice(program, cell).regions()]
        if not isinstance(domain, list):
            lower, upper = ([rational(entry) for entry in corner] for corner in corners(program.inputs, domain))
            with suppress(NotInGeneralPositionError):
                counted["skeleton"] = count_regions(program, lower, upper, lambda *_: True)
    for patterns in listed.values():
        assert set(patterns) == truth
        assert len(patterns) == len(truth)
    found = count(program, region)
    assert counted in ({}, {"skeleton": len(truth)})
    assert (found.activation_regions, found.guarantee) == (len(truth), "exact")
    assert {found.pattern for found in regions(program, region)} == truth
    return {*listed, *counted, found.engine}


def corners(inputs, box):
    """The two corners of a box given by numbers or corners."""
    return [end if isinstance(end, tuple) else (end,) * inputs for end in box]


def pattern_at(program, point):
    """The pattern and the output at a point, by evaluation alone."""
    values, steps, pattern = [rational(entry) for entry in point], list(program.steps), ()
    while steps:
        step = steps.pop(0)
        if isinstance(step, MixtureLayer):
            served = step.gate.chosen(values)
            pattern += (served[0] if len(served) == 1 else served,)
            steps = [*step.serving(served).steps, *steps]
            continue
        if isinstance(step, Rectifier):
            pattern += (tuple(values[unit] > 0 for unit in step.kinks),)
        values = step(values)
    return pattern, values


def check_partition(program, domain):
    """Volumes add up, and every region has its own pattern and its own map at a point of its own."""
    cell = cell_of(program.inputs, domain)
    found = list(regions(program, domain))
    assert len({region.pattern for region in found}) == len(found) == count(program, domain).activation_regions
    assert sum((region.volume for region in found), fmpq(0)) == cell.volume
    for region in found:
        point = region.interior_point
        assert all(side(point)[0] > 0 for side in region.facets)
        assert pattern_at(program, point) == (region.pattern, region.affine(point))
    return found
