"""Tests of `router.adapters.storage.quarters`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from router.adapters.storage.quarters import QUARTER_US, spend_from_row
from router.core.moments import to_micros
from router.ports.spend_feed import Spend
from tests.factories import NOON, caller


def test_a_quarter_is_fifteen_minutes() -> None:
    assert timedelta(microseconds=QUARTER_US) == timedelta(minutes=15)


def test_a_row_becomes_the_spend_of_its_quarter() -> None:
    number = to_micros(NOON + timedelta(minutes=14)) // QUARTER_US
    who = ("key_1", "ada", "search", "atlas", "prod", '["a","ü"]')
    where = ("acme", "research", "4711", "nightly")
    row = (number, *who, *where, "small", "economy", 1_000_000_001)

    payer = replace(
        caller(tags=("a", "ü")),
        organisation="acme",
        department="research",
        cost_centre="4711",
        service_account="nightly",
    )
    assert spend_from_row(row) == Spend(
        at=NOON,
        caller=payer,
        cost_usd=Decimal("1.000000001"),
        deployment="small",
        tier="economy",
    )
