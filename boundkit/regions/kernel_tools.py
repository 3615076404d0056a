"""What the compiled region kernels share."""

from __future__ import annotations

from math import frexp
from typing import Any

import numpy as np

from boundkit.regions.kernel_cache import kernel


@kernel()
def grown(array: Any, size: int, live: int) -> Any:
    """A copy of the first ``live`` rows with room for ``size``."""
    bigger = np.empty((size, *array.shape[1:]), array.dtype)
    bigger[:live] = array[:live]
    return bigger


@kernel(inline="always")
def lowest_bit(word: Any) -> Any:
    """The number of the lowest bit that is set in a word, which is not 0."""
    return frexp(np.float64(word & (~word + np.uint64(1))))[1] - 1
