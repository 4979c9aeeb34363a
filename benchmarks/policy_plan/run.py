"""How long do a plan and a replay take over a recorded history, and where does the time go?

python -m benchmarks.policy_plan.run LEDGER.db [--workers N] [--profile]

LEDGER.db is written by benchmarks.policy_plan.make_history. Two plans are timed: a small edit of
the shipped default (one rule's tier), and another policy altogether. The replay must come out
identical, and the default against itself must cost what the ledger has for what it decided.
"""

import argparse
import cProfile
import os
import pstats
import resource
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.policy_plan.make_history import POLICIES, catalog, rulebook_of
from benchmarks.policy_plan.traffic import DAYS, START
from classifier.scale import HERE, LocalProcesses, Workers
from router.adapters.files.policy_file import load_policy
from router.adapters.files.rulebook_json import rulebook_from_text
from router.adapters.storage.sqlite.history import SqliteHistory, SqlitePastRulebooks
from router.core.errors import RouterError
from router.core.history import Recorded
from router.core.plan.comparison import Comparer
from router.core.plan.report import Plan
from router.core.policy import Policy
from router.core.routing import Rulebook, decide
from router.services.plan_policy import PIECE, PlanPolicy
from router.services.replay_decisions import ReplayDecisions

T = TypeVar("T")
SINCE, UNTIL = START, START + timedelta(days=DAYS + 1)
SHOWN, ROUNDS = 25, 5


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--profile", action="store_true", help="where the time goes, in one piece")
    options = parser.parse_args()
    history = SqliteHistory(options.ledger)
    default, edited, other = rulebooks()
    if options.profile:
        _profile(history, old=default, new=edited)
        return
    crew: Workers = LocalProcesses(options.workers) if options.workers > 1 else HERE
    plan = PlanPolicy(history=history)
    print(f"{options.workers} workers, load {os.getloadavg()[0]:.1f} before")
    for name, new in (("one tier edited", edited), ("another policy", other)):
        work = partial(plan, old=default, new=new, since=SINCE, until=UNTIL, workers=crew)
        _describe(_timed(name, work))
    past = SqlitePastRulebooks(options.ledger, from_texts=rulebook_from_text)
    replays = ReplayDecisions(history=history, past=past)
    again = _timed("replay", lambda: replays.all(SINCE, UNTIL, workers=crew))
    print(f"  {again.identical:,} identical, {again.differing:,} differ, {again.audits:,} audits")


def rulebooks() -> tuple[Rulebook, Rulebook, Rulebook]:
    """The shipped default, the same with one rule's tier edited, and another policy."""
    known = catalog()
    default, version = load_policy(POLICIES / "default.yaml")
    content = default.model_dump(mode="json", by_alias=True, exclude_none=True)
    for rule in content["rules"]:
        if rule["id"] == "normal-demanding":
            rule["then"]["tier"] = "standard"
    other, other_version = load_policy(POLICIES / "cost_saver.yaml")
    return (
        rulebook_of(default, known, version=version),
        rulebook_of(Policy.model_validate(content), known, version="edited@1"),
        rulebook_of(other, known, version=other_version),
    )


def _timed(name: str, work: Callable[[], T]) -> T:
    began, spent = time.perf_counter(), _cpu_s()
    found = work()
    took_s, cpu_s = time.perf_counter() - began, _cpu_s() - spent
    print(f"{name}: {took_s:.1f} s, {cpu_s:.1f} s of processor time")
    return found


def _cpu_s() -> float:
    """Of this process and of the workers that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _describe(plan: Plan) -> None:
    sums, found = plan.whole.sums, plan.comparison
    print(
        f"  {sums.requests:,} requests, {sums.changed / sums.requests:.1%} change, "
        f"{found.as_decided / sums.requests:.1%} as decided then"
    )


def _profile(history: SqliteHistory, *, old: Rulebook, new: Rulebook) -> None:
    """Processor time of a request by part, beside that of deciding alone."""
    spans = history.spans(SINCE, UNTIL, size=PIECE)
    span = spans[len(spans) // 2]
    comparer = Comparer(old, new, sample=10)
    kept = list(history.read(span))
    parts = {
        "read": lambda: sum(1 for _ in history.read(span)),
        "decide once": lambda: _decide(kept, old),
        "compare what is read": lambda: comparer.compare(kept),
        "read and compare": lambda: comparer.compare(history.read(span)),
    }
    for name, work in parts.items():
        least_s = min(_cpu_of(work) for _ in range(ROUNDS))
        print(f"{name}: {1e6 * least_s / len(kept):.1f} us")
    profile = cProfile.Profile()
    profile.runcall(comparer.compare, history.read(span))
    pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


def _decide(kept: Sequence[Recorded], rulebook: Rulebook) -> None:
    for recorded in kept:
        with suppress(RouterError):
            decide(recorded.decision.facts, rulebook)


def _cpu_of(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
