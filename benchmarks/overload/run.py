"""Who is answered, how fast, and who is refused, at five times what one core can answer?

python -m benchmarks.overload.run [--seconds 5] [--times 5] [--results FILE]

Tierwise in full dress on core 0; upstream and load on core 1. First a closed loop finds capacity.
Then high priority alone at half capacity, which is the comparison; all priorities below capacity,
where nothing may be refused; and a flood: 10 % high, 30 % normal, 60 % low, at fixed rates whatever
is answered, from keys and connections of their own, and then from the same keys and connections.
Latency counts from when a request was due. After the flood half of the capacity goes on arriving.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.overhead.contenders import tierwise
from benchmarks.overhead.native import Measured, Native
from benchmarks.overhead.process import cpu_s, free_port, memory_mb, running, start, stop
from benchmarks.overload.texts import PRIORITIES, write_requests

SERVER_CORE, LOAD_CORE = "0", "1"
SHARES = {"high": 10, "normal": 30, "low": 60}
CONNECTIONS = {"high": 100, "normal": 300, "low": 600}
KEYS_OF_EACH = 3
BUILD = Path("build/overhead")


class Trial:
    """The service under test and what it is asked."""

    def __init__(self, native: Native, folder: Path, *, port: int, pid: int) -> None:
        self.pid = pid
        self._native, self._folder, self._port = native, folder, port
        made = [
            [_key(folder, f"{kind}-{number}") for number in range(KEYS_OF_EACH)]
            for kind in (*PRIORITIES, "shared")
        ]
        self._own = dict(zip(PRIORITIES, made, strict=False))
        self._shared = dict.fromkeys(PRIORITIES, made[-1])

    def load(
        self,
        name: str,
        shares: dict[str, int],
        *,
        seconds: float,
        rate: float = 0,
        connections: int = 32,
        is_shared: bool = False,
    ) -> Measured:
        """One generator: a closed loop where no rate is given."""
        keys = self._shared if is_shared else self._own
        file = write_requests(self._folder / f"{name}.txt", shares, keys=dict(keys))
        return self._native.load(
            self._port,
            "/v1/chat/completions",
            bodies=file,
            connections=connections,
            seconds=seconds,
            rate=rate,
            core=LOAD_CORE,
        )

    def flood(self, rate: float, *, seconds: float) -> dict[str, Measured]:
        """Each priority with keys and connections of its own, all at once."""

        def one(kind: str) -> Measured:
            return self.load(
                kind,
                {kind: 1},
                seconds=seconds,
                rate=rate * SHARES[kind] / 100,
                connections=CONNECTIONS[kind],
            )

        with ThreadPoolExecutor(len(PRIORITIES)) as pool:
            return dict(zip(PRIORITIES, pool.map(one, PRIORITIES), strict=True))


def seen(measured: Measured, priority: str, *, seconds: float) -> dict[str, float]:
    """Figures of one priority in one run that sent for so many seconds."""
    one = measured.seen["classes"].get(str(PRIORITIES.index(priority)))
    if one is None:
        return {}
    statuses = {int(status): count for status, count in one["statuses"].items()}
    latency = one["latency_ms"] or {"p50": float("nan"), "p99": float("nan")}
    told = sum(count for status, count in statuses.items() if status not in (200, 503))
    return {
        "answered": statuses.get(200, 0),
        "refused": statuses.get(503, 0),
        "broken": told + one["lost"],
        "answered_per_s": statuses.get(200, 0) / seconds,
        "p50_ms": latency["p50"],
        "p99_ms": latency["p99"],
    }


def tell(name: str, figures: Mapping[str, Mapping[str, float]]) -> dict[str, object]:
    """Print a phase, and give it for the file."""
    for priority, one in figures.items():
        if one:
            print(
                f"{name:<22}{priority:<8}{one['answered_per_s']:>8.0f}/s answered"
                f"{one['refused']:>8.0f} refused{one['broken']:>5.0f} broken"
                f"   p50 {one['p50_ms']:>7.1f} ms   p99 {one['p99_ms']:>7.1f} ms",
                flush=True,
            )
    return {name: figures}


def of_one(measured: Measured, *, seconds: float) -> dict[str, dict[str, float]]:
    """The figures of all priorities in one run."""
    return {priority: seen(measured, priority, seconds=seconds) for priority in PRIORITIES}


def recover(trial: Trial, *, rate: float, limit_ms: float) -> float:
    """Seconds after a flood until nothing is refused and high priority is as fast as it was."""
    began, last_bad = time.monotonic(), 0.0
    for _ in range(10):
        after = trial.load("after", SHARES, seconds=0.5, rate=rate, connections=100)
        figures = of_one(after, seconds=0.5)
        refused = sum(one.get("refused", 0) + one.get("broken", 0) for one in figures.values())
        if refused or figures["high"]["p99_ms"] > limit_ms:
            last_bad = time.monotonic() - began
    return last_bad


def compare(seconds: float, *, times: float) -> dict[str, object]:
    """All phases, one after the other."""
    native, upstream = Native(BUILD), free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        provider = start(native.upstream(upstream), {}, core=LOAD_CORE)
        contender = tierwise(upstream, folder)
        try:
            with running(
                contender.command,
                contender.environment,
                ready=f"http://127.0.0.1:{contender.port}/readyz",
                core=SERVER_CORE,
                log=folder / "log",
            ) as (pid, _):
                trial = Trial(native, folder, port=contender.port, pid=pid)
                return measure(trial, seconds=seconds, times=times)
        finally:
            stop(provider)


def measure(trial: Trial, *, seconds: float, times: float) -> dict[str, object]:
    """The phases on a service that runs."""
    trial.load("warm", SHARES, seconds=2, connections=8)
    before_s = cpu_s(trial.pid)
    found = trial.load("capacity", SHARES, seconds=seconds)
    capacity, cores = found.requests_per_s, (cpu_s(trial.pid) - before_s) / seconds
    results: dict[str, object] = {"capacity_per_s": capacity}
    print(f"capacity {capacity:.0f}/s, {found.errors} errors, {cores:.0%} of the core, 32 at once")
    alone = trial.load("alone", {"high": 1}, seconds=seconds, rate=capacity / 2, connections=100)
    results |= tell("half, high alone", of_one(alone, seconds=seconds))
    usual = trial.load("below", SHARES, seconds=seconds, rate=capacity * 0.8, connections=100)
    results |= tell("four fifths, all", of_one(usual, seconds=seconds))
    unloaded = seen(alone, "high", seconds=seconds)["p99_ms"]
    before_s = cpu_s(trial.pid)
    flood = trial.flood(capacity * times, seconds=seconds)
    busy = (cpu_s(trial.pid) - before_s) / seconds
    recovered_s = recover(trial, rate=capacity / 2, limit_ms=3 * unloaded)
    figures = {
        priority: seen(flood[priority], priority, seconds=seconds) for priority in PRIORITIES
    }
    results |= tell(f"{times:g} times, own keys", figures)
    answered = sum(one["answered_per_s"] for one in figures.values()) / capacity
    ratio = figures["high"]["p99_ms"] / unloaded
    shared = trial.load(
        "shared",
        SHARES,
        seconds=seconds,
        rate=capacity * times,
        connections=sum(CONNECTIONS.values()),
        is_shared=True,
    )
    results |= tell(f"{times:g} times, shared keys", of_one(shared, seconds=seconds))
    results |= {
        "answered_of_capacity": answered,
        "high_p99_of_unloaded": ratio,
        "recovered_s": recovered_s,
        "cores": busy,
        "memory_mb": memory_mb(trial.pid),
    }
    print(
        f"answered {answered:.0%} of capacity; high p99 {ratio:.1f} times unloaded; recovered in "
        f"{recovered_s:.1f} s; {busy:.0%} of the core; {memory_mb(trial.pid):.0f} MB"
    )
    return results


def _key(folder: Path, name: str) -> str:
    program = str(Path(sys.executable).with_name("tierwise"))
    words = ["keys", "create", name, "--team", "bench", "--database", str(folder / "bench.db")]
    done = subprocess.run([program, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main() -> None:
    """Measure, print, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each phase")
    parser.add_argument("--times", type=float, default=5.0, help="the flood, in capacities")
    parser.add_argument("--results", type=Path, help="write the figures here as JSON")
    given = parser.parse_args()
    results = compare(given.seconds, times=given.times)
    if given.results:
        given.results.parent.mkdir(parents=True, exist_ok=True)
        given.results.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
