"""What tests of the command line ask of its answers."""

import errno
import json
import os
import re
import sys

COMMAND = [sys.executable, "-m", "boundkit.cli"]


def warnings(err):
    """What standard error holds apart from progress, which a slow machine sees."""
    return [line for line in err.splitlines() if not re.search(r", [0-9]+ s$", line)]


def full_disk(*_):
    """Stands for a writer whose disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def document(result):
    """The one JSON document on standard output of a command that succeeded; nothing else is there or on the other."""
    code, out, err = result
    assert (code, warnings(err)) == (0, [])
    return json.loads(out)


def answer(run, *words):
    """The exit code of a command and its JSON document."""
    code, out, _ = run(*words, "--json")
    return code, json.loads(out)


def refused_in_one_line(run, words, said):
    """Bad input ends with exit code 2 and one line of text, or one document with the same message."""
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    code, out, err = run(*words, "--json")
    assert (code, err) == (2, "")
    assert said in json.loads(out)["error"]["message"]
