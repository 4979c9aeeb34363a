"""How is a server under test started on a core of its own, watched and stopped?"""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["answers", "cpu_s", "free_port", "memory_mb", "running", "start", "stop"]

_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    command: list[str], environment: Mapping[str, str], *, core: str | None, log: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, pinned to one core where that can be done."""
    pinned = ["taskset", "-c", core, *command] if core and shutil.which("taskset") else command
    with (log or Path(os.devnull)).open("ab") as told:
        return subprocess.Popen(
            pinned,
            env={**os.environ, **environment},
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a process that `start` began to end, and make it."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


@contextmanager
def running(
    command: list[str],
    environment: Mapping[str, str],
    *,
    ready: str,
    core: str | None,
    log: Path,
    patience_s: float = 120.0,
) -> Iterator[tuple[int, float]]:
    """Run a server; yields its process id and the seconds until `ready` answered.

    Raises:
        RuntimeError: it ended, or was not ready in time; the message has the end of its log.
    """
    began = time.perf_counter()
    process = start(command, environment, core=core, log=log)
    try:
        while not answers(ready):
            if process.poll() is not None or time.perf_counter() - began > patience_s:
                raise RuntimeError(f"{command[0]} is not ready: …{log.read_text()[-1_000:]}")
            time.sleep(0.02)
        yield process.pid, time.perf_counter() - began
    finally:
        stop(process)


def answers(url: str) -> bool:
    """Whether a server answers there, be it with a refusal."""
    try:
        urllib.request.urlopen(url, timeout=1).read()  # noqa: S310 - our own loopback address
    except urllib.error.HTTPError as error:
        return error.code < 500
    except (urllib.error.URLError, OSError):
        return False
    return True


def memory_mb(pid: int) -> float:
    """Resident memory of a process and its children."""
    total = 0
    for process in [pid, *_children(pid)]:
        status = Path(f"/proc/{process}/status").read_text()
        total += int(status.partition("VmRSS:")[2].split()[0])
    return total / 1024


def cpu_s(pid: int) -> float:
    """Processor seconds of a process and its children."""
    total = 0
    for process in [pid, *_children(pid)]:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _CLOCK_TICKS


def _children(pid: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found += [int(child), *_children(int(child))]
    return found
