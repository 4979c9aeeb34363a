"""What does PostgreSQL know of requests under way?"""

from dataclasses import replace

import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.holds import PostgresHolds
from router.adapters.storage.postgres.open_holds import OpenHolds, use_of
from router.adapters.storage.rows import entry_to_row
from router.core.hold import Unit, used
from router.core.ledger import Outcome
from tests.adapters.storage.holding import claim, settling, wish
from tests.contracts.fixed_clock import FixedClock


@pytest.mark.parametrize("outcome", Outcome)
def test_a_row_uses_what_its_entry_uses(outcome: Outcome) -> None:
    entry = replace(settling(1, nanos=-3)[0], outcome=outcome)
    expected = tuple(used(entry, unit) for unit in (Unit.USD, Unit.TOKENS, Unit.REQUESTS))
    assert use_of(entry_to_row(entry)) == expected


async def test_closing_names_those_that_were_there(database: Database) -> None:
    clock = FixedClock()
    assert (await PostgresHolds(database, clock=clock).hold(*wish(1, claim()))).is_held
    open_holds = OpenHolds(database, clock=clock)
    assert list(await open_holds.close(["led_1", "led_2"])) == ["led_1"]
    assert list(await open_holds.close(["led_1"])) == []


async def test_what_was_given_up_is_closed_even_if_it_is_kept_only_later(
    database: Database,
) -> None:
    clock = FixedClock()
    open_holds, holds = OpenHolds(database, clock=clock), PostgresHolds(database, clock=clock)
    open_holds.give_up("led_1")
    assert list(await open_holds.close_unwanted()) == []
    assert (await holds.hold(*wish(1, claim()))).is_held
    clock.advance(30)
    assert list(await open_holds.close_unwanted()) == ["led_1"]


async def test_processes_that_hold_nothing_are_forgotten_after_a_day(database: Database) -> None:
    clock = FixedClock()
    open_holds, holds = OpenHolds(database, clock=clock), PostgresHolds(database, clock=clock)
    for owner in ("idle", "busy", "alive"):
        await open_holds.beat(owner)
    assert (await holds.hold(*wish(1, claim(), owner="busy"))).is_held
    clock.advance(25 * 3600)
    await open_holds.beat("alive")
    assert dict(await open_holds.owners()) == {"busy": 1, "alive": 2}
