"""A limit of time for work that has no place to look at a clock, such as one long operation of a formula."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boundkit.errors import BudgetExhaustedError
from boundkit.interruption import clock, is_undisturbed
from boundkit.streams import tell

DEFAULT_SECONDS = 120.0
_FIRST_NOTICE = 2.0
_AGAIN = 0.5


class TimeIsUpError(BaseException):
    """No Exception, so that no handler of ordinary errors on the way takes it for one.

    Who catches it inside a limit, to keep what is done, must end soon: it comes again every half second.
    """


@contextmanager
def time_limit(
    seconds: float | None = None, advice: str = "give more with --budget SECONDS", *, quiet: bool = False
) -> Iterator[None]:
    """End what runs inside after so many seconds (120 unless said), with BudgetExhaustedError; after two, say so.

    The notice goes to standard error when that is a terminal and it is not ``quiet``. Libraries that would break are
    not interrupted, and their time does not count (``undisturbed``). It needs the main thread and a system with
    interval timers (not Windows); elsewhere nothing is limited. Limits do not nest. ``advice`` is what the error tells
    to do.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    seconds = DEFAULT_SECONDS if seconds is None else seconds
    end = clock() + seconds
    noticed = quiet
    message = f"the budget of {seconds:g} s ended before the answer; {advice}"

    def at_alarm(number: int, frame: Any) -> None:
        nonlocal noticed
        if clock() >= end and not is_undisturbed():
            raise TimeIsUpError(message)
        if not noticed and sys.stderr.isatty():
            tell(f"computing, for {seconds:g} s at most; Ctrl-C ends it")
        noticed = True
        signal.setitimer(signal.ITIMER_REAL, max(end - clock(), 0.001), _AGAIN)

    outer = signal.signal(signal.SIGALRM, at_alarm)
    try:
        signal.setitimer(signal.ITIMER_REAL, min(seconds, _FIRST_NOTICE), _AGAIN)
        yield
    except TimeIsUpError:
        raise BudgetExhaustedError(message) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, outer)
