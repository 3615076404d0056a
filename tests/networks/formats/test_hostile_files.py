"""Files that lie: nothing is executed, nothing large is unpacked, and only errors of boundkit come out."""

import random

import numpy as np
import pytest

from boundkit.errors import BoundkitError
from boundkit.networks import LinearGate, ReLUNetwork, load, prelu_network, residual, save, stack

NETWORK = ReLUNetwork.of([np.full((3, 2), 0.3), np.full((2, 3), -0.7)], [np.full(3, 0.1), np.zeros(2)])
SEEDS = {
    "npz": stack((LinearGate([[1, 0], [0, "1/3"]], [0, 0]), [NETWORK, NETWORK])),
    "onnx": residual(NETWORK),
    "safetensors": prelu_network([[[1], [2]], [[1, 1]]], [[0, 0], [1]], [[0.25, 0]]),
}


@pytest.mark.parametrize("suffix", SEEDS)
def test_mutated_files(suffix, tmp_path):
    path = tmp_path / f"net.{suffix}"
    save(SEEDS[suffix], path)
    whole = path.read_bytes()
    handled = 0
    for seed in range(400):
        path.write_bytes(mutated(whole, random.Random(seed)))
        try:
            program = load(path)
        except BoundkitError as error:
            handled += len(str(error)) < 1000
        else:
            handled += program.inputs > 0
    assert handled == 400
    for length in range(0, len(whole), max(1, len(whole) // 100)):
        path.write_bytes(whole[:length])
        with pytest.raises(BoundkitError):
            load(path)


def mutated(content, draw):
    for _ in range(draw.choice([1, 1, 2, 8])):
        place = draw.randrange(len(content))
        before, after = content[:place], content[place:]
        content = draw.choice(
            [
                before + bytes([draw.choice([0, 0x7F, 0x80, 0xFF, draw.randrange(256)])]) + after[1:],
                before + after[draw.randrange(1, 9) :] + b"\0",
                before + draw.randbytes(4) + after,
                before + content[-place:][:40] + after,
            ]
        )
    return content
