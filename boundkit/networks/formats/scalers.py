"""Fitted scalers of scikit-learn as affine maps, without scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flint import fmpq

from boundkit.arithmetic.rational import rational
from boundkit.errors import MalformedInputError, UnsupportedError
from boundkit.networks.affine import Affine
from boundkit.networks.formats.layout import as_numbers

Form = tuple[list[fmpq], list[fmpq]]
"""A factor and a shift for each input."""


def scaler_map(scaler: Any) -> Affine:
    """x -> what ``scaler.transform`` gives, each input for itself, with the exact quotients of what the scaler stores.

    StandardScaler, MinMaxScaler, MaxAbsScaler and RobustScaler. Raises UnsupportedError for others, for one that clips
    and for one that transforms in a way of its own, MalformedInputError for one that is not fitted.
    """
    kind = next((name for one in type(scaler).__mro__ if (name := one.__name__) in _MAPS), None)
    if kind is None:
        raise UnsupportedError(f"a {type(scaler).__name__} before the network; allowed: {', '.join(_MAPS)}")
    owner = next((one for one in type(scaler).__mro__ if "transform" in vars(one)), object)
    if "transform" in vars(scaler) or not (owner is object or owner.__module__.startswith("sklearn.")):
        raise UnsupportedError(f"a {type(scaler).__name__} whose transform is not scikit-learn's may scale otherwise")
    if getattr(scaler, "clip", False):
        raise UnsupportedError(f"a {kind} that clips; fit one with clip=False")
    if not hasattr(scaler, "scale_"):
        raise MalformedInputError(f"a {kind} that is not fitted; fit it first")
    factors, shifts = _MAPS[kind](scaler)
    size = len(factors)
    return Affine([[factors[i] if i == j else 0 for j in range(size)] for i in range(size)], shifts)


def _standard(scaler: Any) -> Form:
    return _quotients(scaler, scaler.mean_ if scaler.with_mean else None, scaler.scale_ if scaler.with_std else None)


def _robust(scaler: Any) -> Form:
    centre, scale = scaler.with_centering, scaler.with_scaling
    return _quotients(scaler, scaler.center_ if centre else None, scaler.scale_ if scale else None)


def _least_and_most(scaler: Any) -> Form:
    return _rationals("scale_", scaler.scale_), _rationals("min_", scaler.min_)


def _quotients(scaler: Any, centre: Any, scale: Any) -> Form:
    """(x - centre) / scale, either of which may be left out."""
    ones = [fmpq(1)] * int(scaler.n_features_in_)
    divisors = ones if scale is None else _rationals("scale_", scale)
    middles = [0 * one for one in ones] if centre is None else _rationals("centre", centre)
    if not all(divisors) or not len(middles) == len(divisors) == len(ones):
        raise MalformedInputError("a scale is zero, or centre and scale do not have one number an input")
    return [1 / one for one in divisors], [-shift / one for shift, one in zip(middles, divisors, strict=True)]


def _rationals(name: str, array: Any) -> list[fmpq]:
    return [rational(entry) for entry in as_numbers(name, array).ravel().tolist()]


_MAPS: Mapping[str, Callable[[Any], Form]] = {
    "MaxAbsScaler": lambda scaler: _quotients(scaler, None, scaler.scale_),
    "MinMaxScaler": _least_and_most,
    "RobustScaler": _robust,
    "StandardScaler": _standard,
}
