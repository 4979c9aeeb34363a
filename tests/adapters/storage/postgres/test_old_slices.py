"""Is what nobody will count again forgotten, and nothing else?"""

import psycopg

from router.adapters.storage.postgres.accounts import PostgresAccounts
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.holds import PostgresHolds
from router.adapters.storage.postgres.old_slices import forget_old_slices
from router.core.hold import Opening, Unit
from tests.adapters.storage.holding import claim, opening, wish
from tests.contracts.fixed_clock import FixedClock

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
NOW_US = 20_000 * DAY_US


async def test_forgets_slices_that_neither_windows_nor_carry_overs_reach(
    database: Database, postgres_url: str
) -> None:
    def slices(account: str, length_us: int, *, ages_us: list[int]) -> None:
        for age_us in ages_us:
            begins = NOW_US - age_us
            openings.append(opening(account=account, slice_us=begins, until_us=begins + length_us))

    openings: list[Opening] = []
    slices("day", DAY_US, ages_us=[DAY_US, 100 * DAY_US, 200 * DAY_US])
    slices("year", 365 * DAY_US, ages_us=[DAY_US, 600 * DAY_US, 900 * DAY_US])
    slices("window", HOUR_US, ages_us=[HOUR_US, 61 * HOUR_US, 300 * HOUR_US])
    await PostgresAccounts(database).open(openings)
    holds = PostgresHolds(database, clock=FixedClock())
    minutes = [
        claim(account="minute", slice_us=NOW_US - age_us, since_us=0)
        for age_us in (HOUR_US, 3 * DAY_US, 4 * DAY_US)
    ]
    now = claim(account="now", slice_us=0, unit=Unit.CONCURRENT)
    for number, wanted in enumerate([*minutes, now]):
        assert (await holds.hold(*wish(number, wanted))).is_held
        if number != 2:
            await holds.release(f"led_{number}")

    await forget_old_slices(database, now_us=NOW_US)

    with psycopg.connect(postgres_url) as connection:
        kept = connection.execute("SELECT account, %s - slice_us FROM account_slice", [NOW_US])
        left = {(account, age) for account, age in kept}
    assert left == {
        ("day", DAY_US),
        ("day", 100 * DAY_US),
        ("year", DAY_US),
        ("year", 600 * DAY_US),
        ("window", HOUR_US),
        ("window", 61 * HOUR_US),
        ("minute", HOUR_US),
        ("minute", 4 * DAY_US),  # is still held
        ("now", NOW_US),
    }
