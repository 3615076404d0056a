"""Archives of arrays: every version is read; bombs, lies and damage are refused."""

import io
import random
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from archives import Trap, zipped

from boundkit.errors import MalformedInputError
from boundkit.networks import load
from boundkit.networks.formats import npz


def npy(shape, data=b"", descr="<f8", order=False, version=1):
    header = repr({"descr": descr, "fortran_order": order, "shape": shape}).encode()
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


def peak(path):
    """The greatest memory in use while a refused file is read."""
    tracemalloc.start()
    try:
        with pytest.raises(MalformedInputError) as caught:
            load(path)
        return tracemalloc.get_traced_memory()[1], str(caught.value)
    finally:
        tracemalloc.stop()


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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no array in numpy's format"),
        (npy((1,), bytes(8), version=9), "format 1, 2 or 3"),
        (npy((1,), bytes(8))[:30], "truncated"),
        (npy((1,), bytes(7)), "does not fit its 7 bytes"),
        (npy((1,), bytes(16)), "does not fit its 16 bytes"),
        (npy((1, 1, 1), bytes(8)), "at most 2 dimensions"),
        (npy((-1,), bytes(8)), "no plain numbers"),
        (npy((1,), bytes(8), descr="<c8"), "no plain numbers"),
        (npy((1,), bytes(8), descr="<M8"), "no plain numbers"),
        (npy((8,), bytes(8), descr="<f1"), "no plain numbers"),
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
