"""What do all detectors cost for one request with key, user, team and project?

python -m benchmarks.anomalies.latency [--river]
"""

import argparse
from itertools import chain, islice
from statistics import median, quantiles
from time import perf_counter_ns

from benchmarks.anomalies.company import Company, Sizes
from benchmarks.anomalies.judges import Judge, RiverTrees, Tierwise
from router.core.detection.settings import Detection
from router.core.sighting import Arrival

__all__ = ["main"]

_WARM = 30_000
_TIMED = 30_000


def times_us(judge: Judge, *, seed: int) -> tuple[list[float], list[float]]:
    """Microseconds of each arrival and of each departure on a company's trace."""
    company = Company(seed, Sizes(people=60, of_each=1))
    arrivals: list[float] = []
    departures: list[float] = []
    events = list(islice(chain.from_iterable(company.days()), _WARM + _TIMED))
    for number, event in enumerate(events):
        begun = perf_counter_ns()
        for _ in judge.see(event):
            pass
        took_us = (perf_counter_ns() - begun) / 1000
        if number >= _WARM:
            (arrivals if isinstance(event, Arrival) else departures).append(took_us)
    return arrivals, departures


def main() -> None:
    """Prints medians and 99th percentiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--river", action="store_true", help="also one half-space forest a key")
    judges: dict[str, Judge] = {"tierwise": Tierwise(Detection())}
    if parser.parse_args().river:
        judges["River, keys only"] = RiverTrees({"never": 2.0}, seed=1)
    for name, judge in judges.items():
        arrivals, departures = times_us(judge, seed=3)
        for what, each in (("arrival", arrivals), ("departure", departures)):
            print(
                f"{name}: {what} median {median(each):.1f} us, p99 {quantiles(each, n=100)[98]:.1f}"
            )
        print(f"{name}: a request {median(arrivals) + median(departures):.1f} us")


if __name__ == "__main__":
    main()
