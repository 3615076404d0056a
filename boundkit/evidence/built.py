"""What the evidence of one result builds and measures, kept while it runs, since claims share their objects.

A builder makes the same object at the same point of its grid, and an object stays as it is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

_MOST_OBJECTS, _MOST_MEASURES = 64, 256


class _Kept:
    """The latest values of calls by keys, as many as ``most``, while ``open``."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Any, Any] = OrderedDict()
        self.whose: str | None = None
        self.open = False

    def value(self, key: Any, call: Callable[[], Any]) -> Any:
        """What the call gave for an equal key; its own value where nothing is kept or the key has no hash."""
        try:
            known = self.open and key in self._values
        except TypeError:
            return call()
        if known:
            self._values.move_to_end(key)
            return self._values[key]
        made = call()
        if self.open:
            self._values[key] = made
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        return made

    def begin(self, result: str) -> None:
        if result != self.whose:
            self._values.clear()
        self.whose, self.open = result, True


_objects, _measures = _Kept(_MOST_OBJECTS), _Kept(_MOST_MEASURES)


@contextmanager
def kept_for(result: str | None) -> Iterator[None]:
    """Inside the block, what is built and measured serves all blocks for that result up to the first for another.

    For None nothing is kept, and nothing that was kept serves, as where every float on the way has to be met.
    """
    before = _objects.open
    for each in (_objects, _measures):
        if result is None:
            each.open = False
        else:
            each.begin(result)
    try:
        yield
    finally:
        _objects.open = _measures.open = before


def built(build: Callable[..., Any], point: Mapping[str, Any]) -> Any:
    """What a builder makes at a point of its grid."""
    key = build, tuple((name, _told_apart(value)) for name, value in point.items())
    return _objects.value(key, lambda: build(**point))


def measured(measure: Callable[..., Any], thing: Any, *places: Any) -> Any:
    """The measure of an object, at exact places; the object is kept with it."""
    key = measure, id(thing), places
    return _measures.value(key, lambda: (measure(thing, *places), thing))[0]


def _told_apart(value: Any) -> Any:
    """A value with its kind, since 1, True and 1.0 are equal and need not build the same."""
    return tuple(map(_told_apart, value)) if type(value) is tuple else (type(value), value)
