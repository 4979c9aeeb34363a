"""What must every ledger do?"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from router.adapters.storage.stores import Stores
from router.core.caller import UNASSIGNED, Caller
from router.core.deployment import Capability
from router.core.errors import LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome, SpendBy, SpendRow
from router.core.tier import Tier
from router.core.usage import Usage, UsageUnit
from router.ports.ledger import Ledger
from tests import factories
from tests.contracts.conftest import Opened
from tests.factories import NOON

SECOND = timedelta(seconds=1)
on_one_store = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def ledger(stores: Stores) -> Ledger:
    return stores.ledger


def booking(
    number: int = 1,
    *,
    at: datetime = NOON,
    cost_usd: str = "0.000123456",
    who: Caller | None = None,
    model: str = "small-model",
) -> tuple[LedgerEntry, DecisionRecord]:
    entry = factories.ledger_entry(
        id=f"led_{number}",
        decision_id=f"dec_{number}",
        at=at,
        cost_usd=cost_usd,
        who=who,
        model=model,
    )
    return entry, factories.decision_record(id=f"dec_{number}")


async def spend(ledger: Ledger, by: SpendBy = SpendBy.TEAM) -> Sequence[SpendRow]:
    return await ledger.spend(by, since=NOON - SECOND, until=NOON + SECOND)


async def test_gives_back_the_entry_and_the_decision_exactly(ledger: Ledger) -> None:
    asked = factories.shape(
        needs=[Capability.TOOLS, Capability.VISION], max_output_tokens=7, tool_count=3
    )
    facts = factories.facts(
        who=factories.caller(tags=("night", "batch")),
        asked=replace(asked, is_streamed=True, conversation_id="c-1"),
        at=NOON + timedelta(microseconds=123_457),
    )
    entry = factories.ledger_entry(at=facts.at, who=facts.caller)
    entry = replace(entry, usage=replace(entry.usage, is_estimated=True, cache_write_tokens=3))
    record = factories.decision_record(on=facts)
    await ledger.append(entry, record)
    assert await ledger.entries("dec_1") == [entry]
    assert await ledger.decision("dec_1") == record


async def test_books_a_refusal_for_which_nobody_was_called(ledger: Ledger) -> None:
    entry = replace(
        factories.ledger_entry(outcome=Outcome.REFUSED, cost_usd="0"),
        error_code="policy_denied",
        deployment=None,
        provider=None,
        model=None,
        tier=None,
        price_version=None,
        usage=Usage(),
    )
    record = replace(factories.decision_record(), deployment=None, tier=None, rule_id=None)
    await ledger.append(entry, record)
    assert await ledger.entries("dec_1") == [entry]
    assert await ledger.decision("dec_1") == record
    for by in (SpendBy.MODEL, SpendBy.TIER, SpendBy.DEPLOYMENT):
        (row,) = await spend(ledger, by)
        assert (row.group, row.requests, row.cost_usd) == (UNASSIGNED, 1, Decimal(0))


@pytest.mark.parametrize("unit", UsageUnit)
async def test_gives_back_what_was_used_by_the_unit(ledger: Ledger, unit: UsageUnit) -> None:
    entry, record = booking(1)
    used = Usage(units=2**40, unit=unit, service_tier="hd/1024x1792")
    entry = replace(entry, usage=used)
    asked = replace(factories.shape(), units=2**40)
    record = replace(record, facts=factories.facts(asked=asked))
    await ledger.append(entry, record)
    assert await ledger.entries("dec_1") == [entry]
    assert await ledger.decision("dec_1") == record


async def test_knows_nothing_of_what_was_never_booked(ledger: Ledger) -> None:
    assert await ledger.decision("dec_none") is None
    assert list(await ledger.entries("dec_none")) == []
    assert list(await spend(ledger)) == []


async def test_another_process_sees_an_entry_as_soon_as_append_returns(opened: Opened) -> None:
    for number in range(20):
        entry, record = booking(number)
        await opened.stores.ledger.append(entry, record)
        assert await opened.peer.ledger.entries(record.id) == [entry]


async def test_two_hundred_appends_at_once_are_all_booked_once(opened: Opened) -> None:
    writers = (opened.stores.ledger, opened.peer.ledger)
    await asyncio.gather(*(writers[n % 2].append(*booking(n)) for n in range(200)))
    (row,) = await spend(opened.stores.ledger)
    assert (row.requests, row.cost_usd) == (200, Decimal("0.0246912"))


async def test_an_id_is_booked_once_and_the_refused_entry_leaves_no_trace(ledger: Ledger) -> None:
    entry, record = booking(1)
    await ledger.append(entry, record)
    with pytest.raises(LedgerUnavailable, match="led_1"):
        await ledger.append(
            replace(entry, decision_id="dec_2", cost_usd=Decimal(9)), replace(record, id="dec_2")
        )
    assert await ledger.entries("dec_1") == [entry]
    assert await ledger.decision("dec_2") is None
    assert list(await ledger.entries("dec_2")) == []


async def test_a_refused_entry_does_not_harm_those_beside_it(ledger: Ledger) -> None:
    await ledger.append(*booking(5))
    outcomes = await asyncio.gather(
        *(ledger.append(*booking(number)) for number in range(10)), return_exceptions=True
    )
    assert [n for n, outcome in enumerate(outcomes) if outcome is not None] == [5]
    assert [row.requests for row in await spend(ledger)] == [10]


async def test_an_entry_without_its_decision_is_refused(ledger: Ledger) -> None:
    entry, _ = booking(1)
    _, stranger = booking(2)
    with pytest.raises(LedgerUnavailable, match="led_1"):
        await ledger.append(entry, stranger)
    assert await ledger.decision("dec_2") is None


async def test_a_decision_may_have_several_entries_and_is_never_edited(ledger: Ledger) -> None:
    _, record = booking(1)
    later, earlier, same = (
        replace(factories.ledger_entry(id=f"led_{n}"), at=NOON + n * SECOND) for n in (3, 1, 1.0)
    )
    same = replace(same, id="led_same")
    for entry in (later, earlier, same):
        await ledger.append(entry, replace(record, reason=f"as of {entry.id}"))
    assert await ledger.entries("dec_1") == [earlier, same, later]
    assert await ledger.decision("dec_1") == replace(record, reason="as of led_3")
    (row,) = await ledger.spend(SpendBy.TEAM, since=NOON, until=NOON + 9 * SECOND)
    assert (row.requests, row.cost_usd) == (1, 3 * later.cost_usd)


async def test_an_interval_holds_its_beginning_and_not_its_end(ledger: Ledger) -> None:
    moment = timedelta(microseconds=1)
    for number, at in enumerate((NOON - moment, NOON, NOON + SECOND - moment, NOON + SECOND)):
        await ledger.append(*booking(number, at=at, model=f"model-{number}"))
    rows = await ledger.spend(SpendBy.MODEL, since=NOON, until=NOON + SECOND)
    assert [row.group for row in rows] == ["model-1", "model-2"]
    assert list(await ledger.spend(SpendBy.MODEL, since=NOON, until=NOON)) == []


async def test_an_interval_means_the_same_in_every_time_zone(ledger: Ledger) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    await ledger.append(*booking(1, at=NOON.astimezone(kathmandu)))
    for zone in (kathmandu, timezone(timedelta(hours=-11))):
        since = NOON.astimezone(zone)
        assert len(await ledger.spend(SpendBy.TEAM, since=since, until=since + SECOND)) == 1
    (entry,) = await ledger.entries("dec_1")
    assert entry.at == NOON


@pytest.mark.parametrize(
    ("by", "group"),
    [
        (SpendBy.TEAM, "search"),
        (SpendBy.USER, "ada"),
        (SpendBy.PROJECT, "atlas"),
        (SpendBy.MODEL, "small-model"),
        (SpendBy.TIER, "economy"),
        (SpendBy.KEY, "key_1"),
        (SpendBy.DEPLOYMENT, "small"),
        (SpendBy.ENVIRONMENT, "prod"),
    ],
)
async def test_groups_by(ledger: Ledger, by: SpendBy, group: str) -> None:
    await ledger.append(*booking(1))
    assert list(await spend(ledger, by)) == [
        SpendRow(
            group=group,
            requests=1,
            input_tokens=100,
            output_tokens=20,
            cost_usd=Decimal("0.000123456"),
        )
    ]


async def test_every_grouping_there_is_adds_up_to_the_same(ledger: Ledger) -> None:
    teams = ("a", "b", UNASSIGNED)
    for number in range(9):
        who = factories.caller(team=teams[number % 3], user=f"u{number % 2}")
        await ledger.append(*booking(number, who=who, cost_usd="0.1", model=f"m{number % 4}"))
    for by in SpendBy:
        assert sum(row.cost_usd for row in await spend(ledger, by)) == Decimal("0.9")


async def test_the_dearest_group_comes_first_and_equals_by_name(ledger: Ledger) -> None:
    costs = {"cheap": "0.1", "dear": "2", "b": "1", "a": "1", UNASSIGNED: "0.5"}
    for number, (team, cost) in enumerate(costs.items()):
        await ledger.append(*booking(number, who=factories.caller(team=team), cost_usd=cost))
    assert [row.group for row in await spend(ledger)] == ["dear", "a", "b", UNASSIGNED, "cheap"]


_numbers = count()


@on_one_store
@given(nanos=st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=20))
async def test_sums_are_exact_to_the_nano_dollar(ledger: Ledger, nanos: list[int]) -> None:
    team = f"team-{next(_numbers)}"
    for amount in nanos:
        who = factories.caller(team=team)
        cost = str(Decimal(amount).scaleb(-9))
        await ledger.append(*booking(next(_numbers), who=who, cost_usd=cost))
    rows = {row.group: row for row in await spend(ledger)}
    assert rows[team].cost_usd == Decimal(sum(nanos)).scaleb(-9)
    assert rows[team].requests == len(nanos)


@on_one_store
@given(text=st.text(st.characters(codec=None), min_size=1))
async def test_any_text_of_a_caller_is_booked(ledger: Ledger, text: str) -> None:
    number = next(_numbers)
    who = Caller(key_id="key_1", user=text, team=text, project=text, tags=(text, "plain"))
    entry, record = booking(number, who=who, cost_usd="0.5")
    asked = factories.shape(requested_model=text)
    await ledger.append(entry, replace(record, facts=factories.facts(who=who, asked=asked)))
    (kept,) = await ledger.entries(f"dec_{number}")
    decision = await ledger.decision(f"dec_{number}")
    assert decision is not None
    assert kept.cost_usd == Decimal("0.5")
    assert kept.caller.tags[1] == "plain"
    unstorable = [chr(0), *map(chr, range(0xD800, 0xE000))]
    as_kept = text.translate({ord(char): "\ufffd" for char in unstorable})
    assert {kept.caller.user, kept.caller.tags[0], decision.facts.caller.team} == {as_kept}


async def test_hostile_names_are_only_names(ledger: Ledger) -> None:
    name = "'; DROP TABLE ledger_entry; --"
    await ledger.append(*booking(1, who=factories.caller(team=name)))
    assert [row.group for row in await spend(ledger)] == [name]


async def test_what_a_cancelled_request_used_is_booked(opened: Opened) -> None:
    waiting = asyncio.ensure_future(opened.stores.ledger.append(*booking(1)))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert len(await opened.peer.ledger.entries("dec_1")) == 1


async def test_closing_books_what_is_pending_and_refuses_what_comes_after(opened: Opened) -> None:
    ledger = opened.stores.ledger
    pending = [asyncio.ensure_future(ledger.append(*booking(number))) for number in range(3)]
    await asyncio.sleep(0)
    await ledger.close()
    await asyncio.gather(*pending)
    assert [row.requests for row in await spend(opened.peer.ledger)] == [3]
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await ledger.append(*booking(4))
    await ledger.close()


async def test_tiers_come_back_as_tiers(ledger: Ledger) -> None:
    await ledger.append(*booking(1))
    (entry,) = await ledger.entries("dec_1")
    record = await ledger.decision("dec_1")
    assert entry.tier is Tier.ECONOMY
    assert record is not None
    assert record.tier is Tier.ECONOMY
