"""Bounds on regions at the shape of a network."""

from entries import whole

SHAPES = [(D, n) for D in (1, 2, 3, 5) for n in ((1,), (4,), (3, 3), (1, 3), (5, 2, 4), (2, 2, 2, 2))]


def of_shape(id, D, n, claim="upper"):
    """The value of a lemma's claim for D inputs and the hidden widths n."""
    known = {"J": len(n), "n": n} | ({} if id == "line" else {"D": D})
    return whole(id, claim, **known)
