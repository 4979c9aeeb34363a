"""How is each server under test started, on which port, and asked for what?"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Contender", "contenders", "cpu_s", "free_port", "memory_mb", "running", "start"]

_SERVER_CORE, _LOAD_CORE = "0", "1"
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One server under test."""

    name: str
    command: list[str]
    port: int
    ready: str
    model: str
    key: str
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        """Where chat completions are asked for."""
        return f"http://127.0.0.1:{self.port}/v1/chat/completions"


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def contenders(upstream: str, folder: Path, *, litellm_python: Path | None) -> Iterator[Contender]:
    """Tierwise in full dress, the bare pass-through and, where installed, LiteLLM's proxy."""
    yield _tierwise(upstream, folder)
    yield _bare(upstream)
    if litellm_python is not None:
        yield _litellm(upstream, folder, litellm_python)


def _tierwise(upstream: str, folder: Path) -> Contender:
    database = folder / "bench.db"
    tierwise = str(Path(sys.executable).with_name("tierwise"))
    key = subprocess.run(
        [tierwise, "keys", "create", "bench", "--team", "bench", "--database", str(database)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    catalog = folder / "catalog.yaml"
    catalog.write_text(
        "version: 1\ndeployments:\n"
        + "".join(
            f"  - {{name: bench-{tier}, model: openai/{model}, tier: {tier}, "
            f"api_base: '{upstream}', api_key_env: BENCH_KEY}}\n"
            for tier, model in (
                ("economy", "gpt-4o-mini"),
                ("standard", "gpt-4.1-mini"),
                ("premium", "gpt-4o"),
            )
        )
    )
    port = free_port()
    command = [tierwise, "serve", "--port", str(port), "--catalog", str(catalog)]
    return Contender(
        name="tierwise",
        command=[*command, "--database", str(database)],
        port=port,
        ready="/readyz",
        model="auto",
        key=key,
        environment={"BENCH_KEY": "upstream", "TIERWISE_AUTH": "required"},
    )


def _bare(upstream: str) -> Contender:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.overhead.bare:app"]
    return Contender(
        name="bare FastAPI + aiohttp",
        command=[*command, "--port", str(port), "--no-access-log", "--log-level", "warning"],
        port=port,
        ready="/healthz",
        model="gpt-4o-mini",
        key="none",
        environment={"UPSTREAM": upstream},
    )


def _litellm(upstream: str, folder: Path, python: Path) -> Contender:
    port, key = free_port(), "sk-bench-0123456789abcdef"
    config = folder / "litellm.yaml"
    config.write_text(
        "model_list:\n  - model_name: gpt-4o-mini\n    litellm_params: "
        f"{{model: openai/gpt-4o-mini, api_base: '{upstream}', api_key: sk-upstream}}\n"
        "litellm_settings: {telemetry: false, drop_params: true, num_retries: 0}\n"
        "general_settings: {}\n"
    )
    command = [str(python.with_name("litellm")), "--config", str(config), "--num_workers", "1"]
    return Contender(
        name="LiteLLM proxy",
        command=[*command, "--host", "127.0.0.1", "--port", str(port)],
        port=port,
        ready="/health/liveliness",
        model="gpt-4o-mini",
        key=key,
        environment={
            "LITELLM_MASTER_KEY": key,
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_TELEMETRY": "False",
            "LITELLM_LOG": "ERROR",
            "LITELLM_MODE": "PRODUCTION",
        },
    )


def start(
    command: list[str], environment: Mapping[str, str], *, core: str
) -> subprocess.Popen[bytes]:
    """Start a process pinned to one core, in a group of its own."""
    pinned = ["taskset", "-c", core, *command] if shutil.which("taskset") else command
    return subprocess.Popen(
        pinned,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def running(contender: Contender, *, patience_s: float = 120.0) -> Iterator[tuple[int, float]]:
    """Run a contender; yields its process id and the seconds until it was ready."""
    began = time.perf_counter()
    process = start(contender.command, contender.environment, core=_SERVER_CORE)
    try:
        ready = f"http://127.0.0.1:{contender.port}{contender.ready}"
        while time.perf_counter() - began < patience_s:
            if process.poll() is not None:
                raise RuntimeError(f"{contender.name} ended with {process.returncode} at its start")
            try:
                urllib.request.urlopen(ready, timeout=1).read()
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
                continue
            break
        yield process.pid, time.perf_counter() - began
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


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
