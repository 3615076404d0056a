"""What runs on a worker of a cluster: it passes calls on to processes of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from multiprocessing.process import current_process
from pathlib import Path
from threading import Lock
from typing import Any

from boundkit.crews.hand import DIED, RAISED, VALUE, Hand

_BETWEEN_LOOKS = 0.2  # seconds
_LAST = (VALUE, RAISED, DIED)


class Hands:
    """The processes of a crew on one worker, one for each of its threads. They end when nobody refers to it.

    The cluster keeps it as long as the crew lives, and sends it from worker to worker without its processes.
    """

    def __init__(self, make: bytes, files: Mapping[str, bytes]) -> None:
        self._make, self._files = make, files
        self._idle: list[Hand] = []
        self._folder: str | None = None
        self._lock = Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return Hands, (self._make, self._files)

    def __del__(self) -> None:
        for hand in self._idle:
            hand.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def carry_out(self, call: bytes) -> list[bytes]:
        """The messages of a process about a call; none when nobody waits for it any more."""
        hand = self._idle.pop() if self._idle else self._new()
        hand.give(call)
        messages: list[bytes] = []
        while not messages or messages[-1][:1] not in _LAST:
            while not hand.connection.poll(_BETWEEN_LOOKS):
                if not _is_wanted():
                    hand.stop()
                    return []
            messages.append(hand.hear())
        if messages[-1][:1] != DIED:
            self._idle.append(hand)
        return messages

    def _new(self) -> Hand:
        current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # of dask, which denies it children
        with self._lock:
            return Hand(self._make, elsewhere=self._sent())

    def _sent(self) -> dict[str, str]:
        """Where the files lie that are not here as they should be; if one is not, all are written to a folder."""
        if all(map(_is_here, self._files, self._files.values())):
            return {}
        folder = Path(self._folder or tempfile.mkdtemp(prefix="boundkit-", dir=_worker().local_directory))
        places = {path: folder.joinpath(*Path(path).parts[1:]) for path in self._files}
        if self._folder is None:
            for path, place in places.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(self._files[path])
        self._folder = str(folder)
        return {path: str(place) for path, place in places.items()}


def _is_here(path: str, content: bytes) -> bool:
    try:
        return Path(path).read_bytes() == content
    except OSError:
        return False


def carried_out(hands: Hands, call: bytes) -> list[bytes]:
    """A task of the cluster."""
    return hands.carry_out(call)


def _is_wanted() -> bool:
    from distributed.worker import thread_state

    task = _worker().state.tasks.get(thread_state.key)
    return task is not None and task.state == "executing"


def _worker() -> Any:
    from distributed import get_worker

    return get_worker()
