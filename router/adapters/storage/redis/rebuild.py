"""How do the counters in Redis come back from what PostgreSQL knows?

No settlement may fall between the books that are read and the counters that are made of them. So
first the old generation ends: what is settled from here on waits for the new one. Then the books
are read while nobody can write them, and the new generation is given its number; only who names it
is granted anything, by Redis, and may keep what was granted, in PostgreSQL. At last the counters
are loaded beside the old ones, and take their place as a whole. Whoever dies in between leaves a
generation that nobody has: the next one who asks begins another.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from router.adapters.storage.hold_rows import claims_from_text
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.counting import count_ahead
from router.adapters.storage.redis.amounts import parts
from router.adapters.storage.redis.script import LOST, Lost, Scripts

__all__ = ["rebuild"]

T = TypeVar("T")
_AT_ONCE = 500

_SPENT = "SELECT account, slice_us, booked + use_booked(o, NULL) FROM account_opening AS o"
_HOLDS = "SELECT id, claims::text FROM hold WHERE claims <> '[]'::jsonb"
_Slices = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class _Books:
    """What PostgreSQL knew at the moment when a generation began."""

    generation: int
    spent: Sequence[tuple[str, int, int]]
    holds: Sequence[tuple[str, str]]


async def rebuild(database: Database, scripts: Scripts) -> int:
    """Begin a new generation of counters; its number.

    Raises:
        LedgerUnavailable: PostgreSQL or Redis failed meanwhile; then there are no counters, and
            the next one who asks for them tries again.
    """
    ended: int = await scripts.begin(0, "drop")
    await count_ahead(database)

    async def read(connection: Asynchronous) -> _Books:
        cursor = await connection.execute("SELECT begin_generation(true, %s)", [ended])
        ((generation,),) = await cursor.fetchall()
        spent = await (await connection.execute(_SPENT)).fetchall()
        holds = await (await connection.execute(_HOLDS)).fetchall()
        return _Books(generation, spent, holds)

    books = await database.transact(read, is_repeatable=True)
    counts, holds = _counts(books), _kept(books)
    chunks: list[tuple[object, object]] = [((), ()), *((chunk, ()) for chunk in _chunks(counts))]
    chunks += [((), chunk) for chunk in _chunks(holds)]
    for both in chunks:
        await scripts.begin(books.generation, "load", given=both)
    sizes = (len(counts), len(holds))
    if not await scripts.begin(books.generation, "start", given=sizes):
        raise Lost(LOST)
    return books.generation


def _counts(books: _Books) -> list[tuple[str, list[int]]]:
    """Each account as `counters.lua` keeps it."""
    accounts: dict[str, _Slices] = defaultdict(dict)
    for account, slice_us, spent in books.spent:
        accounts[account][slice_us] = [spent, 0, 1]
    for _, text in books.holds:
        for claim in claims_from_text(text):
            accounts[claim.account].setdefault(claim.slice_us, [0, 0, 0])[1] += claim.amount
    return [(f"a:{account}", _flat(slices)) for account, slices in accounts.items()]


def _flat(slices: _Slices) -> list[int]:
    return [
        number
        for slice_us, (spent, held, opened) in sorted(slices.items())
        for number in (slice_us, *parts(spent), *parts(held), opened)
    ]


def _kept(books: _Books) -> list[tuple[str, tuple[int, object]]]:
    """Each hold as `counters.lua` keeps it: granted before all that are granted now."""
    return [
        (
            f"h:{hold_id}",
            (0, [(c.account, c.unit.value, *parts(c.amount), c.slice_us) for c in claims]),
        )
        for hold_id, text in books.holds
        if (claims := claims_from_text(text))
    ]


def _chunks(items: Sequence[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, _AT_ONCE)):
        yield chunk
