"""Compiled part of the cell walk: sets of experts, and who serves at a vertex and beyond a facet."""

from __future__ import annotations

import numpy as np

from boundkit.regions.kernel_cache import inner, kernel
from boundkit.regions.kernel_tools import lowest_bit
from boundkit.regions.walk_kernel_cut import ask
from boundkit.regions.walk_kernel_records import (
    ASK,
    DONE,
    IDENTICAL,
    NEEDED,
    SET_END,
    SETS,
    SIGN,
    SLACK,
)


@inner
def holds(words, e):
    return words[e >> 6] >> np.uint64(e & 63) & np.uint64(1) != 0


@inner
def flip(words, e):
    words[e >> 6] ^= np.uint64(1) << np.uint64(e & 63)


@inner
def _hash(words):
    mixed = np.uint64(0x9E3779B97F4A7C15)
    for w in range(words.shape[0]):
        mixed = (mixed ^ words[w]) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    return mixed


@inner
def _seat(gate, words):
    """Where the hash table has a set, or has room for it."""
    table, sets = gate.table, gate.sets
    last = np.uint64(table.shape[0] - 1)
    at = _hash(words) & last
    while table[at] >= 0:
        same = True
        for w in range(words.shape[0]):
            if sets[table[at], w] != words[w]:
                same = False
        if same:
            break
        at = (at + np.uint64(1)) & last
    return at


@inner
def add_set(registers, gate):
    """Add the set ``beyond`` unless it is known; False where there is no room."""
    at = _seat(gate, gate.beyond)
    if gate.table[at] >= 0:
        return True
    number = registers[SET_END]
    if number == gate.sets.shape[0]:
        registers[NEEDED] = SETS
        return False
    for w in range(gate.beyond.shape[0]):
        gate.sets[number, w] = gate.beyond[w]
    gate.table[at] = number
    registers[SET_END] += 1
    return True


@kernel(_nrt=False)
def refill(registers, gate):
    """Fill a new hash table."""
    for number in range(registers[SET_END]):
        gate.table[_seat(gate, gate.sets[number])] = number


@inner
def scores_at(forms, gate, point, shift, experts):
    """The scores at a point that is known up to ``shift``, with bounds on their errors."""
    d, scores, bounds, errors = point.shape[0], gate.scores, gate.bounds, gate.errors
    for e in range(experts):
        value = forms[e, d]
        for k in range(d):
            value += forms[e, k] * point[k]
        scores[e] = value
        bounds[e] = errors[e, 0] + errors[e, 1] * shift


@inner
def violated(talk, forms, gate, part, origins, experts, slot, served, v):
    """A status, and an expert that serves and one that does not but is ahead of it at a vertex; -1 for none."""
    scores, bounds = gate.scores, gate.bounds
    scores_at(forms, gate, part.points[v], part.shifts[v], experts)
    own = rival = -1
    own_high = own_low = np.inf
    rival_high = rival_low = -np.inf
    for e in range(experts):
        low, high = scores[e] - bounds[e], scores[e] + bounds[e]
        if holds(served, e):
            own_low = min(own_low, low)
            if high < own_high:
                own, own_high = e, high
        else:
            rival_high = max(rival_high, high)
            if low > rival_low:
                rival, rival_low = e, low
    if own_high < rival_low:
        return DONE, own, rival
    if own_low > rival_high:
        return DONE, -1, -1
    return _decide(talk, gate, part.masks[v], origins, experts, slot, served, own_low, rival_high)


@inner
def _decide(talk, gate, mask, origins, experts, slot, served, own_low, rival_high):
    """The same where scores are too close to tell: ties by the facets through the vertex, then by asking."""
    scores, bounds, classes, names = gate.scores, gate.bounds, gate.classes, gate.names
    _classify(gate, origins, mask, experts, slot)
    for own in range(experts):
        if not holds(served, own) or scores[own] - bounds[own] > rival_high:
            continue
        for rival in range(experts):
            if holds(served, rival) or scores[rival] + bounds[rival] < own_low:
                continue
            if classes[own] == classes[rival] or scores[own] - bounds[own] > scores[rival] + bounds[rival]:
                continue
            number = ask(talk, SIGN, slot, own, rival, mask, names)
            if number < 0:
                return ASK, -1, -1
            answer = talk.answers[number, 0]
            if answer < 0:
                return DONE, own, rival
            if answer != 1:
                _join(classes, experts, own, rival)
            if answer == IDENTICAL:
                _join(gate.equal_next, experts, own, rival)
    return DONE, -1, -1


@inner
def _classify(gate, origins, mask, experts, slot):
    """Put the experts into one class that are known to score the same at a vertex, by the facets through it."""
    for e in range(experts):
        gate.classes[e] = gate.equal_next[e]
    for w in range(mask.shape[0]):
        left = mask[w]
        while left:
            facet = gate.names[64 * w + lowest_bit(left)]
            left &= left - np.uint64(1)
            if origins[facet, 0] == slot:
                _join(gate.classes, experts, origins[facet, 1], origins[facet, 2])


@inner
def find_ties(gate, ties, origins, masks, size, experts, slot, own, rival):
    """At which vertices two experts are known to score the same, by the facets through them."""
    for v in range(size):
        ties[v] = False
        met = 0
        for w in range(masks.shape[1]):
            left = masks[v, w]
            while left:
                facet = gate.names[64 * w + lowest_bit(left)]
                left &= left - np.uint64(1)
                if origins[facet, 0] == slot:
                    met |= (origins[facet, 1] == own) + 2 * (origins[facet, 2] == rival)
        if met == 3:
            _classify(gate, origins, masks[v], experts, slot)
            ties[v] = gate.classes[own] == gate.classes[rival]


@inner
def _join(classes, experts, one, other):
    """Make two classes one."""
    new, old = classes[one], classes[other]
    for e in range(experts):
        if classes[e] == old:
            classes[e] = new


@inner
def is_facet(masks, size, bit):
    """Whether the vertices with a bit span a facet: no other bit is on all of them and on further ones."""
    word, flag = bit >> 6, np.uint64(1) << np.uint64(bit & 63)
    for w in range(masks.shape[1]):
        common = ~np.uint64(0)
        for v in range(size):
            if masks[v, word] & flag:
                common &= masks[v, w]
        if w == word:
            common &= ~flag
        for v in range(size):
            if not masks[v, word] & flag and masks[v, w] & common:
                return False
    return True


@inner
def only_pair(forms, gate, part, experts, size, bit, own, rival):
    """Whether certainly no third expert scores on a whole facet what the two score that are equal there."""
    word, flag, undecided = bit >> 6, np.uint64(1) << np.uint64(bit & 63), gate.classes
    left = 0
    for e in range(experts):
        if e != own and e != rival:
            undecided[left] = e
            left += 1
    for v in range(size):
        if left == 0:
            break
        if not part.masks[v, word] & flag:
            continue
        scores_at(forms, gate, part.points[v], part.shifts[v], experts)
        still = 0
        for n in range(left):
            e = undecided[n]
            bound = gate.bounds[e] + gate.bounds[own]
            if not abs(gate.scores[e] - gate.scores[own]) > bound * SLACK:
                undecided[still] = e
                still += 1
        left = still
    return left == 0
