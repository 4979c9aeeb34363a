"""What does watching cost a request, and what the background behind it?

python -m benchmarks.anomalies.watch_cost [--keys 100000]
"""

import argparse
import asyncio
import resource
import statistics
import time
from dataclasses import dataclass
from random import Random

from router.adapters.storage.memory import open_memory
from router.adapters.system_clock import SystemClock
from router.bootstrap.watching import Watching, open_watching
from router.core.caller import Caller
from router.core.ledger import Outcome
from router.core.policy import Policy
from router.core.sighting import Arrival, Departure, Origin

__all__ = ["main"]

_ROUNDS = 20_000
_POLICY = Policy(version=1, name="benchmark")


@dataclass
class _Traffic:
    """Requests of many keys, whose users, teams and projects are fewer."""

    keys: int
    random: Random

    def request(self) -> tuple[Arrival, Departure]:
        number = self.random.randrange(self.keys)
        caller = Caller(
            key_id=f"key_{number:08}",
            user=f"user-{number}@acme.example",
            team=f"team-{number % 400}",
            project=f"project-{number % 1_500}",
        )
        at_s = time.time()
        arrival = Arrival(
            at_s=at_s,
            caller=caller,
            decision_id="dec_1",
            origin=Origin(network=f"10.0.{number % 4}.0/24", client="OpenAI/Python"),
            fingerprint=f"{self.random.getrandbits(96):024x}",
            sketch=self.random.getrandbits(64),
            thread=f"{number}-1",
            input_tokens=500,
        )
        departure = Departure(
            at_s=at_s,
            caller=caller,
            decision_id="dec_1",
            outcome=Outcome.COMPLETED,
            cost_usd=0.002,
            output_tokens=200,
        )
        return arrival, departure


def _in_request(watching: Watching, traffic: _Traffic) -> None:
    """Microseconds that a request waits for; the queue is emptied in between, unmeasured."""
    watch, clock = watching.watch, SystemClock()
    requests = [traffic.request() for _ in range(_ROUNDS)]
    times: list[float] = []
    for arrival, departure in requests:
        now = clock.now()
        began = time.perf_counter()
        watch.of(arrival.caller, at=now)
        watch.arrived(arrival)
        watch.departed(departure)
        times.append(time.perf_counter() - began)
    quantiles = statistics.quantiles(times, n=100)
    print(f"of + arrived + departed: median {1e6 * quantiles[49]:.1f} us, p99 ", end="")
    print(f"{1e6 * quantiles[98]:.1f} us")


async def _behind(watching: Watching, *, requests: int) -> None:
    began = time.process_time()
    await watching.watch.look()
    spent = time.process_time() - began
    print(f"background: {1e6 * spent / requests:.0f} us of processor time a request")


async def _memory(traffic: _Traffic, keys: int) -> None:
    stores = open_memory()
    watching = open_watching(
        stores, clock=SystemClock(), policy=lambda: _POLICY, most_profiles=10 * keys
    )
    await watching.watch.begin()
    before = _resident_mib()
    for start in range(0, keys * 2, 20_000):
        for _ in range(min(20_000, keys * 2 - start)):
            for sighting in traffic.request():
                if isinstance(sighting, Arrival):
                    watching.watch.arrived(sighting)
                else:
                    watching.watch.departed(sighting)
        await watching.watch.look()
    kept, used = len(watching.profiles), _resident_mib() - before
    print(f"{kept} profiles of some {keys} keys: {used:.0f} MiB, ", end="")
    print(f"{1024 * used / kept:.1f} KiB each, with their last minutes")
    began = time.perf_counter()
    await watching.profiles.save()
    spent = time.perf_counter() - began
    print(f"packed and saved in memory: {1e6 * spent / kept:.0f} us each")
    known = await stores.profiles.known()
    born = open_watching(stores, clock=SystemClock(), policy=lambda: _POLICY)
    began = time.perf_counter()
    await born.profiles.restore(known[:10_000])
    print(f"restored: {1e6 * (time.perf_counter() - began) / len(known[:10_000]):.0f} us each")


def _resident_mib() -> float:
    with open("/proc/self/statm", encoding="ascii") as memory:  # noqa: PTH123
        return int(memory.read().split()[1]) * resource.getpagesize() / 2**20


async def _measure(keys: int) -> None:
    traffic = _Traffic(keys, Random(1))  # noqa: S311 - not a secret
    watching = open_watching(open_memory(), clock=SystemClock(), policy=lambda: _POLICY)
    await watching.watch.begin()
    for _ in range(2):  # the first round makes the profiles
        _in_request(watching, _Traffic(1_000, traffic.random))
        await _behind(watching, requests=_ROUNDS)
    await _memory(traffic, keys)


def main() -> None:
    """Prints microseconds a request, and the memory of many keys."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=100_000)
    asyncio.run(_measure(parser.parse_args().keys))


if __name__ == "__main__":
    main()
