"""``boundkit table tokens``: how many parameters T tokens use at worst, and from which T on it is all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boundkit.errors import DomainError, MalformedInputError, UnknownNameError
from boundkit.models import Model, models
from boundkit.models import model as named
from boundkit.values import read_assignments

_TOKENS = (1, 4, 16)  # where none are named
_MOST_COLUMNS = 16


@dataclass(frozen=True)
class TokensFound:
    """Models, numbers of tokens, and whether routers are counted."""

    models: tuple[Model, ...]
    tokens: tuple[int, ...]
    router: bool

    def used(self, model: Model, tokens: int) -> int | None:
        """The most parameters of a model that so many tokens use; None where it is not known."""
        return model.used_by(tokens, router=self.router)

    @classmethod
    def of(cls, words: Iterable[str], names: str | None, *, router: bool = True) -> TokensFound:
        """Read models, between commas, or all presets for none; ``words`` are T=VALUE, with a list or a range.

        Raises UnknownNameError for another symbol or model, MalformedInputError for what is no number of tokens,
        DomainError below 1, and the errors of ``models.read_config``.
        """
        given = read_assignments(words)
        for name in given:
            if name != "T":
                raise UnknownNameError.among("symbol", name, ["T"])
        for value in given.get("T", ()):
            if value.q != 1:
                raise MalformedInputError(f"T = {value} is no number of tokens; give a whole number")
            if value < 1:
                raise DomainError(f"T = {value} is not allowed: T is integer >= 1")
        tokens = tuple(dict.fromkeys(int(value.p) for value in given.get("T", ()))) or _TOKENS
        if len(tokens) > _MOST_COLUMNS:
            raise MalformedInputError(f"T has {len(tokens)} values, a column each; give at most {_MOST_COLUMNS}")
        chosen = models().values() if names is None else [named(name.strip()) for name in names.split(",")]
        return cls(tuple(chosen), tokens, router)
