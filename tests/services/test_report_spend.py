"""Tests of `router.services.report_spend`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.errors import InvalidRequest
from router.core.key import VirtualKey
from router.core.ledger import SpendBy
from router.services.report_spend import PEOPLE, ReportSpend, parse_duration
from tests.factories import NOON, caller, decision_record, ledger_entry
from tests.fakes import Service


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("30m", timedelta(minutes=30)),
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        (" 2w ", timedelta(weeks=2)),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "7", "d", "0d", "-1d", "1.5d", "7 d", "7D", "1y", "7d7d", "9999999d", "999999w"]
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"\d+w"):
        parse_duration(text)


def report(service: Service) -> ReportSpend:
    return ReportSpend(ledger=service.ledger, keys=service.stores.keys, clock=service.clock)


async def book(service: Service, *, hours_ago: float, team: str, cost_usd: str) -> None:
    number = len(service.ledger.booked)
    await service.ledger.append(
        ledger_entry(
            id=f"led_{number}",
            decision_id=f"dec_{number}",
            at=NOON - timedelta(hours=hours_ago),
            who=caller(team=team),
            cost_usd=cost_usd,
        ),
        decision_record(id=f"dec_{number}"),
    )


async def test_the_interval_reaches_from_then_until_this_very_moment() -> None:
    service = Service()
    await book(service, hours_ago=0, team="now", cost_usd="1")
    await book(service, hours_ago=24, team="then", cost_usd="2")
    await book(service, hours_ago=24.001, team="before", cost_usd="4")

    rows = await report(service)(SpendBy.TEAM, since="1d")

    assert [(row.group, row.cost_usd) for row in rows] == [
        ("then", Decimal(2)),
        ("now", Decimal(1)),
    ]


@given(st.from_regex(r"[1-9]\d{0,5}[mhdw]", fullmatch=True))
async def test_every_duration_that_is_read_can_be_reported(text: str) -> None:
    service = Service()
    try:
        parse_duration(text)
    except InvalidRequest:
        return

    assert await report(service)(SpendBy.KEY, since=text) == []


async def test_people_are_not_listed() -> None:
    with pytest.raises(InvalidRequest, match="--user NAME --why REASON"):
        await report(Service())(SpendBy.USER, since="1d")


async def test_keys_of_programs_are_listed_and_all_others_are_one() -> None:
    service = Service()
    for name, program in (("key_night", "nightly"), ("key_ada", None), ("key_bob", None)):
        key = VirtualKey(id=name, name=name, service_account=program)
        await service.keys.add(key, secret=f"tw-{name}")
    for number, name in enumerate(("key_night", "key_ada", "key_bob", "key_ada", "oidc:eve")):
        who = replace(caller(), key_id=name)
        entry = ledger_entry(id=f"led_{number}", decision_id=f"d{number}", who=who, cost_usd="2")
        await service.ledger.append(entry, decision_record(id=f"d{number}"))

    rows = await report(service)(SpendBy.KEY, since="1d")

    assert [(row.group, row.requests, row.cost_usd) for row in rows] == [
        (PEOPLE, 4, Decimal(8)),
        ("key_night", 1, Decimal(2)),
    ]
