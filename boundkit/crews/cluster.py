"""Workers of a cluster, through dask.distributed, which is imported when a cluster is asked for."""

from __future__ import annotations

import logging
import pickle
import pkgutil
import time
import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from queue import Empty, SimpleQueue
from types import MappingProxyType
from typing import Any

from boundkit.crews.crew import ATTEMPTS, Crew, Lost, Place
from boundkit.crews.hand import DIED, RAISED, VALUE, WARNED, deaf, ending, told
from boundkit.crews.on_worker import Hands, carried_out
from boundkit.errors import BoundkitWarning, MalformedInputError, MissingExtraError, WorkerError
from boundkit.version import __version__

LOCAL = "local"
_SHARE, _MOST_SHARES = 1.0, 25  # seconds at least, and shares a second that one client hands out with ease
_REACHED, _LOOK, _EMPTY = 10.0, 2.0, 30.0  # seconds: for an answer, between looks, for a cluster without workers
_AHEAD = 2  # calls for each thread of a worker


@contextmanager
def cluster(address: str, jobs: int | None = None, alike: Callable[[], Hashable] | None = None) -> Iterator[Cluster]:
    """The cluster whose scheduler listens at an address, or with "local" one of ``jobs`` processes that ends with it.

    ``alike`` is a function of boundkit whose value must be the same here and on every worker, such as a digest of
    sources; the version is compared in any case. Raises MissingExtraError without dask.distributed,
    MalformedInputError for what is no address, and WorkerError where no scheduler answers within some seconds, where
    it has no workers, and where one of these lacks boundkit or has another one.
    """
    distributed = _distributed()
    with ExitStack() as stack:
        start = address == LOCAL
        client = _started(distributed, stack, jobs) if start else _reached(distributed, stack, address)
        place = Cluster(client, address)
        place.require_workers()
        place.require_alike(_version)
        if alike is not None:
            place.require_alike(alike)
        yield place


