"""Networks and domains on which tests of the commands run."""

import json

import numpy as np

from boundkit.constructions.digits import digits, product
from boundkit.constructions.gaussian import gaussian_network
from boundkit.networks import Affine, ReLUNetwork, nearest_prototype, save, stack
from boundkit.regions import lattice, skeleton

HINGES = ReLUNetwork.of([[[1, 0], [0, 1]], [[1, 1]]], [[0, "-1/2"], [0]])
VORONOI = stack((nearest_prototype([[-1, 0], [1, 0], [9, 9]]), [HINGES, HINGES.negated(), HINGES]))


def save_all(made):
    """Saves them in a folder."""
    for engine in (skeleton, lattice):
        engine.load_kernels()  # a fresh machine would tell of its compiling on standard error
    networks = {
        "net": gaussian_network("2-16-16-1"),
        "hinges": HINGES,
        "voronoi": VORONOI,
        "diamond": ReLUNetwork.of([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]], [[0] * 4, [-1]]),
        "digits": digits(3, 2),
        "product": product(2, 3),
        "same": stack((nearest_prototype([[-1], [0], [1]]), [Affine([[1]], [c]) for c in (0, 1, 0)])),
        "five": gaussian_network("5-2-1"),
        "twelve": gaussian_network("12-20-1"),
        "fourteen": stack((nearest_prototype(np.eye(14, dtype=int).tolist()), [Affine([[1] * 14], [0])] * 14)),
        "wide": gaussian_network("6-40-40-1"),
        "many": digits(4, 6),
        "long": digits(8, 6),
        "deep": gaussian_network("2-64-64-64-1"),
    }
    for name, network in networks.items():
        save(network, made / f"{name}.npz")
    (made / "triangle.json").write_text('{"normals": [[-1, 0], [0, -1], [1, 1]], "offsets": [1, 1, "1/2"]}')
    rows = (-np.eye(12, dtype=int)).tolist()
    (made / "simplex.json").write_text(json.dumps({"normals": [*rows, [1] * 12], "offsets": [0] * 12 + [1]}))
    sides = np.eye(16, dtype=int).tolist() + (-np.eye(16, dtype=int)).tolist()
    (made / "cube.json").write_text(json.dumps({"normals": sides, "offsets": [1] * 32}))
    (made / "trivial.json").write_text('{"normals": [[0, 0], [-1, 0], [0, -1], [1, 1]], "offsets": [0, 1, 1, "1/2"]}')
    (made / "nowhere.json").write_text('{"normals": [[-1, 0], [0, -1], [1, 1], [0, 0]], "offsets": [1, 1, 1, -1]}')
    (made / "everywhere.json").write_text('{"everywhere": true}')
    (made / "wrong.json").write_text('{"centre": [0, 0], "radius": 1}')
    (made / "damaged.npz").write_bytes((made / "net.npz").read_bytes()[:99])
