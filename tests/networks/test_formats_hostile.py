"""Files that lie: nothing is executed, nothing large is unpacked, and only errors of boundkit come out."""

import io
import pickle
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from boundkit.errors import BoundkitError, FileAccessError, MalformedInputError, UnsupportedError
from boundkit.networks import Affine, LinearGate, ReLUNetwork, load, prelu_network, residual, save, stack
from boundkit.networks.formats import files, npz

HAT = ReLUNetwork.of([[[1], [1]], [[1, -2]]], [[0, -0.5], [0]])
NETWORK = ReLUNetwork.of([np.full((3, 2), 0.3), np.full((2, 3), -0.7)], [np.full(3, 0.1), np.zeros(2)])


def npy(shape, data=b"", descr="<f8", order=False, version=1):
    header = repr({"descr": descr, "fortran_order": order, "shape": shape}).encode()
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


def zipped(path, parts, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def peak(path):
    """The greatest memory in use while a refused file is read."""
    tracemalloc.start()
    try:
        with pytest.raises(MalformedInputError) as caught:
            load(path)
        return tracemalloc.get_traced_memory()[1], str(caught.value)
    finally:
        tracemalloc.stop()


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    zeros = npy((2**24,), bytes(2**27))
    memory, message = peak(zipped(tmp_path / "bomb.npz", [("W0.npy", zeros)]))
    assert "more than 100 times as many" in message
    assert memory < 2**23


def test_many_small_bombs_are_added_up(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "LARGEST_FILE", 2**20)
    zeros = npy((2**14,), bytes(2**17))
    path = zipped(tmp_path / "bombs.npz", [(f"W{number}.npy", zeros) for number in range(9)])
    with pytest.raises(MalformedInputError, match="unpacks to 11"):
        load(path)


def test_parts_that_overlap_are_refused(tmp_path):
    path = zipped(tmp_path / "net.npz", [("W0.npy", npy((512,), random.Random(0).randbytes(4096)))])
    content = path.read_bytes()
    directory, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    entry = content[directory:end]
    copies = b"".join(entry.replace(b"W0.npy", f"W{number}.npy".encode()) for number in range(9))
    closing = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, len(copies), directory, 0)
    path.write_bytes(content[:directory] + copies + closing)
    with pytest.raises(MalformedInputError, match="overlap"):
        load(path)


def test_declared_sizes_that_lie(tmp_path):
    path = zipped(tmp_path / "net.npz", [("W0.npy", npy((2**23,), bytes(2**26)))])
    content = bytearray(path.read_bytes())
    true = struct.pack("<I", len(npy((2**23,), bytes(2**26))))
    assert content.count(true) == 2
    memory, message = peak_of(path, bytes(content).replace(true, struct.pack("<I", 200)))
    assert "damaged" in message
    assert memory < 2**23
    memory, message = peak_of(path, zip_of_header(npy((2**40, 2**20))))
    assert "does not fit its 0 bytes" in message
    assert memory < 2**20


def peak_of(path, content):
    path.write_bytes(content)
    return peak(path)


def zip_of_header(header):
    file = io.BytesIO()
    zipped(file, [("W0.npy", header)])
    return file.getvalue()


def test_objects_are_refused_and_not_unpickled(tmp_path):
    trap = tmp_path / "executed"
    np.savez(tmp_path / "net.npz", W0=np.array([[Trap(trap)]], dtype=object), b0=np.zeros(1))
    with pytest.raises(MalformedInputError, match="Python objects or records, which are never read"):
        load(tmp_path / "net.npz")
    np.savez(tmp_path / "net.npz", W0=np.zeros(1, [("a", "O")]), b0=np.zeros(1))
    with pytest.raises(MalformedInputError, match="Python objects"):
        load(tmp_path / "net.npz")
    assert not trap.exists()


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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no array in numpy's format"),
        (npy((1,), bytes(8), version=9), "format 1, 2 or 3"),
        (npy((1,), bytes(8))[:30], "truncated"),
        (npy((1,), bytes(7)), "does not fit its 7 bytes"),
        (npy((1,), bytes(16)), "does not fit its 16 bytes"),
        (npy((1, 1, 1), bytes(8)), "at most two dimensions"),
        (npy((-1,), bytes(8)), "no plain numbers"),
        (npy((1,), bytes(8), descr="<c8"), "no plain numbers"),
        (npy((1,), bytes(8), descr="<M8"), "no plain numbers"),
        (npy((1,), bytes(8), descr="|V8"), "no plain numbers"),
        (npy((1,), bytes(8), descr="O"), "Python objects"),
        (npy("(" * 3000, bytes(8)), "no plain numbers"),
        (npy((1,) * 2000, bytes(8)), "header longer than 4096"),
        (npy((10**4000,), bytes(8)), "no plain numbers"),
        (b"\x93NUMPY\x01\x00\x12\x00__import__('os')  ", "no plain numbers"),
    ],
)
def test_damaged_arrays(content, words, tmp_path):
    with pytest.raises(MalformedInputError, match=words):
        load(zipped(tmp_path / "net.npz", [("W0.npy", content), ("b0.npy", npy((1,), bytes(8)))]))


