"""What becomes slower as keys, rules, prompts and streams grow?

python -m benchmarks.growth.run [keys|rules|prompts|streams ...] [--seconds 2] [--rounds 3]

A service for each level, all in full dress, measured in turns on one core. What matters is the
ratio to the first row of each table. The ledger's growth is measured by `benchmarks.ledger_growth`.
"""

import argparse
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from benchmarks.growth.levels import add_keys, long_conversations, write_policy
from benchmarks.overhead.bodies import conversations, write_bodies
from benchmarks.overhead.contenders import Contender, tierwise
from benchmarks.overhead.native import Measured, Native
from benchmarks.overhead.process import cpu_s, free_port, memory_mb, running, start, stop
from benchmarks.overhead.run import BUILD, LOAD_CORE, SERVER_CORE
from router.adapters.system_clock import SystemClock

PARTS = ("keys", "rules", "prompts", "streams")
KEYS = (10, 100, 1_000, 10_000)
RULES = (10, 50, 200, 500)
PROMPTS = (10, 100, 1_000, 5_000, 20_000)
STREAMS = (1, 10, 100, 1_000)
_AT_ONCE = 16
_BODIES = 400
Conversations = Sequence[list[dict[str, str]]]


@dataclass(slots=True)
class Level:
    """One row: a service, what it is asked, and what that took."""

    size: int
    contender: Contender
    bodies: Path
    connections: int = _AT_ONCE
    callers: int = 1
    """What a caller's first requests cost is not what its later ones do: each makes two first, and
    every level as many as the one with the most callers."""
    cpu_us: list[float] = field(default_factory=list)
    """For each answer; for each event of a stream."""
    p50_ms: list[float] = field(default_factory=list)
    memory_mb: float = 0.0
    errors: int = 0


class Growth:
    """Prepares and measures the levels of one part after the other."""

    def __init__(self, folder: Path, *, upstream: int, native: Native) -> None:
        self._folder, self._upstream, self._native = folder, upstream, native

    def keys(self) -> list[Level]:
        """The same texts, spread over all keys, each with a budget of its own."""
        return [self._level("keys", count, keys=count) for count in KEYS]

    def rules(self) -> list[Level]:
        """Rules of others, before the shipped ones."""
        return [self._level("rules", count, rules=count) for count in RULES]

    def prompts(self) -> list[Level]:
        """One turn of so many tokens."""
        return [
            self._level("prompts", tokens, of=long_conversations(_BODIES // 4, tokens=tokens))
            for tokens in PROMPTS
        ]

    def streams(self) -> list[Level]:
        """So many at once, an event each 2 ms; the figure is for an event."""
        levels = [self._level("streams", count, is_stream=True) for count in STREAMS]
        return [replace(one, connections=one.size) for one in levels]

    def measure(self, levels: Sequence[Level], *, seconds: float, rounds: int) -> None:
        """All levels in turns."""
        with ExitStack() as stack:
            started = []
            for level in levels:
                one = level.contender
                ready = f"http://127.0.0.1:{one.port}{one.ready}"
                log = self._folder / f"{one.port}.log"
                pid, _ = stack.enter_context(
                    running(one.command, one.environment, ready=ready, core=SERVER_CORE, log=log)
                )
                self._load(level, seconds=1.0)
                self._load(level, seconds=120.0, most=2 * max(one.callers for one in levels))
                started.append((level, pid))
            for _ in range(rounds):
                for level, pid in started:
                    before = cpu_s(pid)
                    seen = self._load(level, seconds=seconds)
                    done = seen.seen["chunks"] or seen.finished
                    level.cpu_us.append((cpu_s(pid) - before) * 1e6 / done)
                    level.p50_ms.append(seen.latency_ms("p50"))
                    level.errors += seen.errors
                    level.memory_mb = memory_mb(pid)

    def _load(self, level: Level, *, seconds: float, most: int = 0) -> Measured:
        return self._native.load(
            level.contender.port,
            level.contender.path,
            bodies=level.bodies,
            connections=level.connections,
            seconds=seconds,
            most=most,
            core=LOAD_CORE,
        )

    def _level(
        self,
        part: str,
        size: int,
        *,
        keys: int = 0,
        rules: int = 0,
        of: Conversations | None = None,
        is_stream: bool = False,
    ) -> Level:
        folder = self._folder / f"{part}-{size}"
        folder.mkdir()
        # A thousand streams that begin in one moment are no overload here, but what is measured.
        more = {"TIERWISE_LONGEST_WAIT_S": "30"} if is_stream else {}
        if rules:
            more["TIERWISE_POLICY"] = str(write_policy(folder / "p.yaml", rules))
        contender = tierwise(self._upstream, folder, more=more)
        if is_stream:
            catalog = folder / "catalog.yaml"
            paced = catalog.read_text().replace("/v1'", "/paced/v1'")
            catalog.write_text(paced)
        secrets = [contender.key]
        if keys:
            secrets = add_keys(folder / "bench.db", keys, clock=SystemClock())
        bodies = write_bodies(
            folder / "bodies.txt",
            conversations(max(KEYS) if keys else _BODIES, seed=7) if of is None else of,
            model=contender.model,
            keys=secrets,
            is_stream=is_stream,
        )
        return Level(size=size, contender=contender, bodies=bodies, callers=len(secrets))


def table(part: str, levels: Iterable[Level]) -> str:
    """The medians, and the ratio of CPU time to the first row's."""
    lines = [f"{part:>10}{'CPU us':>10}{'ratio':>8}{'p50 ms':>9}{'MB':>7}{'errors':>8}"]
    first = 0.0
    for level in levels:
        cpu_us = median(level.cpu_us)
        first = first or cpu_us
        lines.append(
            f"{level.size:>10,}{cpu_us:>10.1f}{cpu_us / first:>8.2f}{median(level.p50_ms):>9.2f}"
            f"{level.memory_mb:>7.0f}{level.errors:>8}"
        )
    return "\n".join(lines)


def main() -> None:
    """Print a table for each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all, if none is named")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(unknown)}. Write some of {', '.join(PARTS)}.")
    native, upstream = Native(BUILD), free_port()
    with tempfile.TemporaryDirectory() as name:
        provider = start(native.upstream(upstream), {}, core=LOAD_CORE)
        try:
            time.sleep(0.2)
            growth = Growth(Path(name), upstream=upstream, native=native)
            for part in given.parts or PARTS:
                levels = getattr(growth, part)()
                growth.measure(levels, seconds=given.seconds, rounds=given.rounds)
                print(table(part, levels), flush=True)
        finally:
            stop(provider)


if __name__ == "__main__":
    main()
