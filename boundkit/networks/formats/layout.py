"""Programs as named arrays: what npz and safetensors files of ours hold.

A dense network is ``W0, b0, W1, b1, ..`` with W_i of shape (outputs, inputs) and b_i of shape (outputs,); a ReLU
follows every layer but the last. ``slopes<i>`` says otherwise: an array of shape (units,) is the rectifier after layer
i (slope 0 is ReLU, 1 passes on), one number serves the whole layer, and the number 1 means that no rectifier follows.
A rectifier on its own is ``slopes<i>`` without W_i and b_i.

A program with mixtures is ``layer0.*, layer1.*, ..``, each a dense network as above or a mixture:
``layer0.gate.W, layer0.gate.b`` are scores, ``layer0.gate.top`` the number of experts that serve (1 if absent);
``layer0.expert3.*`` is a program; ``layer0.weight`` multiplies the sum of the experts that serve (1 if absent). A tree
gate has one row of ``gate.W, gate.b`` per fork, the root first, and ``gate.below, gate.above``: the number of the next
fork, or -1 - e for expert e.

Numbers are floats of 16, 32 or 64 bits (each the dyadic rational that it stores), integers, or the text ``p/q`` for
rationals that float64 does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from boundkit.arithmetic.rational import rational
from boundkit.errors import BoundkitError, MalformedInputError, ShapeError, UnsupportedError
from boundkit.networks.affine import Affine, require_unmasked
from boundkit.networks.formats.steps import program_of
from boundkit.networks.gate import Fork, Gate, LinearGate, TreeGate
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Rectifier

DEEPEST = 64
"""Mixtures inside mixtures, and forks below forks, that a file may have at most."""
MOST_ENTRIES = 2**27
"""Numbers that a file may have at most; an integer or a text counts as eight."""

_NUMBER = r"(0|[1-9][0-9]{0,8})"
_NAME = re.compile(r"[A-Za-z0-9_.]{1,2000}")
_RATIONAL = re.compile(rb"-?[0-9]+(/[0-9]+)?")
_SHAPES = {0: "()", 1: "(units,)", 2: "(outputs, inputs)"}
Arrays = dict[str, NDArray[Any]]
Node = dict[str, Any]


def to_arrays(program: PiecewiseAffine) -> Arrays:
    """The named arrays of a program, exact: float64 where it holds every entry, else text p/q.

    Raises UnsupportedError for a gate that is neither linear nor a tree, ShapeError for one nested too deep.

    >>> sorted(to_arrays(program_of([Affine([[1], [2]], [0, "1/2"]), Rectifier.relu(2), Affine([[1, 1]], [0])])))
    ['W0', 'W1', 'b0', 'b1']
    """
    arrays: Arrays = {}
    _write_program(program.steps, "", arrays, 0)
    return arrays


def from_arrays(arrays: Mapping[str, Any]) -> PiecewiseAffine:
    """The program that named arrays hold; ``from_arrays(to_arrays(p))`` has the steps of p.

    The result is a ReLUNetwork where all hidden layers are ReLU, a Mixture where all layers are, else a Program.
    Raises MalformedInputError for a missing, further or unreadable array and for NaN and infinities, ShapeError for
    shapes that do not fit.

    >>> from_arrays({"W0": np.array([[2.0]]), "b0": np.array([1.0])})([3])
    [7]
    """
    return program_of(_read_program(_tree(arrays), "", 0))


def as_numbers(name: str, value: Any) -> NDArray[Any]:
    """An array of floats, integers or text p/q as numbers of this machine's byte order; text becomes a list of fmpq.

    Raises MalformedInputError for other types of number and for masked entries.
    """
    require_unmasked(value, name)
    array = np.asarray(value)
    if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
        return array.astype(array.dtype.newbyteorder("="), copy=False)
    if array.dtype.kind in "iu":
        return np.array([int(entry) for entry in array.ravel()], dtype=object).reshape(array.shape)
    if array.dtype.kind == "S":
        return np.array([_from_text(name, entry) for entry in array.ravel()], dtype=object).reshape(array.shape)
    raise MalformedInputError(
        f"{name} has numbers of type {array.dtype}; allowed: float16, float32, float64, integers, text p/q"
    )


def affine_named(names: str, weight: NDArray[Any], bias: NDArray[Any]) -> Affine:
    """The affine map of two arrays from ``as_numbers``; an error of theirs tells their names."""
    for array, dimensions in ((weight, 2), (bias, 1)):
        if array.ndim != dimensions or array.size == 0:
            raise ShapeError(
                f"{names}: an array of shape {array.shape} was given; a weight has shape (outputs, inputs), "
                "a bias (outputs,), neither empty"
            )
    try:
        return Affine(*(array.tolist() if array.dtype == object else array for array in (weight, bias)))
    except BoundkitError as error:
        raise type(error)(f"{names}: {error}") from None


def _from_text(name: str, text: bytes) -> fmpq:
    if _RATIONAL.fullmatch(text) is None:
        raise MalformedInputError(f"{name} has the entry {text[:40]!r}; text must be an integer or p/q")
    return rational(text.decode("ascii"))


def _stored(values: Affine) -> tuple[NDArray[Any], NDArray[Any]]:
    if values.rounded.exact:
        return values.rounded.weight, values.rounded.bias
    weight = np.array([str(entry).encode("ascii") for entry in values.weight.entries()])
    return weight.reshape(values.outputs, values.inputs), np.array(
        [str(e).encode("ascii") for e in values.bias.entries()]
    )


def _write_program(steps: Sequence[Any], prefix: str, arrays: Arrays, depth: int) -> None:
    _require_shallow(prefix, depth)
    if not any(isinstance(step, MixtureLayer) for step in steps):
        _write_dense(steps, prefix, arrays)
        return
    groups: list[Any] = []
    for step in steps:
        if isinstance(step, MixtureLayer):
            groups.append(step)
        elif groups and isinstance(groups[-1], list):
            groups[-1].append(step)
        else:
            groups.append([step])
    for number, group in enumerate(groups):
        name = f"{prefix}layer{number}."
        if isinstance(group, list):
            _write_dense(group, name, arrays)
        else:
            _write_mixture(group, name, arrays, depth + 1)


def _write_dense(steps: Sequence[Any], prefix: str, arrays: Arrays) -> None:
    blocks: list[list[Any]] = []
    for step in steps:
        if isinstance(step, Affine):
            blocks.append([step, None])
        elif not isinstance(step, Rectifier):
            raise UnsupportedError(
                f"a step of type {type(step).__name__}; files hold affine maps, rectifiers, mixtures"
            )
        elif blocks and blocks[-1][1] is None:
            blocks[-1][1] = step
        else:
            blocks.append([None, step])
    for number, (affine, rectifier) in enumerate(blocks):
        last = number == len(blocks) - 1
        if affine is not None:
            arrays[f"{prefix}W{number}"], arrays[f"{prefix}b{number}"] = _stored(affine)
        if rectifier is None:
            if not last:
                arrays[f"{prefix}slopes{number}"] = np.array(1.0)
        elif affine is None or last or any(rectifier.slopes):
            arrays[f"{prefix}slopes{number}"] = _stored(Affine([rectifier.slopes], [0]))[0][0]


def _write_mixture(layer: MixtureLayer, prefix: str, arrays: Arrays, depth: int) -> None:
    _write_gate(layer.gate, f"{prefix}gate.", arrays)
    if layer.weight != 1:
        arrays[f"{prefix}weight"] = np.asarray(_stored(Affine([[layer.weight]], [0]))[0][0, 0])
    for number, expert in enumerate(layer.experts):
        _write_program(expert.steps, f"{prefix}expert{number}.", arrays, depth)


def _write_gate(gate: Gate, prefix: str, arrays: Arrays) -> None:
    if isinstance(gate, LinearGate):
        arrays[f"{prefix}W"], arrays[f"{prefix}b"] = _stored(gate.scores)
        if gate.top != 1:
            arrays[f"{prefix}top"] = np.array(gate.top)
    elif isinstance(gate, TreeGate):
        forks = _forks(gate.root, prefix)
        place = {id(fork): number for number, fork in enumerate(forks)}
        rows = Affine(
            [fork.functional.weight.entries() for fork in forks], [fork.functional.bias[0, 0] for fork in forks]
        )
        arrays[f"{prefix}W"], arrays[f"{prefix}b"] = _stored(rows)
        for side in ("below", "above"):
            children = [getattr(fork, side) for fork in forks]
            arrays[prefix + side] = np.array([-1 - c if isinstance(c, int) else place[id(c)] for c in children])
    else:
        raise UnsupportedError(f"a gate of type {type(gate).__name__}; files hold linear gates and tree gates")


def _forks(root: Fork, prefix: str) -> list[Fork]:
    forks, waiting = [], [(root, 1)]
    while waiting:
        fork, depth = waiting.pop()
        _require_shallow(prefix, depth)
        forks.append(fork)
        waiting += [(child, depth + 1) for child in (fork.above, fork.below) if isinstance(child, Fork)]
    return forks


def _require_shallow(prefix: str, depth: int) -> None:
    if depth > DEEPEST:
        raise ShapeError(f"{prefix[:60]}.. is nested more than {DEEPEST} deep; files hold at most that")


def _tree(arrays: Mapping[str, Any]) -> Node:
    root: Node = {}
    entries = sum(array.size * (1 if array.dtype.kind == "f" else 8) for array in map(np.asarray, arrays.values()))
    if entries > MOST_ENTRIES:
        raise MalformedInputError(f"the arrays have {entries} entries; boundkit reads at most {MOST_ENTRIES}")
    for name, value in arrays.items():
        if _NAME.fullmatch(name) is None:
            raise MalformedInputError(f"unknown name {name[:80]!r}; names are as W0, b0, layer0.gate.W")
        node, parts = root, name.split(".")
        _require_shallow(name, len(parts) // 2)
        for part in parts[:-1]:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                break
        if not isinstance(node, dict) or parts[-1] in node:
            raise MalformedInputError(f"the array {name!r} and another one share a name")
        node[parts[-1]] = as_numbers(name, value)
    return root


def _read_program(node: Node, prefix: str, depth: int) -> list[Any]:
    _require_shallow(prefix, depth)
    layers = _numbered(node, "layer", prefix) if any(key.startswith("layer") for key in node) else None
    if layers is None:
        return _read_dense(node, prefix)
    _require_only(node, {f"layer{number}" for number in range(layers)}, prefix)
    steps: list[Any] = []
    for number in range(layers):
        name, inner = f"{prefix}layer{number}.", _node(node, f"layer{number}", prefix)
        steps += [_read_mixture(inner, name, depth + 1)] if "gate" in inner else _read_dense(inner, name)
    return steps


def _read_dense(node: Node, prefix: str) -> list[Any]:
    layers = max(_numbered(node, kind, prefix, gaps=True) for kind in ("W", "b", "slopes"))
    _require_only(node, {f"{kind}{number}" for kind in ("W", "b", "slopes") for number in range(layers)}, prefix)
    if not layers:
        raise MalformedInputError(
            f"no array {prefix}W0; a network has the arrays {prefix}W0, {prefix}b0, {prefix}W1, .."
        )
    steps: list[Any] = []
    for number in range(layers):
        weight, bias, slopes = f"W{number}", f"b{number}", f"slopes{number}"
        if weight in node or bias in node or slopes not in node:
            names = f"{prefix}{weight} and {prefix}{bias}"
            steps.append(affine_named(names, _array(node, weight, 2, prefix), _array(node, bias, 1, prefix)))
        if slopes in node:
            steps += _read_slopes(node, slopes, prefix, steps)
        elif number < layers - 1:
            steps.append(Rectifier.relu(steps[-1].outputs))
    return steps


def _read_slopes(node: Node, key: str, prefix: str, steps: Sequence[Any]) -> list[Rectifier]:
    if getattr(node[key], "ndim", 1):
        return [_named(prefix + key, lambda: Rectifier.of(_array(node, key, 1, prefix).tolist()))]
    slope = _scalar(node, key, prefix)
    if not steps:
        raise ShapeError(f"{prefix}{key} is one number before any layer; give one slope per unit")
    return [] if slope == 1 else [Rectifier((slope,) * steps[-1].outputs)]


def _read_mixture(node: Node, prefix: str, depth: int) -> MixtureLayer:
    experts = _numbered(node, "expert", prefix)
    _require_only(node, {"gate", "weight"} | {f"expert{number}" for number in range(experts)}, prefix)
    gate = _read_gate(_node(node, "gate", prefix), f"{prefix}gate.")
    programs = [
        program_of(_read_program(_node(node, f"expert{number}", prefix), f"{prefix}expert{number}.", depth))
        for number in range(experts)
    ]
    weight = _scalar(node, "weight", prefix) if "weight" in node else fmpq(1)
    return _named(prefix.rstrip("."), lambda: MixtureLayer(gate, tuple(programs), weight))


def _read_gate(node: Node, prefix: str) -> Gate:
    scores = affine_named(f"{prefix}W and {prefix}b", _array(node, "W", 2, prefix), _array(node, "b", 1, prefix))
    if "below" in node or "above" in node:
        _require_only(node, {"W", "b", "below", "above"}, prefix)
        return _named(prefix.rstrip("."), lambda: TreeGate(_read_forks(scores, node, prefix)))
    _require_only(node, {"W", "b", "top"}, prefix)
    top = _integer(_scalar(node, "top", prefix), prefix + "top") if "top" in node else 1
    return _named(prefix.rstrip("."), lambda: LinearGate(scores.weight, scores.bias, top))


def _read_forks(functionals: Affine, node: Node, prefix: str) -> Fork:
    count = functionals.outputs
    below, above = (
        [_integer(rational(entry), prefix + side) for entry in _array(node, side, 1, prefix).tolist()]
        for side in ("below", "above")
    )
    children = sorted(child for child in below + above if child >= 0)
    if len(below) != count or len(above) != count or children != list(range(1, count)):
        raise MalformedInputError(
            f"{prefix}below and {prefix}above need one entry per row of {prefix}W, "
            "and every fork but the root as one child"
        )
    forks: dict[int, Fork] = {}
    depths: dict[int, int] = {}
    for number in reversed(range(count)):
        sides = below[number], above[number]
        if any(0 <= child <= number for child in sides):
            raise MalformedInputError(f"{prefix}below and {prefix}above: a fork must stand before its children")
        depths[number] = 1 + max((depths[child] for child in sides if child >= 0), default=0)
        _require_shallow(prefix, depths[number])
        parts = [forks[child] if child >= 0 else -1 - child for child in sides]
        forks[number] = Fork(functionals.row(number), *parts)
    return forks[0]


def _numbered(node: Node, kind: str, prefix: str, *, gaps: bool = False) -> int:
    """How many of kind0, kind1, .. there are; raises when one is missing, or with ``gaps`` gives the last plus one."""
    matches = (re.fullmatch(kind + _NUMBER, key) for key in node)
    numbers = {int(match[1]) for match in matches if match}
    count = max(numbers, default=-1) + 1
    if count > len(numbers) and not gaps:
        missing = next(number for number in range(count) if number not in numbers)
        raise MalformedInputError(f"{prefix}{kind}{missing} is missing; there is {prefix}{kind}{count - 1}")
    if count > 3 * len(node):
        raise MalformedInputError(f"{prefix}{kind}{count - 1} is there but not all before it")
    return count


def _require_only(node: Node, allowed: Iterable[str], prefix: str) -> None:
    further = sorted(node.keys() - set(allowed))
    if further:
        names = ", ".join(prefix + key for key in further[:5])
        raise MalformedInputError(
            f"unknown name {names}; a dense network has {prefix}W0, {prefix}b0, .. and perhaps {prefix}slopes0, .., "
            f"a mixture {prefix}gate, {prefix}expert0, .., a stack {prefix}layer0, .."
        )


def _node(node: Node, key: str, prefix: str) -> Node:
    if not isinstance(node.get(key), dict):
        raise MalformedInputError(f"{prefix}{key} should be a group of arrays; name them {prefix}{key}.<array>")
    return node[key]


def _array(node: Node, key: str, dimensions: int, prefix: str) -> NDArray[Any]:
    array = node.get(key)
    if not isinstance(array, np.ndarray):
        raise MalformedInputError(f"the array {prefix}{key} is missing")
    if array.ndim != dimensions:
        raise ShapeError(f"{prefix}{key} has shape {array.shape}; it must have shape {_SHAPES[dimensions]}")
    return array


def _scalar(node: Node, key: str, prefix: str) -> fmpq:
    return _named(prefix + key, lambda: rational(_array(node, key, 0, prefix).item()))


def _integer(value: fmpq, name: str) -> int:
    if value.q != 1:
        raise MalformedInputError(f"{name} has the entry {value}; it must be an integer")
    return int(value.p)


def _named(name: str, build: Callable[[], Any]) -> Any:
    try:
        return build()
    except BoundkitError as error:
        raise error if name in str(error) else type(error)(f"{name}: {error}") from None
