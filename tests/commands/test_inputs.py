"""What commands on networks read: the domain is told once, and reading it takes from the budget."""

import json

import numpy as np
import pytest
from flint import fmpq

from boundkit.commands.inputs import Part, read_network, read_where
from boundkit.errors import FileAccessError, MissingValueError
from boundkit.regions import count


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


def checkpoint(folder):
    """A layer of six Mixtral experts on 40 hidden coordinates, its router alone stored."""
    gate = np.random.default_rng(0).normal(size=(6, 40)).astype(np.float32)
    offsets = {"dtype": "F32", "shape": [6, 40], "data_offsets": [0, gate.nbytes]}
    header = json.dumps({"model.layers.3.block_sparse_moe.gate.weight": offsets}).encode()
    path = folder / "model.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + gate.tobytes())
    return path


def test_the_router_of_a_checkpoint_on_a_plane(tmp_path):
    path = checkpoint(tmp_path)
    part = Part(layer="3", top=2, router_only=True)
    files = [point(tmp_path / f"{n}.npy", *np.random.default_rng(n).normal(size=40)) for n in range(3)]
    where = read_where(("-9", "9"), None, Silent(), None, files)
    program = where.restricted(read_network(path, Silent(), part))
    found = count(program, where.domain)
    assert program.inputs == 2
    assert found.routing_cells == found.affine_pieces > 3
    for t in ([fmpq(1, 3), fmpq(-1, 5)], [fmpq(7, 2), fmpq(1)]):
        assert program.route(t) == read_network(path, Silent(), part).route(where.flat.at(t))


def test_how_many_experts_serve_is_said_beside_a_checkpoint(tmp_path):
    path = checkpoint(tmp_path)
    with pytest.raises(MissingValueError, match=r"no config\.json beside .*; say with --top"):
        read_network(path, Silent(), Part(layer="3", router_only=True))
    config = {
        "model_type": "mixtral", "num_local_experts": 6, "num_experts_per_tok": 3, "intermediate_size": 8,
        "hidden_size": 40, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 4,
    }  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert read_network(path, Silent(), Part(layer="3", router_only=True)).layers[0].gate.top == 3
    with pytest.raises(MissingValueError, match="give --layer"):
        read_network(path, Silent(), Part(top=2))
