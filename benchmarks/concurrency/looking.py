"""How does somebody who knows only the store's tables see what a budget has spent and holds?

None of the service's code is used here, so that it cannot deceive itself.
"""

import json
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg
import redis

__all__ = [
    "ACCOUNT",
    "AWAY",
    "Address",
    "Entry",
    "Sample",
    "entries_of",
    "hold_ids",
    "looks",
    "sample",
]

ACCOUNT = "policy:whole"
"""The account's id begins so: it is the budget `whole` of the policy."""
AWAY = (OSError, sqlite3.Error, psycopg.Error, redis.RedisError)
"""The store does not answer."""
_SQLITE = f"""
    SELECT
        (SELECT COALESCE(SUM(spent + held), 0) FROM account_slice WHERE account LIKE '{ACCOUNT}%'),
        (SELECT COALESCE(SUM(cost_nano_usd), 0) FROM ledger_entry) + (
            SELECT COALESCE(SUM(json_extract(claim.value, '$.amount')), 0)
            FROM hold, json_each(hold.claims) AS claim
            WHERE json_extract(claim.value, '$.account') LIKE '{ACCOUNT}%')
"""  # noqa: S608 - no name from outside
_POSTGRES = (
    _SQLITE.replace("json_extract(claim.value, '$.amount')", "(claim.value->>'amount')::bigint")
    .replace("json_extract(claim.value, '$.account')", "claim.value->>'account'")
    .replace("json_each(", "jsonb_array_elements(")
)
_ENTRIES = (
    "SELECT id, decision_id, outcome, cost_nano_usd, corrects, output_tokens FROM ledger_entry"
)
_SLICE = 6
"""Numbers of a slice in Redis: begins, spent (2), held (2), opened."""
_BILLION = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the books and counters lie."""

    kind: str
    database: str
    """A file, a URL of PostgreSQL, or the URL of the service that has them in its memory."""
    redis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look, in nano-USD; both are of the same moment but for counters in Redis."""

    counted: int | None
    """Spent and held as the account says; None where there are no counters now."""
    booked: int
    """What the ledger and the open holds add up to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What matters here of a ledger entry."""

    id: str
    decision_id: str
    outcome: str
    cost_nanos: int
    corrects: str | None
    output_tokens: int


Look = Callable[[], Sample]


@contextmanager
def looks(address: Address) -> Iterator[Look]:
    """A way to look again and again.

    Raises:
        AWAY: the store does not answer; ask for another way to look.
    """
    with ExitStack() as ending:
        if address.kind == "memory":
            yield lambda: Sample(**_counters(address))
        elif address.kind == "sqlite":
            file = f"file:{address.database}?mode=ro"
            yield _sqlite(ending.enter_context(closing(sqlite3.connect(file, uri=True))))
        else:
            known = psycopg.connect(address.database, autocommit=True, connect_timeout=5)
            client = redis.Redis.from_url(address.redis) if address.redis else None
            if client is not None:
                ending.enter_context(client)
            yield _postgres(ending.enter_context(known), client)


def sample(address: Address) -> Sample:
    """One look."""
    with looks(address) as look:
        return look()


def entries_of(address: Address) -> list[Entry]:
    """The whole ledger."""
    if address.kind == "memory":
        url = f"{address.database}/ledger"
        rows = json.loads(urllib.request.urlopen(url).read())  # noqa: S310 - our own server
    else:
        rows = _rows(address, _ENTRIES)
    return [Entry(*row) for row in rows]


def hold_ids(address: Address) -> set[str]:
    """Calls under way, and forgotten ones; also those of which only Redis knows."""
    if address.kind == "memory":
        return set(_counters(address, "holds")["holds"])
    kept = {str(row[0]) for row in _rows(address, "SELECT id FROM hold")}
    if address.redis is None:
        return kept
    with redis.Redis.from_url(address.redis) as client:
        fields = [field for key in client.keys("*:holds") for field in client.hkeys(key)]
    return kept | {field[2:].decode() for field in fields if field.startswith(b"h:")}


def _rows(address: Address, query: str) -> list[tuple[Any, ...]]:
    if address.kind == "sqlite":
        file = f"file:{address.database}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(address.database) as known:
        return known.execute(query.encode()).fetchall()


def _counters(address: Address, what: str = "counters") -> dict[str, Any]:
    url = f"{address.database}/{what}"
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        found: dict[str, Any] = json.loads(answer.read())
    return found


def _sqlite(connection: sqlite3.Connection) -> Look:
    def look() -> Sample:
        counted, booked = connection.execute(_SQLITE).fetchone()
        return Sample(counted=counted, booked=booked)

    return look


def _postgres(
    connection: "psycopg.Connection[tuple[Any, ...]]", client: "redis.Redis | None"
) -> Look:
    def look() -> Sample:
        row = connection.execute(_POSTGRES.encode()).fetchone()
        counted, booked = map(int, row or (0, 0))
        return Sample(counted=counted if client is None else _in_redis(client), booked=booked)

    return look


def _in_redis(client: "redis.Redis") -> int | None:
    for key in client.scan_iter("*:counts"):
        for field, packed in client.hscan_iter(key, match=f"a:{ACCOUNT}*"):
            numbers: list[int] = msgspec.msgpack.decode(packed)
            if field:
                return sum(map(_spent_and_held, _slices(numbers)))
    return None


def _slices(numbers: list[int]) -> list[list[int]]:
    return [numbers[place : place + _SLICE] for place in range(0, len(numbers), _SLICE)]


def _spent_and_held(numbers: list[int]) -> int:
    _, spent_high, spent_low, held_high, held_low, _ = numbers
    return (spent_high + held_high) * _BILLION + spent_low + held_low
