"""How does PostgreSQL keep what Redis granted, before the call goes out?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
import psycopg
from psycopg import AsyncCursor

from router.adapters.storage.hold_rows import HoldRow
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.failures import CommitInDoubt
from router.adapters.storage.rows import DecisionRow
from router.core.errors import LedgerUnavailable

__all__ = ["Granted", "Kept", "keep"]

_KEEP = "SELECT keep_holds(%s::jsonb, %s::jsonb, %s)"


class Granted(NamedTuple):
    """A hold that Redis granted, or that claims nothing."""

    row: HoldRow
    decision: DecisionRow
    number: int | None
    """Of the grant; None where nothing was to be granted."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of them; one that is in neither was void: it is to be asked for again."""

    ids: frozenset[str] = frozenset()
    refused: Mapping[str, LedgerUnavailable] = field(default_factory=dict)
    """These are not kept, and never will be."""
    in_doubt: Mapping[str, LedgerUnavailable] = field(default_factory=dict)
    """These may be kept, or be kept in a moment."""


async def keep(database: Database, granted: Sequence[Granted], *, generation: int) -> Kept:
    """Keep them all in one transaction; if one cannot be kept, its half alone, and so on."""
    rows = msgspec.json.encode([[*one.row, one.number] for one in granted]).decode()
    decisions = msgspec.json.encode([one.decision._asdict() for one in granted]).decode()
    tries = 0

    async def work(connection: Asynchronous) -> AsyncCursor[tuple[str]]:
        nonlocal tries
        tries += 1
        return await connection.execute(_KEEP, [rows, decisions, generation])

    try:
        cursor = await database.transact(work, at_once=True, is_repeatable=True)
        return Kept(ids=frozenset(name for (name,) in await cursor.fetchall()))
    except LedgerUnavailable as failure:
        every = {one.row.id: failure for one in granted}
        is_in_doubt = tries > 1 or isinstance(failure, CommitInDoubt)
        return Kept(in_doubt=every) if is_in_doubt else Kept(refused=every)
    except (psycopg.IntegrityError, psycopg.DataError) as error:
        if len(granted) == 1:
            said = error.diag.message_primary or error
            name = granted[0].row.id
            return Kept(refused={name: LedgerUnavailable(f"{name} cannot be held: {said}.")})
    middle = len(granted) // 2
    one = await keep(database, granted[:middle], generation=generation)
    other = await keep(database, granted[middle:], generation=generation)
    return Kept(
        ids=one.ids | other.ids,
        refused={**one.refused, **other.refused},
        in_doubt={**one.in_doubt, **other.in_doubt},
    )
