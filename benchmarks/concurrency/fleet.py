"""How are a provider, replicas of the service, callers and a reader started, killed and stopped?"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.concurrency.looking import Address
from benchmarks.concurrency.provider import INPUT_NANOS, OUTPUT_NANOS
from benchmarks.concurrency.reader import Seen

__all__ = ["Fleet", "Replica", "eventually", "free_port"]

_NANOS = 10**9
_NANOS_PER_MTOK = 1_000
"""So many nano-USD for a token are one USD for a million of them."""
_POLICY = """
version: 1
name: crowded
budgets:
  - {{id: whole, limit_usd: {limit_usd}, per: year, hard: true}}
default: {{tier: economy, reason: All is one.}}
"""
_CATALOG = """
version: 1
deployments:
  - name: priced
    model: openai/priced-model
    tier: economy
    api_base: http://127.0.0.1:{port}/v1
    prices: {{input_usd_per_mtok: {input_usd}, output_usd_per_mtok: {output_usd}}}
    context_window: 8000
    capabilities: []
"""
_READY_S = 90.0


@dataclass(slots=True)
class Replica:
    """One process of the service; killed, it can be started again on the same port."""

    command: Sequence[str]
    environment: Mapping[str, str]
    url: str
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `await_ready` waits until it serves."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def await_ready(self) -> None:
        """Wait until it serves."""
        eventually(self._is_ready, within_s=_READY_S, what=f"{self.url} (see {self.log})")

    def kill(self) -> None:
        """As if the power went: nothing is finished, closed or said."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """In order."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def _is_ready(self) -> bool:
        if self.process is not None and (ended := self.process.poll()) is not None:
            raise RuntimeError(f"A replica ended with {ended}; see {self.log}.")
        try:
            urllib.request.urlopen(f"{self.url}/readyz", timeout=5).read()  # noqa: S310
        except (urllib.error.URLError, OSError):
            return False
        return True


@dataclass(slots=True, kw_only=True)
class Fleet:
    """All processes of one trial; all that it writes lies in one folder."""

    folder: Path
    address: Address
    limit_nanos: int
    replicas: list[Replica] = field(default_factory=list)
    _provider_port: int = 0
    _ending: ExitStack = field(default_factory=ExitStack)

    @classmethod
    @contextmanager
    def sailing(
        cls,
        folder: Path,
        address: Address,
        *,
        limit_nanos: int,
        replicas: int,
        seed: int = 1,
        more: Mapping[str, str] | None = None,
    ) -> Iterator["Fleet"]:
        """A provider and replicas of the service that answer, and one hard budget for all."""
        fleet = cls(folder=folder, address=address, limit_nanos=limit_nanos)
        with fleet._ending:
            fleet._start_provider(seed)
            fleet.raise_limit(limit_nanos)
            fleet.replicas = [fleet._replica(number, more or {}) for number in range(replicas)]
            for replica in fleet.replicas:  # one after the other: the first one makes the tables
                fleet._ending.callback(replica.stop)
                replica.start()
                replica.await_ready()
            yield fleet

    @property
    def limit_file(self) -> Path:
        """Tells the reader; it is never lower than what the policy says."""
        return self.folder / "limit"

    def raise_limit(self, limit_nanos: int) -> None:
        """For all, within about a second."""
        self.limit_nanos = limit_nanos
        _write(self.limit_file, str(limit_nanos))
        limit_usd = f"{limit_nanos // _NANOS}.{limit_nanos % _NANOS:09d}"
        _write(self.folder / "policy.yaml", _POLICY.format(limit_usd=limit_usd))

    @contextmanager
    def watched(self) -> Iterator[list[Seen]]:
        """A reader looks as long as the block runs; then what it saw is in the list."""
        seen: list[Seen] = []
        command = [
            *(sys.executable, "-m", "benchmarks.concurrency.reader", self.address.kind),
            *(self.address.database, str(self.limit_file)),
            *((self.address.redis,) if self.address.redis else ()),
        ]
        reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            yield seen
        finally:
            printed, _ = reader.communicate(timeout=60)
        seen.append(Seen(**json.loads(printed)))

    def call(self, number: int, *options: str) -> tuple[subprocess.Popen[bytes], Path]:
        """One process of callers, and the file that it writes."""
        file = self.folder / f"answers-{number}.jsonl"
        urls = [replica.url for replica in self.replicas]
        rotated = urls[number % len(urls) :] + urls[: number % len(urls)]
        command = [sys.executable, "-m", "benchmarks.concurrency.callers", str(file), *rotated]
        caller = subprocess.Popen([*command, "--seed", str(number), *options])
        self._ending.callback(_end, caller)
        return caller, file

    def billed_nanos(self) -> int:
        """What the provider will bill at least: for all that it answered to the end."""
        url = f"http://127.0.0.1:{self._provider_port}/billed"
        return int(json.loads(urllib.request.urlopen(url, timeout=10).read())["nanos"])

    def _start_provider(self, seed: int) -> None:
        provider = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.concurrency.provider", str(seed)],
            stdout=subprocess.PIPE,
        )
        self._ending.callback(_end, provider)
        line = provider.stdout.readline() if provider.stdout else b""
        self._provider_port = int(line)
        catalog = _CATALOG.format(
            port=self._provider_port,
            input_usd=INPUT_NANOS / _NANOS_PER_MTOK,
            output_usd=OUTPUT_NANOS / _NANOS_PER_MTOK,
        )
        _write(self.folder / "catalog.yaml", catalog)

    def _replica(self, number: int, more: Mapping[str, str]) -> Replica:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [str(Path(sys.executable).with_name("tierwise")), "serve", "--port", str(port)]
        database = self.address.database
        if self.address.kind == "memory":
            self.address = Address(kind="memory", database=url)
            command = [sys.executable, "-m", "benchmarks.concurrency.ephemeral", str(port)]
            database = str(self.folder / "unused.db")
        return Replica(
            command=command,
            environment={**self._environment(number, database), **more},
            url=url,
            log=self.folder / f"replica-{number}.log",
        )

    def _environment(self, number: int, database: str) -> dict[str, str]:
        pepper = self.folder / "pepper"
        if not pepper.exists():
            pepper.write_bytes(secrets.token_bytes(32))
        given = {name: value for name, value in os.environ.items() if "TIERWISE" not in name}
        given |= {
            "OMP_NUM_THREADS": "1",
            "OPENAI_API_KEY": "sk-crowded",
            "OLLAMA_HOST": f"127.0.0.1:{free_port()}",
            "TIERWISE_POLICY": str(self.folder / "policy.yaml"),
            "TIERWISE_CATALOG": str(self.folder / "catalog.yaml"),
            "TIERWISE_DATABASE": database,
            "TIERWISE_PEPPER_FILE": str(pepper),
            "TIERWISE_SPOOL": str(self.folder / f"spool-{number}"),
            "TIERWISE_MODELS": str(self.folder / "models"),
        }
        return given | ({"TIERWISE_REDIS": self.address.redis} if self.address.redis else {})


def eventually(claim: Callable[[], bool], *, within_s: float, what: str) -> float:
    """Wait until it is true; how long that took.

    Raises:
        TimeoutError: it did not become true.
    """
    began_s = time.monotonic()
    while not claim():
        if time.monotonic() - began_s > within_s:
            raise TimeoutError(f"It took more than {within_s:g} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - began_s


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _write(file: Path, text: str) -> None:
    """As a whole, or not at all: others read it meanwhile."""
    fresh = file.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
