"""Files of networks: their content tells the format, and what cannot be read is refused with advice."""

import pickle

import numpy as np
import pytest
from archives import Trap, zipped

from boundkit.errors import FileAccessError, MalformedInputError, UnsupportedError
from boundkit.networks import ReLUNetwork, load, save
from boundkit.networks.formats import files

HAT = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, -0.5], [0]])
NETWORK = ReLUNetwork.of([np.full((3, 2), 0.3), np.full((2, 3), -0.7)], [np.full(3, 0.1), np.zeros(2)])


@pytest.mark.parametrize("name", ["net.pt", "net.pth", "net.pkl", "net.bin", "net"])
@pytest.mark.parametrize("protocol", [2, 4])
def test_pickles_are_refused_with_advice(name, protocol, tmp_path):
    trap, path = tmp_path / "executed", tmp_path / name
    path.write_bytes(pickle.dumps({"0.weight": Trap(trap)}, protocol))
    with pytest.raises(UnsupportedError, match="never read; save the weights with safetensors"):
        load(path)
    zipped(path, [("archive/data.pkl", pickle.dumps(Trap(trap), protocol)), ("archive/data/0", bytes(8))])
    with pytest.raises(UnsupportedError, match="from_state_dict"):
        load(path)
    path.rename(tmp_path / "net.npz")
    with pytest.raises(MalformedInputError, match="is no array"):
        load(tmp_path / "net.npz")
    assert not trap.exists()
    pickle.loads(pickle.dumps(Trap(trap), protocol))
    assert trap.exists()


def test_files_that_cannot_be_read_or_written(tmp_path):
    for path in (tmp_path / "none.npz", tmp_path / "a\0b.npz", str(tmp_path / "none.onnx")):
        with pytest.raises(FileAccessError, match="there is no such file"):
            load(path)
    with pytest.raises(FileAccessError, match="no regular file"):
        load(tmp_path)
    with pytest.raises(FileAccessError, match=r"cannot write .*choose another place"):
        save(HAT, tmp_path / "no folder" / "net.npz")
    with pytest.raises(MalformedInputError, match=r"no format for the suffix '\.txt'; allowed: \.npz, \.onnx"):
        save(HAT, tmp_path / "net.txt")
    (tmp_path / "net.txt").write_text("0.5 0.5")
    with pytest.raises(MalformedInputError, match=r"neither the suffix '\.txt' nor the content tells a format"):
        load(tmp_path / "net.txt")


def test_large_files_are_refused(tmp_path, monkeypatch):
    save(HAT, tmp_path / "net.npz")
    monkeypatch.setattr(files, "LARGEST_FILE", 100)
    with pytest.raises(MalformedInputError, match="bytes; boundkit reads at most 100"):
        load(tmp_path / "net.npz")


@pytest.mark.parametrize("suffix", ["npz", "onnx", "safetensors"])
def test_the_content_tells_the_format_too(suffix, tmp_path):
    save(NETWORK, tmp_path / f"net.{suffix}")
    (tmp_path / f"net.{suffix}").rename(tmp_path / "net.dat")
    assert load(tmp_path / "net.dat") == NETWORK
