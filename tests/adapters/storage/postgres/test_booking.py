"""Do the statements write every column as it was, and every value as a value?"""

from router.adapters.storage.postgres.booking import book
from router.adapters.storage.postgres.columns import listed
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.rows import DecisionRow, EntryRow

KINDS = EntryRow.__annotations__.items()
WORDS = EntryRow._make(
    place if kind is int else f"{name}'\"\\ ü€ {{}} %s $1"
    for place, (name, kind) in enumerate(KINDS)
)._replace(decision_id="dec_1", is_estimated=1, at_us=1, cost_nano_usd=-(2**63))
NOTHING = EntryRow._make(
    value if kind in (int, str) else None for value, (_, kind) in zip(WORDS, KINDS, strict=True)
)._replace(id="led_2")
DECISION = DecisionRow("dec_1", '{"a": "\\u0000 \\ud800"}', None, None, None, "ü'", "p", "c")


async def test_every_column_comes_back_as_it_was_written(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute("SELECT add_ledger_month(1)")
    async with database.writing(at_once=True) as connection:
        await book(connection, [(WORDS, DECISION), (NOTHING, DECISION)])
    async with database.reading() as connection:
        entries = await connection.execute(
            f"SELECT {listed(EntryRow._fields)} FROM ledger_entry ORDER BY seq"  # noqa: S608
        )
        decisions = await connection.execute(
            f"SELECT {listed(DecisionRow._fields)} FROM decision"  # noqa: S608
        )
        assert await entries.fetchall() == [WORDS, NOTHING]
        assert await decisions.fetchall() == [DECISION]
