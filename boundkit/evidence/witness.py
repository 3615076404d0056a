"""Objects as JSON, so that a refutation can be followed by hand."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from flint import fmpq, fmpq_mat

from boundkit.arithmetic.rational import decimal
from boundkit.networks.affine import Affine
from boundkit.networks.gate import LinearGate
from boundkit.networks.mixture import Mixture
from boundkit.networks.relu import ReLUNetwork

_MOST_NUMBERS = 2000
_MOST_BITS = 13_000  # less than Python's limit of 4300 digits


def brief(value: Any) -> str:
    """A value as text of any length: an integer with more digits than Python writes is rounded, and says so."""
    return str(describe(value)) if isinstance(value, int) else str(value)


@singledispatch
def describe(value: Any) -> Any:
    """JSON of an object: its own ``witness()`` where it has one, exact numbers as text, else its name or its repr."""
    if hasattr(value, "witness"):
        return describe(value.witness())
    text = getattr(value, "__name__", None) or repr(value)
    return text if len(text) <= 400 else text[:400] + " .."


@describe.register
def _(value: dict) -> Any:
    return {str(key): describe(entry) for key, entry in value.items()}


@describe.register(list)
@describe.register(tuple)
def _(value: Any) -> Any:
    if len(value) > _MOST_NUMBERS:
        return [*(describe(entry) for entry in value[:20]), f".. {len(value)} in all"]
    return [describe(entry) for entry in value]


@describe.register(str)
@describe.register(type(None))
def _(value: Any) -> Any:
    return value


@describe.register
def _(value: int) -> Any:
    return value if value.bit_length() <= _MOST_BITS else f"{decimal(fmpq(value), 20, up=False)}.."


@describe.register
def _(value: fmpq) -> Any:
    return str(value)


@describe.register
def _(value: fmpq_mat) -> Any:
    return [[str(entry) for entry in row] for row in value.tolist()]


@describe.register
def _(value: Affine) -> Any:
    return {"weight": describe(value.weight), "bias": [str(entry) for entry in value.bias.entries()]}


@describe.register
def _(value: ReLUNetwork) -> Any:
    return _unless_long(value.parameters, value, lambda: {"layers": [describe(layer) for layer in value.layers]})


@describe.register
def _(value: LinearGate) -> Any:
    return describe(value.scores)


@describe.register
def _(value: Mixture) -> Any:
    return _unless_long(
        value.parameters,
        value,
        lambda: {
            "layers": [
                {"gate": describe(layer.gate), "experts": [describe(expert) for expert in layer.experts]}
                for layer in value.layers
            ]
        },
    )


def _unless_long(size: int, value: Any, full: Any) -> Any:
    return full() if size <= _MOST_NUMBERS else f"{type(value).__name__} with {size} nonzero parameters"
