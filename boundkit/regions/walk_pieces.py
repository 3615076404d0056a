"""Maps, connected pieces and routes among the cells of a walk, exactly, without computing every map in rationals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from boundkit.networks.affine import Affine
from boundkit.regions.cells import Region
from boundkit.regions.dual import components
from boundkit.regions.found import Pieces
from boundkit.regions.walk import Walk


def walked_pieces(walk: Callable[..., Walk], check: Callable[..., Any]) -> Pieces:
    """The affine pieces, connected pieces and routing cells of a program on a bounded domain.

    Maps whose entries differ modulo a prime differ; the others are compared in rational numbers, and only their cells
    are joined. ``walk`` makes one through the program, given a check. ``check`` is called now and then as by ``Walk``
    and may raise to stop.
    """

    def goes_on(found: int, size: int) -> bool:
        check(found, size)
        return True

    keys = walk(goes_on, keyed=True).keys()
    routes = len(np.unique(keys[:, 1:], axis=0))
    _, labels, counts = np.unique(keys[:, 0], return_inverse=True, return_counts=True)
    repeated = counts[labels] > 1
    alone = int((~repeated).sum())
    if alone == len(keys):
        return alone, alone, routes
    maps: dict[Affine, int] = {}
    listed: list[Region] = []
    for number, region in enumerate(walk(goes_on, listed=True).regions()):
        if repeated[number]:
            goes_on(number, 4000 * len(listed))
            maps.setdefault(region.affine, len(maps))
            listed.append(region)
    return alone + len(maps), alone + components(listed, lambda region: maps[region.affine]), routes
