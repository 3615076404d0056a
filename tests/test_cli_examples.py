"""The examples of the help texts run as they are written."""

import re
import shlex

import pytest

from boundkit.cli import main
from boundkit.cli.app import app

# the others read files, or take longer than a test may
QUICK = {"list", "show", "eval", "solve", "minimise", "compare", "new"}


def examples():
    for command in app.registered_commands:
        text = " ".join((command.callback.__doc__ or "").split())
        for example in re.findall(r"boundkit (\w+ [^;&]+)", text.partition("Example")[2]):
            words = shlex.split(example)
            if words[0] in QUICK:
                yield words


EXAMPLES = list(examples())


def test_every_quick_command_has_an_example():
    assert {words[0] for words in EXAMPLES} == QUICK


@pytest.mark.heavy
@pytest.mark.parametrize("words", EXAMPLES, ids=" ".join)
def test_an_example_runs(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 0
    assert capsys.readouterr().out.strip()
