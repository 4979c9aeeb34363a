"""Tests of `router.services.plan_policy`."""

from datetime import timedelta
from pathlib import Path

from classifier.scale import HERE, LocalProcesses, Workers
from router.core.plan.report import Plan
from router.services.plan_policy import PlanPolicy
from tests import factories
from tests.adapters.storage.sqlite.opening import opened
from tests.factories import NOON
from tests.services.history import asked, remember

HOUR = timedelta(hours=1)
OLD = factories.rulebook()
NEW = factories.rulebook(
    factories.policy(
        {"when": {"team": "pay"}, "then": {"tier": "premium", "max_tokens": 100}},
        {
            "when": {"not": {"team": "pay"}, "budget": {"share_used": {"at_least": 0.5}}},
            "then": {"best_value": {"value_usd": "0.05"}, "headers": {"x-a": "b"}},
        },
    )
)
FACTS = [
    asked(who=factories.caller(team=team), difficulty=number / 9, thread=f"t{number // 2}")
    for number, team in enumerate(("pay", "search", "web") * 40)
]


async def plan(**changes: object) -> Plan:
    stores = await remember(FACTS, OLD)
    given = {"old": OLD, "new": NEW, "since": NOON, "until": NOON + HOUR, **changes}
    return PlanPolicy(history=stores.history)(**given)  # type: ignore[arg-type]


async def test_a_policy_against_itself_costs_exactly_what_the_ledger_has() -> None:
    stores = await remember(FACTS, OLD)
    found = PlanPolicy(history=stores.history)(old=OLD, new=OLD, since=NOON, until=NOON + HOUR)
    spent = sum(row.cost_nanos for row in [found.whole])
    sums, booked = found.whole.sums, found.comparison.booked_nanos
    assert sums.old_nanos == sums.new_nanos == booked > 0
    assert (spent, sums.changed, found.comparison.as_decided) == (0, 0, len(FACTS))


async def test_what_changes_is_told() -> None:
    found = await plan(sample=3)
    assert found.whole.sums.requests == len(FACTS)
    assert found.whole.sums.changed == found.whole.higher == 40
    assert found.whole.sums.cut_off == 40
    assert found.transitions == {("standard", "standard"): 80, ("standard", "premium"): 40}
    assert len(list(found.comparison.sample)) == 3
    assert found.whole.cost_nanos > 0


async def test_only_what_was_booked_in_the_time_counts() -> None:
    assert (await plan(since=NOON + HOUR / 2)).whole.sums.requests == 0


async def test_pieces_of_any_size_and_any_worker_find_the_same(tmp_path: Path) -> None:
    stores = await remember(FACTS, OLD, stores=opened(tmp_path / "ledger.db"))
    OLD.policy.directive(FACTS[0])  # what is made ready for matching does not travel
    told: list[int] = []

    def figures(workers: Workers, *, piece: int = 1_000) -> tuple[object, ...]:
        found = PlanPolicy(history=stores.history, piece=piece)(
            old=OLD,
            new=NEW,
            since=NOON,
            until=NOON + HOUR,
            workers=workers,
            begin=told.append,
            advance=told.append,
        )
        sums = found.whole.sums
        return sums.requests, sums.changed, sums.new_nanos, found.cost_nanos, found.transitions

    whole = figures(HERE)
    assert told == [1, 1]
    assert figures(HERE, piece=7) == whole
    assert told[2:] == [18, *[1] * 18]
    assert figures(LocalProcesses(2), piece=7) == whole
    await stores.close()
