"""What the compiled region kernels share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic


@njit(cache=True)
def grown(array, size, live):
    """A copy of the first ``live`` rows with room for ``size``."""
    bigger = np.empty((size, *array.shape[1:]), array.dtype)
    bigger[:live] = array[:live]
    return bigger


@intrinsic
def trailing_zeros(typing_context: Any, word: Any) -> Any:
    """How many of the lowest bits of a word, which is not 0, are 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], context.get_constant(types.boolean, True))

    return types.int64(types.uint64), generate
