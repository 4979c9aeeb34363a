"""Is one budget for 500 requests exceeded by 2,000 of them, 200 at once, on each kind of store?

python -m benchmarks.concurrency.run [memory sqlite postgres postgres+redis]
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.concurrency.stores import KINDS, REPLICAS, opened
from benchmarks.concurrency.trial import Outcome, Size, attempt

__all__ = ["main"]

_NANOS = 1e9


def main() -> int:
    """Try each store, and print what was seen; 1 where anything was not as it should be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=list(KINDS), metavar="KIND")
    parser.add_argument("--requests", type=int, default=Size().requests)
    parser.add_argument("--at-once", type=int, default=Size().at_once)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    size = Size(
        requests=options.requests, at_once=options.at_once, worth=max(1, options.requests // 4)
    )
    is_wrong = False
    for kind in options.kinds:
        folder = Path(tempfile.mkdtemp(prefix="tw-store-"))
        try:
            with opened(kind, folder) as store:
                outcome = attempt(
                    store.address, replicas=REPLICAS[kind], size=size, seed=options.seed
                )
        finally:
            shutil.rmtree(folder)
        _tell(outcome)
        is_wrong = is_wrong or bool(outcome.untrue)
    return int(is_wrong)


def _tell(outcome: Outcome) -> None:
    seen, found, size = outcome.seen, outcome.tally, outcome.size
    print(f"\n{outcome.kind}: {REPLICAS[outcome.kind]} processes, {outcome.seconds:.1f} s")
    print(f"  budget, USD             {size.limit_nanos / _NANOS:.6f}")
    print(f"  spent, USD              {found.spent_nanos / _NANOS:.6f} ({outcome.share_used:.2%})")
    print(f"  looks of the reader     {seen.samples:,} ({seen.above} above the limit)")
    print(f"  nearest to the limit    {seen.least_room / _NANOS:.6f} USD below")
    print(f"  answered                {found.answered:,} ({found.shortened} shortened)")
    for code, number in sorted(found.refused.items()):
        print(f"  refused                 {number:,} {code}")
    print(f"  waited in vain          {outcome.waited_in_vain:,}")
    print(f"  slowest answer          {outcome.slowest_ms:,.0f} ms")
    print(f"  entries                 {found.entries:,}")
    print(
        f"  missing, doubled, wrong {found.missing}, {found.doubled}, {found.wrong}; "
        f"broken {found.broken}; holds left {outcome.holds_left}"
    )
    for words in outcome.untrue:
        print(f"  NOT AS IT SHOULD BE     {words}")


if __name__ == "__main__":
    sys.exit(main())
