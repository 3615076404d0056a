"""What tests of the command line ask of its answers."""

import json


def document(result):
    """The JSON document of a command that succeeded."""
    code, out, _ = result
    assert code == 0
    return json.loads(out)


def answer(run, *words):
    """The exit code of a command and its JSON document."""
    code, out, _ = run(*words, "--json")
    return code, json.loads(out)
