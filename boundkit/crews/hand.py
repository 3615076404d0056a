"""A process that carries out calls one after the other, and that ends with the one that started it."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from boundkit.crews.sent import begin_elsewhere
from boundkit.errors import BoundkitWarning, WorkerError

_CONTEXT = get_context("spawn")
_PATIENCE, _BETWEEN_LOOKS = 2.0, 0.5  # seconds: for a process to end, for another look
_COLLECTING = 50_000, 20, 20  # Python looks for circles more rarely; formulas make many small objects and few circles
READY, VALUE, RAISED, WARNED, DIED = b"r", b"v", b"e", b"w", b"d"  # what a message is, in its first byte


class Hand:
    """A process that calls what ``make`` makes there. It says that it is ready, then a value for each call.

    What it warns of comes before the value. Raises WorkerError where it cannot be started.
    """

    def __init__(self, make: bytes, elsewhere: Mapping[str, str] | None = None) -> None:
        """``make`` is pickled, and so are calls and messages: whoever passes them on need not read them.

        With ``elsewhere``, places of files that were sent, it works for another machine, and is ended with this
        process by Python too.
        """
        self.started = False
        try:
            self.connection, theirs = _CONTEXT.Pipe()
            self._process = _CONTEXT.Process(
                target=_serve, args=(make, theirs, elsewhere), daemon=elsewhere is not None or None
            )
            with deaf():
                self._process.start()
        except OSError as error:
            raise WorkerError.not_started(error) from None
        theirs.close()

    def give(self, call: bytes) -> None:
        with suppress(OSError):  # it died, which is heard next
            self.connection.send_bytes(call)

    def hear(self) -> bytes:
        """The next message, which tells that it died after the last one."""
        try:
            message = self.connection.recv_bytes()
        except (EOFError, OSError):
            code = self._exit_code()
            self.stop()
            return DIED + pickle.dumps(code)
        self.started = True
        return message

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.dismiss()
        if self._exit_code() is None:
            self._process.kill()

    def dismiss(self) -> None:
        """Ask the process to end, without waiting for it."""
        self.connection.close()
        self._process.terminate()

    def _exit_code(self) -> int | None:
        """None when it does not end soon; ``join`` may wait for ever when the process closed its files."""
        end = time.monotonic() + _PATIENCE
        while self._process.exitcode is None and time.monotonic() < end:
            time.sleep(0.01)
        return self._process.exitcode


def told(message: bytes) -> tuple[bytes, Any]:
    """What a message is, and its content."""
    return message[:1], pickle.loads(message[1:])


def ending(code: int | None) -> str:
    """How a process ended, by its exit code.

    >>> ending(-9)
    'was killed by SIGKILL, as when memory runs out'
    """
    if code is None:
        return "stopped answering"
    if code >= 0:
        return f"ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"was killed by {name}" + (", as when memory runs out" if name == "SIGKILL" else "")


@contextmanager
def deaf() -> Iterator[None]:
    """Ctrl-C waits; a process that is started meanwhile does not hear it until it can say that it ignores it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running  # there is none on Windows

    ensure_running()  # whoever starts it, as the first process does, hears Ctrl-C again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(make: bytes, connection: Connection, elsewhere: Mapping[str, str] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_COLLECTING)
    if elsewhere is not None:
        begin_elsewhere(elsewhere)
    _pass_on_warnings(connection)
    calls: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, calls), daemon=True).start()
    with suppress(OSError):  # nobody listens any more
        try:
            function: Callable[..., Any] = pickle.loads(make)()
        except Exception as error:
            connection.send_bytes(RAISED + pickle.dumps(error))
            return
        connection.send_bytes(READY + pickle.dumps(None))
        while True:
            call = calls.get()
            try:
                message = VALUE + pickle.dumps(function(*pickle.loads(call)))
            except Exception as error:
                message = RAISED + pickle.dumps(error)
            connection.send_bytes(message)


def _receive(connection: Connection, calls: SimpleQueue[bytes]) -> None:
    """Take calls as they come; when nobody can give any more, the process ends in the middle of what it does."""
    try:
        while True:
            while not connection.poll(_BETWEEN_LOOKS):  # a read under way would not see that its file was closed
                pass
            calls.put(connection.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)


def _pass_on_warnings(connection: Connection) -> None:
    usual = warnings.showwarning

    def pass_on(message: Any, category: type[Warning], *place: Any, **line: Any) -> None:
        if issubclass(category, BoundkitWarning):
            connection.send_bytes(WARNED + pickle.dumps(str(message)))
        else:
            usual(message, category, *place, **line)

    warnings.showwarning = pass_on