@pytest.mark.parametrize("version", [1, 2, 3])
def test_every_version_of_array_is_read(version, tmp_path):
    parts = [("W0.npy", npy((1, 1), struct.pack("<d", 3), version=version)), ("b0.npy", npy((1,), bytes(8)))]
    assert load(zipped(tmp_path / "net.npz", parts))([2]) == [6]


def test_other_archives(tmp_path):
    array = npy((1,), bytes(8))
    path = tmp_path / "net.npz"
    for parts, method, words in (
        ([("W0.npy", array), ("readme.txt", b"")], zipfile.ZIP_STORED, "'readme.txt' that is no array"),
        ([("W0.npy", array)], zipfile.ZIP_LZMA, "packed by method 14"),
    ):
        with pytest.raises(MalformedInputError, match=words):
            load(zipped(path, parts, method))
    with pytest.warns(UserWarning, match="Duplicate name"):
        zipped(path, [("W0.npy", array), ("W0.npy", array)])
    with pytest.raises(MalformedInputError, match="two arrays named"):
        load(path)
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(MalformedInputError, match="damaged or truncated"):
        load(path)


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


def onnx_file(folder, edit, name="net.onnx"):
    """A model of one Gemm, with the weight edited."""
    tensors = [numpy_helper.from_array(np.eye(2), "W"), numpy_helper.from_array(np.ones(2), "b")]
    edit(tensors[0])
    ends = [helper.make_tensor_value_info(end, onnx.TensorProto.DOUBLE, [1, 2]) for end in "xy"]
    nodes = [helper.make_node("Gemm", ["x", "W", "b"], ["y"])]
    model = helper.make_model(helper.make_graph(nodes, "g", ends[:1], ends[1:], tensors))
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(model.SerializeToString())
    return folder / name


def elsewhere(location, **entries):
    def edit(tensor):
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        for key, value in {"location": location, **entries}.items():
            tensor.external_data.add(key=key, value=value)

    return edit


def test_external_data_inside_the_folder(tmp_path):
    folder = tmp_path / "model"
    path = onnx_file(folder, elsewhere("data/W.bin", offset="8", length="32"))
    (folder / "data").mkdir()
    (folder / "data" / "W.bin").write_bytes(bytes(8) + struct.pack("<4d", 1, 2, 3, 4) + bytes(8))
    assert load(path) == ReLUNetwork((Affine([[1, 3], [2, 4]], [1, 1]),))
    (folder / "link.bin").symlink_to(folder / "data" / "W.bin")
    assert load(onnx_file(folder, elsewhere("link.bin", offset="8"))) == load(path)


def test_external_data_outside_the_folder(tmp_path):
    folder, secret = tmp_path / "model", tmp_path / "secret.bin"
    secret.write_bytes(struct.pack("<4d", 1, 2, 3, 4))
    onnx_file(folder, lambda tensor: None)
    (folder / "link.bin").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    locations = [str(secret), "../secret.bin", "data/../../secret.bin", "..\\secret.bin", "C:\\secret.bin"]
    locations += ["link.bin", "up/secret.bin", "\\\\host\\secret.bin", "", "a\0b"]
    for location in locations:
        with pytest.raises(MalformedInputError, match="only files inside the model's own folder"):
            load(onnx_file(folder, elsewhere(location)))
    for location in ("none.bin", ".", "loop", "x" * 5000):
        with pytest.raises(
            (FileAccessError, MalformedInputError), match=r"no such file|no regular file|own folder|long"
        ):
            load(onnx_file(folder, elsewhere(location)))


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"offset": "1"}, "does not have 4 numbers"),
        ({"length": "8"}, "does not have 4 numbers"),
        ({"offset": "-8"}, "give integers"),
        ({"length": "1e9"}, "give integers"),
        ({"offset": "9" * 30}, "give integers"),
    ],
)
def test_external_data_of_another_size(entries, words, tmp_path):
    path = onnx_file(tmp_path, elsewhere("W.bin", **entries))
    (tmp_path / "W.bin").write_bytes(bytes(32))
    with pytest.raises(MalformedInputError, match=words):
        load(path)


def test_a_model_that_declares_more_than_it_has(tmp_path):
    def edit(tensor):
        tensor.dims[:] = [2**30, 2**30]

    memory, message = peak(onnx_file(tmp_path, edit))
    assert "does not have" in message
    assert memory < 2**23


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
