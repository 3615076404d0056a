"""What is written is there whole or not at all, and an older file stays until then."""

import json
import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from boundkit.commands.effort import Effort
from boundkit.commands.files import write_text
from boundkit.commands.regions import find_regions
from boundkit.errors import FileAccessError
from boundkit.export.progress import Progress
from boundkit.export.regions import line_of
from boundkit.networks import ReLUNetwork
from boundkit.networks.formats.files import write_bytes
from boundkit.whole_file import put, require_folder, require_place

resource = pytest.importorskip("resource")


@contextmanager
def room(most):
    """Files hold no more bytes, as on a disk that is nearly full."""
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@pytest.mark.parametrize(
    "write", [lambda path, size: write_text(path, "n" * size), lambda path, size: write_bytes(path, b"n" * size)]
)
@pytest.mark.parametrize("old", [None, b"old\n"])
def test_without_room_the_old_file_stays_and_no_part_of_the_new_one_is_there(tmp_path, write, old):
    path = tmp_path / "table.csv"
    if old is not None:
        path.write_bytes(old)
    with room(4096), pytest.raises(FileAccessError):
        write(path, 9000)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == ([("table.csv", old)] if old else [])
    write(path, 9000)
    assert path.read_bytes() == b"n" * 9000


def test_links_and_modes_are_kept_and_pipes_are_written_in_place(tmp_path):
    path, link, pipe = tmp_path / "a", tmp_path / "link", tmp_path / "pipe"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    put(link, b"new")
    assert link.is_symlink()
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(pipe, b"through")
    assert os.read(reader, 99) == b"through"
    os.close(reader)
    assert pipe.is_fifo()
    with pytest.raises(OSError, match="directory"):
        put(tmp_path, b"x")


def test_a_place_that_cannot_be_written_is_told_before_there_is_anything_to_write(tmp_path, monkeypatch):
    old = tmp_path / "old.txt"
    old.write_text("old")
    for path in (old, tmp_path / "new.txt", "/dev/null"):
        require_place(type(old)(path))
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "none" / "new.txt", "there is no folder")):
        with pytest.raises(FileAccessError, match=said):
            require_place(path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    for path in (old, tmp_path / "new.txt"):
        with pytest.raises(FileAccessError, match="Permission denied"):
            require_place(path)


def test_a_folder_that_cannot_be_is_told_and_nothing_is_made(tmp_path, monkeypatch):
    require_folder(tmp_path / "site" / "results")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(FileAccessError, match="file is no folder"):
        require_folder(tmp_path / "file" / "results")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere" / "else")
    require_folder(tmp_path / "link")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(FileAccessError, match="Permission denied; choose another folder with -o"):
        require_folder(tmp_path / "site")


def test_a_folder_that_was_removed_is_told(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FileAccessError, match="the folder where this was started is gone"):
        require_place(Path("claims.svg"))
    with pytest.raises(FileAccessError, match="the folder where this was started is gone"):
        require_folder(Path("site"))
    with pytest.raises(FileAccessError, match="No such file or directory"):
        write_text(Path("claims.dot"), "graph")


def test_a_list_of_regions_on_a_full_disk_holds_whole_lines(tmp_path):
    path = tmp_path / "regions.jsonl"
    program = ReLUNetwork.of([[[1]] * 9, [[1] * 9]], [[f"{n}/11" for n in range(9)], [0]])
    with room(1000), pytest.raises(FileAccessError, match=r"cannot write .*: File too large"):
        find_regions(program, (-1, 1), Effort(), Progress(), output=path, line=line_of(program))
    lines = path.read_text().splitlines(keepends=True)
    assert lines
    assert all(json.loads(line) and line.endswith("\n") for line in lines)
