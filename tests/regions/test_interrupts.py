"""Ctrl-C while compiled code runs."""

import signal
import subprocess
import sys

import pytest

from boundkit.regions.interrupts import uninterrupted


def test_ctrl_c_waits_for_compiled_code():
    """numba would crash when it hands over its results."""
    done = []

    def kernel(number):
        signal.raise_signal(signal.SIGINT)
        done.append(number)
        return number

    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        uninterrupted(kernel, 7)
    assert done == [7]
    assert signal.getsignal(signal.SIGINT) is handler
    assert uninterrupted(max, 1, 2) == 2


@pytest.mark.heavy
def test_ctrl_c_while_compiled_code_runs_is_no_crash():
    code = (
        "import os, signal, threading; from boundkit.regions import count, skeleton;"
        "from boundkit.constructions.gaussian import gaussian_network as made; skeleton.load_kernels();"
        "threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start();"
        "count(made('5-30-30-1'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("CutShortError")
