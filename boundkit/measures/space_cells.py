"""Lloyd's cells in the unit cube: Voronoi cells of points that are their centroids, in floating point, d = 2 or 3."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boundkit.errors import DomainError
from boundkit.networks.affine import Floats

_FEWEST = 8


@dataclass(frozen=True, eq=False)
class SpaceCells:
    """Voronoi cells of points in the unit cube, one each; nothing here is rigorous."""

    points: Floats

    @classmethod
    def lloyd(cls, d: int, m: int, steps: int = 40, seed: int = 0) -> SpaceCells:
        """From m random points, each step moves every point to the centroid of its cell.

        Raises DomainError unless d is 2 or 3, and for fewer than 8 points.
        """
        if d not in (2, 3) or m < _FEWEST:
            raise DomainError(f"d = {d}, m = {m}: Lloyd's cells are for d = 2 or 3 and at least {_FEWEST} points")
        cells = cls(np.random.default_rng(seed).random((m, d)))
        for _ in range(steps):
            cells = cls(cells.centroids)
        return cells

    @property
    def m(self) -> int:
        return len(self.points)

    @property
    def d(self) -> int:
        return int(self.points.shape[1])

    @property
    def volumes(self) -> Floats:
        """They add up to 1."""
        return self._moments[0]

    @property
    def centroids(self) -> Floats:
        return self._moments[1]

    @property
    def seconds(self) -> Floats:
        """The integrals of (x - centroid)(x - centroid)^T over the cells, of shape (m, d, d)."""
        return self._moments[2]

    @property
    def normalised_moments(self) -> Floats:
        """Of each cell the trace of its second moments over d V^(1 + 2/d): 1/12 for cubes."""
        traces = np.trace(self.seconds, axis1=1, axis2=2)
        return np.asarray(traces / (self.d * self.volumes ** (1 + 2 / self.d)))

    @property
    def distortion(self) -> float:
        """The mean squared distance of a uniform point from its centroid, times m^(2/d)/d: 1/12 for equal cubes."""
        return float(np.trace(self.seconds, axis1=1, axis2=2).sum() * self.m ** (2 / self.d) / self.d)

    def leading(self, gradients: Floats) -> float:
        """The sum of g^T S g, with the gradient of beta at each centroid."""
        return float(np.einsum("mi,mij,mj", gradients, self.seconds, gradients))

    def published(self, gradients: Floats) -> float:
        """The sum of |g|^2 trace S."""
        return float(((gradients**2).sum(axis=1) * np.trace(self.seconds, axis1=1, axis2=2)).sum())

    @cached_property
    def _moments(self) -> tuple[Floats, Floats, Floats]:
        """Volumes, centroids, and second moments about these; points mirrored at the faces keep the cells inside.

        A cell is cut into simplices from its point.
        """
        from scipy.spatial import ConvexHull, Voronoi

        points, m, d = self.points, self.m, self.d
        mirrored = [points]
        for axis in range(d):
            for face in (0, 1):
                image = points.copy()
                image[:, axis] = 2 * face - image[:, axis]
                mirrored.append(image[np.abs(image[:, axis] - face) < 4 * m ** (-1 / d)])
        diagram = Voronoi(np.vstack(mirrored))
        corners, owners = [], []
        for own in range(m):
            vertices = diagram.vertices[diagram.regions[diagram.point_region[own]]]
            faces = vertices[ConvexHull(vertices).simplices] - points[own]
            corners.append(faces)
            owners.append(np.full(len(faces), own))
        simplices, owner = np.concatenate(corners), np.concatenate(owners)  # the last corner is the point itself, 0
        sizes = np.abs(np.linalg.det(simplices)) / (2 if d == 2 else 6)
        sums = simplices.sum(axis=1)
        squares = np.einsum("ski,skj->sij", simplices, simplices) + np.einsum("si,sj->sij", sums, sums)
        volumes = np.asarray(np.bincount(owner, sizes, m), dtype=np.float64)
        first, second = np.zeros((m, d)), np.zeros((m, d, d))
        np.add.at(first, owner, sizes[:, None] * sums / (d + 1))
        np.add.at(second, owner, sizes[:, None, None] * squares / ((d + 1) * (d + 2)))
        shift = first / volumes[:, None]
        return volumes, points + shift, second - volumes[:, None, None] * np.einsum("mi,mj->mij", shift, shift)
