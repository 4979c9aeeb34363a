"""How much does Tierwise add to a call, beside floors and peers? One core, interleaved rounds.

python -m benchmarks.overhead.run [--litellm PYTHON] [--portkey FOLDER] [--routellm PYTHON]
    [--seconds 2] [--rounds 3] [--results FOLDER]

Each server is pinned to core 0, upstream and load generator to core 1. "Added" is a server's
latency less that of the upstream alone in the same round. Each request has other words, the same
for every server. A server that fails a request, or answers without the upstream, has errors.
"""

import argparse
import json
import platform
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from math import nan
from pathlib import Path

from benchmarks.overhead.bodies import conversations, write_bodies
from benchmarks.overhead.contenders import Contender, Peers, contenders
from benchmarks.overhead.native import Measured, Native
from benchmarks.overhead.process import cpu_s, free_port, memory_mb, running, start, stop
from benchmarks.overhead.rows import ALONE, CONNECTIONS, Row, as_json, as_picture, as_table

SERVER_CORE, LOAD_CORE = "0", "1"
BUILD = Path("build/overhead")
CONVERSATIONS = 4_000
WARM_UP_S = 2.0


class Trial:
    """One server under test, with its bodies and figures."""

    def __init__(
        self, contender: Contender, *, native: Native, upstream: int, folder: Path
    ) -> None:
        self.contender = contender
        self.row = Row()
        self._native, self._upstream = native, upstream
        self._bodies = {
            is_stream: write_bodies(
                folder / f"{contender.port}-{is_stream}.txt",
                conversations(CONVERSATIONS, seed=7),
                model=contender.model,
                keys=[contender.key],
                is_stream=is_stream,
            )
            for is_stream in (False, True)
        }

    def round(self, pid: int, *, seconds: float) -> None:
        """Measure each phase once."""
        for connections in CONNECTIONS:
            before = cpu_s(pid)
            seen = self._load(connections, seconds=seconds)
            for share in ("p50", "p95", "p99"):
                self.row.note("latency_ms", f"{share}@{connections}", seen.latency_ms(share))
            if connections == 16:
                self.row.requests_per_s.append(seen.requests_per_s)
                self.row.cpu_ms.append((cpu_s(pid) - before) * 1_000 / seen.finished)
        alone = self._load(1, seconds=seconds, is_stream=True)
        self.row.note("first_ms", "p50@1", alone.first_ms("p50"))
        crowd = self._load(16, seconds=seconds, is_stream=True)
        self.row.chunks_per_s.append(crowd.chunks_per_s or nan)
        self.row.memory_mb = memory_mb(pid)

    def warm_up(self) -> None:
        """Let caches fill and what is lazy load."""
        for is_stream in (False, True):
            self._load(4, seconds=WARM_UP_S / 2, is_stream=is_stream)

    def _load(self, connections: int, *, seconds: float, is_stream: bool = False) -> Measured:
        before = self._seen_upstream()
        seen = self._native.load(
            self.contender.port,
            self.contender.path,
            bodies=self._bodies[is_stream],
            connections=connections,
            seconds=seconds,
            core=LOAD_CORE,
            headers=self.contender.headers,
        )
        self.row.errors += seen.errors
        self.row.asked += abs(self._seen_upstream() - before - seen.finished)
        return seen

    def _seen_upstream(self) -> int:
        url = f"http://127.0.0.1:{self._upstream}/stats"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(json.loads(answer.read())["requests"])


def compare(peers: Peers, *, seconds: float, rounds: int) -> dict[str, Row]:
    """Start everything, measure in turn, stop everything."""
    native, upstream = Native(BUILD), free_port()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        provider = start(native.upstream(upstream), {}, core=LOAD_CORE)
        stack.callback(stop, provider)
        time.sleep(0.2)
        trials: list[tuple[Trial, int]] = []
        for contender in contenders(upstream, folder, peers=peers):
            trial = Trial(contender, native=native, upstream=upstream, folder=folder)
            pid = provider.pid
            if contender.command:
                pid, trial.row.ready_s = stack.enter_context(
                    running(
                        contender.command,
                        contender.environment,
                        ready=f"http://127.0.0.1:{contender.port}{contender.ready}",
                        core=SERVER_CORE,
                        log=folder / f"{contender.port}.log",
                    )
                )
                trial.row.idle_mb = memory_mb(pid)
            trial.warm_up()
            trials.append((trial, pid))
        for number in range(rounds):
            for trial, pid in trials:
                print(f"round {number + 1} of {rounds}: {trial.contender.name}", file=sys.stderr)
                trial.round(pid, seconds=seconds)
        return {trial.contender.name: trial.row for trial, _ in trials}


def main() -> None:
    """Compare, print, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--litellm", type=Path, help="python of an environment with litellm[proxy]")
    parser.add_argument(
        "--portkey", type=Path, help="folder where @portkey-ai/gateway is installed"
    )
    parser.add_argument(
        "--routellm", type=Path, help="python of an environment with routellm[serve]"
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="of each phase")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--results", type=Path, help="write overhead.json and overhead.svg here")
    given = parser.parse_args()
    peers = Peers(litellm=given.litellm, portkey=given.portkey, routellm=given.routellm)
    rows = compare(peers, seconds=given.seconds, rounds=given.rounds)
    print(as_table(rows))
    if given.results:
        about = {
            "machine": platform.machine(),
            "python": platform.python_version(),
            "seconds": given.seconds,
            "rounds": given.rounds,
            "upstream_requests_per_s": round(max(rows[ALONE].requests_per_s)),
        }
        given.results.mkdir(parents=True, exist_ok=True)
        (given.results / "overhead.json").write_text(as_json(rows, about=about))
        (given.results / "overhead.svg").write_text(as_picture(rows))


if __name__ == "__main__":
    main()
