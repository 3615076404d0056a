"""What does not end is interrupted, by its own bounds, and leaves everything as it was."""

import os
import signal
import sys
import threading
import time
from contextlib import suppress

import pytest
import sympy
from flint import ctx, fmpq, fmpq_mat

from boundkit.errors import BudgetExhaustedError
from boundkit.interruption import undisturbed, within

x, n = sympy.symbols("x n", positive=True)


def endless():
    count = 0
    while True:
        count += len("again")


def test_what_does_not_end_is_interrupted_in_any_thread():
    raised = []

    def work():
        try:
            with within(0.1):
                endless()
        except BudgetExhaustedError as error:
            raised.append(str(error))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert raised == ["no end within 0.1 s of processor time; simplify the formula"] * 2


def test_the_inner_of_two_deadlines_leaves_the_outer_one():
    reached = []

    def nested():
        with pytest.raises(BudgetExhaustedError, match=r"0\.1 s"), within(0.1):
            endless()
        reached.append("between")
        endless()

    with pytest.raises(BudgetExhaustedError, match=r"0\.4 s"), within(0.4):
        nested()
    assert reached == ["between"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no alarm that would end the wait")
def test_code_that_is_traced_goes_on_after_a_block():
    def end(*_):
        raise TimeoutError("a traced call does not begin")

    tracer, handler = sys.gettrace(), signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, 20)
    try:
        with within(60):
            pass
        with suppress(BudgetExhaustedError), within(0.05):
            endless()
        sys.settrace(lambda *_: None)
        assert abs(-1) + (lambda: 1)() == 2
    finally:
        sys.settrace(tracer)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)


def test_an_interruption_that_is_swallowed_comes_again():
    def stubborn():
        for _ in range(2):
            try:
                endless()
            except BaseException:
                continue
        endless()

    with pytest.raises(BudgetExhaustedError), within(0.1):
        stubborn()


def test_precision_and_modes_are_as_before():
    precision = ctx.prec
    with pytest.raises(BudgetExhaustedError), within(0.05), ctx.workprec(precision + 64), sympy.evaluate(False):
        endless()
    assert ctx.prec == precision
    assert x + x == 2 * x


def test_what_ends_in_time_is_not_interrupted_later():
    for _ in range(50):
        with within(0.001):
            time.process_time()
    deadline = time.process_time() + 0.2
    while time.process_time() < deadline:
        pass


def test_other_errors_pass():
    with pytest.raises(KeyError), within(5):
        raise KeyError("mine")


def hoard():
    held = []
    while True:
        held.append(bytes(1 << 16))


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="the system does not tell what a process holds")
def test_a_block_that_takes_too_much_memory_is_interrupted():
    with pytest.raises(BudgetExhaustedError, match=r"^more than 16 MiB of memory$"), within(60, memory=1 << 24):
        hoard()


def test_nothing_strikes_an_undisturbed_block_and_its_time_does_not_count():
    def busy(seconds):
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass
        return seconds

    with within(0.3):
        with undisturbed():
            assert busy(0.5) == 0.5
        assert busy(0.05) == 0.05


def test_a_block_that_ends_in_a_long_operation_is_left_in_peace():
    """Compiled arithmetic cannot be interrupted, and the first chance after it is the way out of the block."""
    matrix = fmpq_mat(90, 90, [fmpq(i * 7919 % 1009, i % 97 + 1) for i in range(8100)])

    def long():
        matrix * matrix
        return matrix * matrix

    start = time.process_time()
    long()
    seconds = time.process_time() - start
    for part in (0.5, 0.7, 0.9, 0.95):
        with suppress(BudgetExhaustedError), within(part * seconds):
            long()
        assert sum(1 for _ in range(1000)) == 1000
