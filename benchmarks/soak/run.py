"""`python -m benchmarks.soak.run --requests 1000000`: prints each minute what the service holds.

Whole and streamed answers, in OpenAI's and Anthropic's words, with four keys of two teams, before
an upstream of which one request in a hundred fails. Exits with 1 where memory or descriptors grow,
a log line is not expected, or ledger, accounts and upstream disagree by one token or nano-dollar.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.overhead.bodies import conversations, write_bodies
from benchmarks.overhead.contenders import Contender, tierwise
from benchmarks.overhead.native import Measured, Native
from benchmarks.overhead.process import free_port, running, start, stop
from benchmarks.soak.books import answered_by, disagreements
from benchmarks.soak.watching import Held, held_by, unexpected_in

BUILD = Path(tempfile.gettempdir()) / "tierwise-native"
CHUNKS, FAULTS_PER_1000 = 20, 10
_WARM_SHARE, _MOST_GROWTH = 0.05, 0.05
_SPARE_DESCRIPTORS = 40
_ROADS = {"/v1/chat/completions": 12, "/v1/messages": 4}
"""How many connections load each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """What is run against what."""

    native: Native
    service: Contender
    bodies: Path

    def minute(self, *, seconds: float, most: int) -> int:
        """Load all roads side by side; gives how many requests were answered."""
        with ThreadPoolExecutor(len(_ROADS)) as pool:
            loads = [
                pool.submit(self._load, path, connections=number, seconds=seconds, most=most)
                for path, number in _ROADS.items()
            ]
            return sum(load.result().finished for load in loads)

    def _load(self, path: str, *, connections: int, seconds: float, most: int) -> Measured:
        share = connections / sum(_ROADS.values())
        return self.native.load(
            self.service.port,
            path,
            bodies=self.bodies,
            connections=connections,
            seconds=seconds,
            most=max(1, int(most * share)),
            core="1",
        )


def soak(wanted: int, *, minute_s: float, folder: Path) -> list[str]:
    """Send `wanted` requests; gives everything that is wrong afterwards."""
    native, upstream = Native(BUILD), free_port()
    command = native.upstream(upstream, chunks=CHUNKS, faults_per_1000=FAULTS_PER_1000)
    with ExitStack() as stack:
        stack.callback(stop, start(command, {}, core="1"))
        time.sleep(0.3)
        service = tierwise(upstream, folder)
        run = Soak(native=native, service=service, bodies=_bodies(folder, _keys(folder, service)))
        log = folder / "service.log"
        ready = f"http://127.0.0.1:{service.port}{service.ready}"
        with running(service.command, service.environment, ready=ready, core="0", log=log) as (
            pid,
            _,
        ):
            seen = _until_sent(run, pid, wanted=wanted, minute_s=minute_s)
            time.sleep(3)  # what is booked after an answer
            wrong = disagreements(folder / "bench.db", answered_by(upstream), chunks=CHUNKS)
        return wrong + _growth(seen) + unexpected_in(log)


def _until_sent(run: Soak, pid: int, *, wanted: int, minute_s: float) -> list[Held]:
    """Print a line for each minute; gives what was held after the warm-up and at each line."""
    warm = max(1_000, int(wanted * _WARM_SHARE))
    sent = run.minute(seconds=3_600, most=warm)
    seen = [held_by(pid)]
    print(f"{sent:>9} warm-up  {seen[-1]}", flush=True)
    while sent < wanted:
        began_s = time.monotonic()
        done = run.minute(seconds=minute_s, most=wanted - sent)
        if not done:
            raise RuntimeError("the service answers nothing any more")
        sent += done
        seen.append(held_by(pid))
        rate = done / (time.monotonic() - began_s)
        print(f"{sent:>9} {rate:>7.0f}/s {seen[-1]}", flush=True)
    return seen


def _growth(seen: list[Held]) -> list[str]:
    first, last = seen[0], seen[-1]
    wrong = []
    if last.megabytes > first.megabytes * (1 + _MOST_GROWTH):
        wrong.append(f"memory grew from {first.megabytes:.1f} to {last.megabytes:.1f} MB")
    if last.descriptors > first.descriptors + _SPARE_DESCRIPTORS:
        wrong.append(f"descriptors grew from {first.descriptors} to {last.descriptors}")
    return wrong


def _keys(folder: Path, service: Contender) -> list[str]:
    """The first key and three more; each is counted by a team's and a user's budget."""
    program = str(Path(sys.executable).with_name("tierwise"))
    database = ["--database", str(folder / "bench.db")]

    def told(*words: str) -> str:
        done = subprocess.run(
            [program, *words, *database], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    for scope, name in (("team", "other"), ("user", "grace")):
        limits = ("--limit-usd", "1000000", "--per", "month", f"--{scope}", name)
        told("budgets", "set", scope + "-2", *limits)
    owners = (("bench", "grace"), ("other", "ada"), ("other", "grace"))
    more = [
        told("keys", "create", f"{team}-{user}", "--team", team, "--user", user)
        for team, user in owners
    ]
    return [service.key, *more]


def _bodies(folder: Path, keys: list[str]) -> Path:
    """Whole and streamed requests in turn."""
    asked = conversations(4_000, seed=5)
    kinds = []
    for is_stream in (False, True):
        file = folder / f"bodies-{is_stream}.tsv"
        write_bodies(file, asked, model="auto", keys=keys, is_stream=is_stream)
        kinds.append(file.read_text().splitlines())
    mixed = folder / "bodies.tsv"
    mixed.write_text("".join(f"{line}\n" for pair in zip(*kinds, strict=True) for line in pair))
    return mixed


def main() -> int:
    """Soak, and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--minute-s", type=float, default=60.0, help="seconds of each line")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        wrong = soak(arguments.requests, minute_s=arguments.minute_s, folder=Path(name))
    print("\n".join(wrong) or "nothing grew, and the books agree", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
