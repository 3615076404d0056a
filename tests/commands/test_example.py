"""Files to try commands on: every one is written, is what its name says, and the command beside it runs."""

import json

import pytest
from console import document, refused_in_one_line

from boundkit.commands.example import EXAMPLES
from boundkit.networks import load


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_example_can_be_tried(run, folder):
    made = [document(run("example", name, "--json")) for name in EXAMPLES]
    assert sorted(one["file"] for one in made) == sorted(standard for standard, _, _ in EXAMPLES.values())
    for one in made:
        code, out, _ = run(*one["try"].split()[1:], "--json")
        assert code == 0
        found = json.loads(out)
        numbers = [found.get(key) for key in ("activation_regions", "cells", "runs")]
        assert found.get("rows") or max(number for number in numbers if number) > 1


@pytest.mark.parametrize("suffix", ["npz", "onnx", "safetensors"])
def test_the_suffix_tells_the_format(run, folder, suffix):
    assert run("example", "network", "-o", f"mine.{suffix}")[0] == 0
    assert load(folder / f"mine.{suffix}").inputs == 2


def test_refusals(run, folder):
    assert run("example", "network")[0] == 0
    refused_in_one_line(run, ["example", "network"], "exists already; choose another name with -o")
    refused_in_one_line(run, ["example", "nets"], "no example 'nets'; allowed: network, mixture")
    refused_in_one_line(run, ["example", "domain", "-o", "no/where"], "cannot write no/where")
