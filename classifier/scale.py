"""Who maps a function over chunks: this process, worker processes, or a Ray cluster?

Results come in the order of the chunks, and are the same whoever runs them: chunks do not depend
on the number of workers, and linear algebra runs on one thread everywhere.
"""

import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, Protocol, TypeVar

from threadpoolctl import threadpool_limits

__all__ = ["HERE", "InProcess", "LocalProcesses", "RayCluster", "ScaleError", "Workers"]
__all__ += ["in_chunks", "workers_for"]

Item = TypeVar("Item")
State = TypeVar("State")
Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

LOCAL_RAY: Final = "local"
CONNECT_S: Final = 5.0


class ScaleError(RuntimeError):
    """Workers cannot be had as they were asked for; the message says what to do."""


class Workers(Protocol):
    """Whoever does the work."""

    def map(
        self,
        function: Callable[[State, Chunk], Result],
        chunks: Sequence[Chunk],
        *,
        prepare: Callable[[], State],
    ) -> Iterator[Result]:
        """`function(state, chunk)` of each chunk, in order; each worker prepares its state once."""
        ...


class InProcess:
    """Does one chunk after the other, here."""

    def map(
        self,
        function: Callable[[State, Chunk], Result],
        chunks: Sequence[Chunk],
        *,
        prepare: Callable[[], State],
    ) -> Iterator[Result]:
        """`function(state, chunk)` of each chunk, in order."""
        state = prepare()
        for chunk in chunks:
            # Not around the loop: between two chunks the caller's own work goes on.
            with threadpool_limits(1, user_api="blas"):
                result = function(state, chunk)
            yield result


HERE: Final = InProcess()


class LocalProcesses:
    """Spreads chunks over processes of this machine."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(
        self,
        function: Callable[[State, Chunk], Result],
        chunks: Sequence[Chunk],
        *,
        prepare: Callable[[], State],
    ) -> Iterator[Result]:
        """`function(state, chunk)` of each chunk, in order."""
        pool = ProcessPoolExecutor(
            max_workers=max(1, min(self._count, len(chunks))),
            # A fork would copy locks that threads of this process hold.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(prepare,),
        )
        try:
            yield from pool.map(_apply, [function] * len(chunks), chunks)
        finally:
            pool.shutdown(cancel_futures=True)


class _Bench:
    """What a worker has at hand: its state, prepared when the first chunk comes."""

    def __init__(self, prepare: Callable[[], Any]) -> None:
        threadpool_limits(1)
        self._prepare = prepare
        self._states: list[Any] = []

    def apply(self, function: Callable[[Any, Chunk], Result], chunk: Chunk) -> Result:
        """The result of one chunk. A failure to prepare reaches whoever sent the chunk."""
        if not self._states:
            self._states.append(self._prepare())
        return function(self._states[0], chunk)


_benches: list[_Bench] = []


def _begin(prepare: Callable[[], object]) -> None:
    _benches[:] = [_Bench(prepare)]


def _apply(function: Callable[[Any, Chunk], Result], chunk: Chunk) -> Result:
    return _benches[0].apply(function, chunk)


class RayCluster:
    """Spreads chunks over actors of a Ray cluster, one for each of its cores."""

    def __init__(self, address: str = LOCAL_RAY) -> None:
        """Join the cluster, or start one on this machine that ends with this process."""
        self._ray = _imported_ray()
        self._joined_here = not self._ray.is_initialized()
        if not self._joined_here:
            return
        # Ray reports its use to its makers unless it is told not to.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        try:
            if address == LOCAL_RAY:
                self._ray.init(include_dashboard=False, _node_ip_address="127.0.0.1", **quiet)
            else:
                _knock(address)
                self._ray.init(address=address, **quiet)
        except (OSError, RuntimeError, ValueError) as error:
            message = (
                f"There is no Ray cluster at {address!r} ({str(error).splitlines()[0]}). "
                "Write its address (host:6379 or ray://host:10001), or local to start one here."
            )
            raise ScaleError(message) from error

    def map(
        self,
        function: Callable[[State, Chunk], Result],
        chunks: Sequence[Chunk],
        *,
        prepare: Callable[[], State],
    ) -> Iterator[Result]:
        """`function(state, chunk)` of each chunk, in order."""
        from ray.util import ActorPool

        cores = int(self._ray.cluster_resources().get("CPU", 1))
        bench = self._ray.remote(num_cpus=1)(_Bench)
        sent = self._ray.put(prepare)
        actors = [bench.remote(sent) for _ in range(max(1, min(cores, len(chunks))))]
        pool: Any = ActorPool(actors)
        try:
            yield from pool.map(lambda actor, chunk: actor.apply.remote(function, chunk), chunks)
        finally:
            for actor in actors:
                self._ray.kill(actor)

    def close(self) -> None:
        """Leave the cluster, if it was joined here."""
        if self._joined_here:
            self._ray.shutdown()


def in_chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The items in pieces of equal size, but for the last."""
    return [items[start : start + size] for start in range(0, len(items), size)]


@contextmanager
def workers_for(processes: int = 1, *, ray: str | None = None) -> Iterator[Workers]:
    """The workers that a command was asked to use.

    Raises:
        ScaleError: both were asked for, or Ray is not installed or does not answer.
    """
    if ray is None:
        yield LocalProcesses(processes) if processes > 1 else HERE
        return
    if processes > 1:
        message = "Work goes to processes or to Ray. Give --workers or --ray, not both."
        raise ScaleError(message)
    cluster = RayCluster(ray)
    try:
        yield cluster
    finally:
        cluster.close()


def _knock(address: str) -> None:
    """Ray itself would wait for many minutes for a host that does not answer."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_S).close()


def _imported_ray() -> Any:
    try:
        import ray
    except ImportError as error:
        message = (
            "A Ray cluster needs Ray. Install it with: pip install 'tierwise[ray]', "
            "or use the cores of this machine with --workers."
        )
        raise ScaleError(message) from error
    return ray
