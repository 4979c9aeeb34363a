"""Tests of `router.services.set_limits`."""

from datetime import timedelta
from decimal import Decimal

import pytest

from router.adapters.storage.memory_limits import MemoryLimits
from router.core.errors import InvalidRequest
from router.core.quota import Quota
from router.core.stored_limit import LimitKind, LimitName, StoredBudget
from router.services.set_limits import SetLimits, limit_from
from tests.fakes import FixedClock

SEARCH = LimitName(LimitKind.BUDGET, "search")
BURST = LimitName(LimitKind.QUOTA, "burst")
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def limits(clock: FixedClock) -> SetLimits:
    return SetLimits(store=MemoryLimits(), clock=clock)


async def budget(limits: SetLimits) -> StoredBudget:
    found = (await limits.find(SEARCH)).limit
    assert isinstance(found, StoredBudget)
    return found


async def test_what_is_not_written_stays(limits: SetLimits) -> None:
    await limits.amend(SEARCH, {"limit_usd": "100", "per": "month", "team": "search"})

    before, after = await limits.amend(SEARCH, {"limit_usd": "120"})

    assert before is not None
    assert after is not None
    found = await budget(limits)
    assert (found.limit_usd, found.per, found.team) == (Decimal(120), "month", "search")
    assert (await limits.all()).version == 2


async def test_a_window_takes_the_place_of_a_period_and_back(limits: SetLimits) -> None:
    period = {"per": "month", "timezone": "Europe/Berlin", "starts_on": 25, "carry_over_usd": 5}
    await limits.amend(SEARCH, {"limit_usd": 100, **period})

    await limits.amend(SEARCH, {"window": "30d"})
    rolling = await budget(limits)
    await limits.amend(SEARCH, {"per": "day"})
    daily = await budget(limits)

    assert (rolling.per, rolling.window, rolling.carry_over_usd) == (None, "30d", None)
    assert (daily.per, daily.window, daily.starts_on) == ("day", None, None)


async def test_a_budget_that_is_put_anew_keeps_its_increases_and_nothing_else(
    limits: SetLimits, clock: FixedClock
) -> None:
    await limits.amend(SEARCH, {"limit_usd": 100, "per": "month", "team": "search"})
    await limits.increase("search", Decimal(5), until=clock.now() + DAY, by="ada", why="launch")

    other = StoredBudget.model_validate({"id": "search", "limit_usd": 7, "per": "day"})
    await limits.put(other)

    found = await budget(limits)
    assert (found.limit_usd, found.team) == (Decimal(7), None)
    assert [one.why for one in found.increases] == ["launch"]


async def test_what_is_new_is_put_as_it_is(limits: SetLimits) -> None:
    quota = Quota.model_validate({"id": "burst", "unit": "tokens", "limit": 5, "per": "hour"})

    before, after = await limits.put(quota)

    assert before is None
    assert after is not None
    assert after.limit == quota


async def test_an_increase_holds_from_now_on_or_later_until_its_end(
    limits: SetLimits, clock: FixedClock
) -> None:
    await limits.amend(SEARCH, {"limit_usd": 100, "per": "month"})
    now = clock.now()

    await limits.increase("search", Decimal(5), until=now + DAY, by="ada", why="launch")
    await limits.increase(
        "search", Decimal(7), since=now + 2 * DAY, until=now + 3 * DAY, by="bob", why="again"
    )

    found = await budget(limits)
    assert [found.extra_usd(now + days * DAY) for days in (0, 1, 2, 3)] == [5, 0, 7, 0]


async def test_increases_that_are_long_over_are_forgotten(
    limits: SetLimits, clock: FixedClock
) -> None:
    await limits.amend(SEARCH, {"limit_usd": 100, "per": "month"})
    await limits.increase("search", Decimal(5), until=clock.now() + DAY, by="ada", why="old")
    clock.advance(402 * 86_400)

    await limits.increase("search", Decimal(5), until=clock.now() + DAY, by="ada", why="new")

    assert [one.why for one in (await budget(limits)).increases] == ["new"]


async def test_an_increase_of_the_past_is_refused(limits: SetLimits, clock: FixedClock) -> None:
    with pytest.raises(InvalidRequest, match="over already") as caught:
        await limits.increase("search", Decimal(5), until=clock.now(), by="ada", why="late")

    assert caught.value.param == "until"


@pytest.mark.parametrize(
    ("usd", "why", "field"), [("-1", "launch", "amount_usd"), ("1", "", "why")]
)
async def test_an_increase_that_makes_no_sense_is_refused_by_field(
    limits: SetLimits, clock: FixedClock, usd: str, why: str, field: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        await limits.increase("search", Decimal(usd), until=clock.now() + DAY, by="a", why=why)

    assert caught.value.param == field


async def test_what_is_not_there_cannot_be_found_raised_or_removed(
    limits: SetLimits, clock: FixedClock
) -> None:
    with pytest.raises(InvalidRequest, match=r"no budget 'search'.*budgets list"):
        await limits.find(SEARCH)
    with pytest.raises(InvalidRequest, match="no quota 'burst'"):
        await limits.remove(BURST)
    with pytest.raises(InvalidRequest, match="no budget 'search'"):
        await limits.increase("search", Decimal(5), until=clock.now() + DAY, by="a", why="b")
    assert (await limits.all()).version == 0


async def test_what_is_removed_is_told(limits: SetLimits) -> None:
    await limits.amend(BURST, {"unit": "tokens", "limit": 5, "per": "hour"})

    before, after = await limits.remove(BURST)

    assert before is not None
    assert before.limit.id == "burst"
    assert after is None
    assert (await limits.all()).limits == ()


async def test_accounts_are_given_by_kind(limits: SetLimits) -> None:
    await limits.amend(SEARCH, {"limit_usd": 100, "per": "month"})
    await limits.amend(BURST, {"unit": "tokens", "limit": 5, "per": "hour"})

    found = [await limits.accounts(kind) for kind in (LimitKind.BUDGET, LimitKind.QUOTA)]

    assert [[one.name for one in accounts] for accounts in found] == [
        ["stored:search"],
        ["stored:burst"],
    ]


@pytest.mark.parametrize(
    ("kind", "written", "message", "param"),
    [
        ("budget", {"limit_usd": "x", "per": "day"}, "'limit_usd' of the budget 'a'", "limit_usd"),
        ("budget", {"limit_usd": 5, "per": "day", "colour": 1}, "'colour' of", "colour"),
        ("budget", {"limit_usd": 5}, "The budget 'a': write either `per`", None),
        ("quota", {"limit": 5, "per": "day"}, "'unit' of the quota 'a'", "unit"),
        ("quota", {"limit": 5, "unit": "tokens"}, "The quota 'a': `per` is", None),
    ],
)
def test_a_mistake_is_told_with_its_field(
    kind: str, written: dict[str, object], message: str, param: str | None
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        limit_from(LimitKind(kind), {"id": "a", **written})

    assert message in caught.value.message
    assert caught.value.param == param


def test_fields_describe_a_quota_as_well() -> None:
    written = {"id": "a", "limit": 5, "unit": "tokens", "per": "day"}

    assert limit_from(LimitKind.QUOTA, written) == Quota.model_validate(written)
