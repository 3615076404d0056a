"""What commands on networks read: the domain is told once, and reading it takes from the budget."""

import numpy as np
import pytest
from flint import fmpq

from boundkit.commands.inputs import read_network, read_where
from boundkit.errors import FileAccessError, MissingValueError


class Silent:
    def begin(self, text):
        self.text = text
        return self


@pytest.mark.parametrize(("box", "name"), [(None, None), (("-1", "1"), "domain.json")])
def test_the_domain_is_given_once(tmp_path, box, name):
    with pytest.raises(MissingValueError, match=r"--box LO HI, .* or with --domain FILE, not both"):
        read_where(box, name and tmp_path / name, Silent(), None)


def test_a_box_takes_nothing_from_the_budget():
    assert read_where(("-1", "1/3"), None, Silent(), 7.0).budget == 7.0


def test_a_file_takes_its_time_from_the_budget(tmp_path):
    path = tmp_path / "domain.json"
    path.write_text('{"lower": [0, 0], "upper": [1, "1/2"]}')
    where = read_where(None, path, Silent(), 7.0)
    assert 0 < where.budget <= 7
    assert where.domain is not None


def test_what_is_read_is_said_before(tmp_path):
    listener = Silent()
    with pytest.raises(FileAccessError):
        read_network(tmp_path / "none.npz", listener)
    assert listener.text == f"reading {tmp_path / 'none.npz'}"


def point(path, *entries):
    np.save(path, np.array(entries))
    return path


def test_points_without_a_domain_leave_what_lies_between(tmp_path):
    files = [point(tmp_path / f"{n}.npy", *entries) for n, entries in enumerate([(0, 0, 1), (1, 0, 1), (0, 2, 1)])]
    where = read_where(None, None, Silent(), None, files)
    assert where.domain == ([0, 0], [1, 1])
    assert where.flat.at(["1/2", "1/2"]) == [fmpq(1, 2), 1, 1]
    with pytest.raises(MissingValueError, match="a line needs two points"):
        read_where(None, None, Silent(), None, files[:1])


def test_a_file_that_fixes_inputs(tmp_path):
    path = tmp_path / "property.vnnlib"
    bounds = {0: (0, 1), 1: ("0.5", "0.5"), 2: (-1, 1)}
    path.write_text(
        "".join(f"(declare-const X_{n} Real)" for n in bounds)
        + "".join(f"(assert (>= X_{n} {low}))(assert (<= X_{n} {high}))" for n, (low, high) in bounds.items())
        + "(declare-const Y_0 Real)(assert (<= Y_0 3))"
    )
    listener = Silent()
    listener.note = lambda text: notes.append(text)
    notes = []
    where = read_where(None, path, listener, None)
    assert (where.flat.dimension, where.domain.volume) == (2, 2)
    assert [note.partition(".vnnlib")[2] for note in notes] == [
        ": 1 constraints on outputs are left aside",
        " fixes 1 of 3 inputs; counted over the others",
    ]