class Cluster(Place):
    """The workers of a cluster: on each, a process for each of its threads."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self.address: str = client.scheduler.address if address == LOCAL else address
        self._threads, self._looked, self._seen = 0, 0.0, time.monotonic()

    @property
    def processes(self) -> int:
        """The threads of the workers that are there now or were a moment ago; at least 1."""
        return max(1, self._threads)

    @property
    def beside(self) -> int:
        return 0

    @property
    def share(self) -> float:
        return max(_SHARE, self.processes / _MOST_SHARES)

    def crew(
        self,
        make: Callable[[], Callable[..., Any]],
        most: int | None = None,
        ahead: int = 1,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Crew:
        return _ClusterCrew(self, self._client, make, files)

    def look(self) -> None:
        """Count the workers, from time to time. Raises WorkerError when there have been none for long."""
        if time.monotonic() - self._looked < _LOOK:
            return
        try:
            self._threads = sum(self._client.nthreads().values())
        except Exception as error:
            raise self.lost(error) from None
        self._looked = time.monotonic()
        if self._threads:
            self._seen = self._looked
        elif self._looked - self._seen > _EMPTY:
            raise WorkerError(
                f"the scheduler at {self.address} has had no worker for {_EMPTY:g} s; start some: "
                f"dask worker {self.address}"
            )

    def lost(self, error: BaseException) -> WorkerError:
        """What to tell when the scheduler does not answer any more."""
        return WorkerError(f"the scheduler at {self.address} was lost ({_said(error)}); start it again")

    def require_workers(self) -> None:
        """Raise WorkerError where there is no worker."""
        self.look()
        if not self._threads:
            raise WorkerError(f"the scheduler at {self.address} has no workers; start some: dask worker {self.address}")

    def require_alike(self, function: Callable[[], Hashable]) -> None:
        """Raise WorkerError where a worker lacks a function of boundkit, or has another value of it."""
        name = f"{function.__module__}:{function.__qualname__}"
        missing = {
            worker: found
            for worker, found in self._run(pkgutil.resolve_name, name).items()
            if isinstance(found, BaseException)
        }
        if missing:
            worker, found = min(missing.items())
            raise WorkerError(
                f"{_several(missing)} of the cluster cannot import boundkit {__version__}: {worker} says "
                f"{_said(found)}; install it there: pip install boundkit=={__version__}"
            )
        here = function()
        others = {worker: found for worker, found in self._run(function).items() if found != here}
        if others:
            worker, found = min(others.items())
            there = _said(found) if isinstance(found, BaseException) else found
            raise WorkerError(
                f"{_several(others)} of the cluster has another boundkit or other theorem files than this process: "
                f"{there} at {worker}, {here} here; install the same there"
            )

    def _run(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        """What a function gives on each worker, or raises there."""
        try:
            found: dict[str, Any] = self._client.run(function, *arguments, on_error="return")
        except Exception as error:
            raise self.lost(error) from None
        return found


class _ClusterCrew(Crew):
    """Calls as tasks of the cluster. What makes the function of its processes is sent to a worker once, and files."""

    def __init__(
        self, cluster: Cluster, client: Any, make: Callable[[], Callable[..., Any]], files: Mapping[str, bytes]
    ) -> None:
        self._cluster, self._client = cluster, client
        self._hands = client.submit(Hands, pickle.dumps(make), dict(files), pure=False)
        self._under_way: dict[int, tuple[Any, bytes]] = {}
        self._ended: SimpleQueue[int] = SimpleQueue()
        self._deaths: Counter[int] = Counter()
        self._warned: set[str] = set()

    def has_room(self) -> bool:
        return len(self._under_way) < _AHEAD * self._cluster.processes

    def give(self, number: int, call: tuple, kind: Any = None) -> None:
        self._submit(number, pickle.dumps(call))

    def heard(self, seconds: float | None = None) -> list[tuple[int, Any]]:
        found: list[tuple[int, Any]] = []
        while not found:
            self._cluster.look()
            numbers = self._next(_LOOK if seconds is None else seconds)
            ended = [(number, *self._under_way.pop(number)) for number in numbers]
            texts = self._texts([future for _, future, _ in ended])
            for (number, _, call), messages in zip(ended, texts, strict=True):
                found += self._read(number, call, messages)
            if seconds is not None:
                break
        return found

    def close(self) -> None:
        """Want nothing any more, without waiting; the workers then end the processes."""
        for future, _ in self._under_way.values():
            future.release()
        self._under_way.clear()
        self._hands.release()

    def _submit(self, number: int, call: bytes) -> None:
        future = self._client.submit(carried_out, self._hands, call, pure=False)
        self._under_way[number] = future, call
        future.add_done_callback(lambda _: self._ended.put(number))

    def _next(self, seconds: float) -> Iterator[int]:
        """Calls that have ended, the first waited for."""
        try:
            yield self._ended.get(timeout=seconds) if seconds else self._ended.get_nowait()
            while True:
                yield self._ended.get_nowait()
        except Empty:
            return

    def _read(self, number: int, call: bytes, messages: list[tuple[bytes, Any]]) -> Iterator[tuple[int, Any]]:
        for kind, content in messages:
            if kind == RAISED:
                raise content
            if kind == WARNED:
                self._warn(content)
            elif kind == VALUE:
                yield number, content
            elif kind == DIED:
                self._deaths[number] += 1
                if isinstance(content, Lost) or self._deaths[number] == ATTEMPTS:
                    yield number, content if isinstance(content, Lost) else Lost(ending(content))
                else:
                    self._submit(number, call)

    def _texts(self, futures: list[Any]) -> list[list[tuple[bytes, Any]]]:
        """The messages about calls that have ended, fetched together. Raises WorkerError."""
        try:
            fine = [future for future in futures if future.status == "finished"]
            fetched = dict(zip(fine, self._client.gather(fine), strict=True)) if fine else {}
            return [[told(text) for text in fetched[f]] if f in fetched else self._fate(f) for f in futures]
        except WorkerError:
            raise
        except Exception as error:
            raise self._cluster.lost(error) from None

    def _fate(self, future: Any) -> list[tuple[bytes, Any]]:
        """What became of a call whose task has no result. Raises what the task raised."""
        try:
            future.result()
        except _distributed().scheduler.KilledWorker as error:
            return [(DIED, Lost("died with its worker", error.allowed_failures + 1))]
        return []

    def _warn(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            warnings.warn(text, BoundkitWarning, stacklevel=2)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise MissingExtraError(
            "a cluster needs dask.distributed, which is not installed: pip install 'boundkit[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # boundkit tells itself what a user should know
    return distributed


def _started(distributed: Any, stack: ExitStack, jobs: int | None) -> Any:
    """A client of a cluster that is started here. Its processes leave Ctrl-C to this one."""
    with deaf():
        started = stack.enter_context(
            distributed.LocalCluster(
                n_workers=jobs, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
            )
        )
    return stack.enter_context(distributed.Client(started, set_as_default=False))


def _reached(distributed: Any, stack: ExitStack, address: str) -> Any:
    try:
        client = distributed.Client(address, timeout=_REACHED, set_as_default=False)
    except OSError:
        raise WorkerError(
            f"no scheduler answers at {address} within {_REACHED:g} s; start one (dask scheduler), or give the address "
            "that it printed, such as tcp://10.0.0.1:8786"
        ) from None
    except (ValueError, TypeError) as error:
        raise MalformedInputError(
            f"{address!r} is no address of a scheduler ({error}); give one such as tcp://10.0.0.1:8786, or {LOCAL}"
        ) from None
    except Exception as error:
        raise WorkerError(
            f"what answers at {address} is no scheduler of dask ({type(error).__name__}); give the address that dask "
            "scheduler printed"
        ) from None
    return stack.enter_context(client)


def _version() -> str:
    return __version__


def _several(workers: dict[str, Any]) -> str:
    return "a worker" if len(workers) == 1 else f"each of {len(workers)} workers"


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
