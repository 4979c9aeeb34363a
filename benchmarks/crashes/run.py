"""Is any completed answer missing from the ledger, or a budget overrun, whatever is killed?

python -m benchmarks.crashes.run [sqlite services servers redis disk clock] [--share 0.1]
"""

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence

from benchmarks.crashes.trial import Endured, Plan, endure

__all__ = ["PLANS", "main"]

_NANOS = 1e9
_TWO = "postgres+redis"
PLANS: Mapping[str, Plan] = {
    "sqlite": Plan(
        name="the service killed, on SQLite", kind="sqlite", replicas=1,
        blows=("service killed",) * 50,
    ),
    "services": Plan(
        name="one of two services killed, on PostgreSQL and Redis", kind=_TWO, replicas=2,
        blows=("service killed",) * 50,
    ),
    "servers": Plan(
        name="PostgreSQL killed", kind=_TWO, replicas=2, blows=("PostgreSQL killed",) * 10
    ),
    "redis": Plan(
        name="Redis killed or flushed", kind=_TWO, replicas=2,
        blows=("Redis killed", "Redis flushed") * 10,
    ),
    "disk": Plan(
        name="the disk full, SQLite and spool on it", kind="sqlite", replicas=1,
        blows=("disk full",) * 5,
    ),
    "clock": Plan(
        name="the wall clock stepped by an hour, on SQLite", kind="sqlite", replicas=2,
        blows=("clock stepped",) * 9,
    ),
}  # fmt: skip


def main() -> int:
    """Carry plans out, and print what came of them; 1 where anything was not as it should be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("plans", nargs="*", default=list(PLANS), metavar="PLAN")
    parser.add_argument("--share", type=float, default=1.0, help="of the blows")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fake-time", help="libfaketime.so.1, where it is not in its usual place")
    options = parser.parse_args()
    is_wrong = False
    for name in options.plans:
        plan = PLANS[name]
        blows = plan.blows[: max(1, round(len(plan.blows) * options.share))]
        endured = endure(
            Plan(
                name=plan.name,
                kind=plan.kind,
                replicas=plan.replicas,
                blows=blows,
                seed=options.seed,
                fake_time=options.fake_time,
            )
        )
        _tell(endured)
        is_wrong = is_wrong or bool(endured.untrue)
    return int(is_wrong)


def _tell(endured: Endured) -> None:
    plan, found, seen = endured.plan, endured.tally, endured.seen
    refused = ", ".join(f"{number:,} {code}" for code, number in sorted(found.refused.items()))
    print(f"\n{plan.name}: {len(plan.blows)} times in {endured.seconds:.0f} s")
    print(f"  complete answers           {found.answered:,}")
    print(f"  refused                    {refused or 0}")
    print(f"  broken off                 {found.broken:,}")
    print(f"  missing from the ledger    {found.missing}")
    print(f"  booked twice               {found.doubled}")
    print(f"  other amount than was told {found.wrong}")
    print(f"  booked as lost             {found.lost}, corrected later {found.corrections}")
    print(
        f"  booked, USD                {found.spent_nanos / _NANOS:.6f}, "
        f"the provider bills {endured.billed_nanos / _NANOS:.6f}"
    )
    print(
        f"  looks at the budget        {seen.samples:,}, {seen.above} above the limit, "
        f"nearest {seen.least_room / _NANOS:.6f} USD below; {seen.away} without an answer, "
        f"{seen.uncounted} without counters"
    )
    print(f"  served again after         {_times(endured.served_again_s)}")
    print(f"  all held then booked after {_times(endured.booked_again_s)}")
    print(f"  no hold left after         {endured.quiet_s:.1f} s")
    print(f"  counters beside the ledger {endured.drift_nanos / _NANOS:+.9f} USD")
    for words in endured.untrue:
        print(f"  NOT AS IT SHOULD BE        {words}")


def _times(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s"


if __name__ == "__main__":
    sys.exit(main())
