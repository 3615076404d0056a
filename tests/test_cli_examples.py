"""Every example of every help text runs as it is written."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from boundkit.cli import main
from boundkit.cli.app import app
from boundkit.networks import LinearGate, ReLUNetwork, save, stack

HAT = ReLUNetwork.of([[[1, 0], [1, 1]], [[1, -2]]], [[0, "-1/2"], [0]])
FILES = {  # that the examples name
    "net.npz": HAT,
    "net.onnx": HAT,
    "mixture.safetensors": stack((LinearGate([[1, 0], [0, 1]], [0, 0]), [HAT, HAT])),
}
POINTS = {"a.npy": [0.0, 0.0], "b.npy": [1.0, 0.5], "c.npy": [0.0, 1.0], "X.npy": [[0.0, 0.5], [0.25, 1.0], [1.0, 0.0]]}
WRITTEN = (".pdf", ".svg", ".dot", ".tex", ".graphml")


def examples():
    """The examples of each command; one of several commands joined by && is run in their order."""
    for command in app.registered_commands:
        text = " ".join((command.callback.__doc__ or "").split())
        _, _, said = text.partition("Example")
        for example in said.partition(":")[2].split(";"):
            yield command.name, [shlex.split(step)[1:] for step in example.split("&&")]


EXAMPLES = list(examples())


def test_every_command_has_an_example_and_nothing_else_stands_there():
    assert {name for name, _ in EXAMPLES} == {command.name for command in app.registered_commands}
    assert all(steps[0][:1] == [name] for name, steps in EXAMPLES)
    said = [" ".join((command.callback.__doc__ or "").split()) for command in app.registered_commands]
    assert sum(text.count("boundkit ") for text in said) == sum(len(steps) for _, steps in EXAMPLES)


@pytest.mark.heavy
@pytest.mark.parametrize("steps", [steps for _, steps in EXAMPLES], ids=lambda steps: " ".join(steps[0]))
def test_an_example_runs(steps, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in FILES.keys() & {word for words in steps for word in words}:
        save(FILES[name], tmp_path / name)
    for name, entries in POINTS.items():
        np.save(tmp_path / name, entries)
    for file, name in (("property.vnnlib", "property"), ("runs.csv", "runs")):
        if file in {word for words in steps for word in words}:
            assert main(["example", name]) == 0
    if steps[0][:2] in (["table", "results"], ["table", "summary"]) or steps[0][0] == "graph":  # the last check
        assert main(["check", "classical.convex_routing_cells", "--jobs", "1"]) == 0
    if steps[0][0] == "certificate":
        assert main(["check", "classical.convex_routing_cells", "-o", "results", "--jobs", "1"]) == 0
    if steps[0][0] == "proof":
        assert main(["show", "wang2025.piece_count", "--proof", "--json"]) == 0
        Path("proof.json").write_text(capsys.readouterr().out)
    for words in steps:
        capsys.readouterr()
        assert main(words) == 0
        written = [Path(word) for word in words if word.endswith(WRITTEN)]
        assert written or capsys.readouterr().out.strip()
        assert all(re.search(rb"\S", path.read_bytes()) for path in written)
