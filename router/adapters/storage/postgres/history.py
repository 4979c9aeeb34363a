"""How is the history read in bulk from PostgreSQL, by several processes at once?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from router.adapters.storage.booking_rows import BOOKING_COLUMNS, recorded_from_rows
from router.adapters.storage.history_pieces import cut
from router.adapters.storage.postgres.connection import Synchronous, connect_sync
from router.adapters.storage.rows import DecisionRow
from router.adapters.storage.rulebook_texts import FromTexts
from router.core.history import Recorded, Span
from router.core.moments import to_micros
from router.core.routing import Rulebook
from router.core.traffic import AUDIT_CALLER

__all__ = ["ENDS", "PIECE", "SHARED", "PostgresHistory", "PostgresPastRulebooks"]

_FETCHED = 500
"""Rows that are on their way at once."""
_BOOKING = ", ".join(f"e.{name}" for name in BOOKING_COLUMNS)
_DECISION = ", ".join(f"d.{name}" for name in DecisionRow._fields)
_WIDTH = len(DecisionRow._fields)
_SETTLED = "SELECT ledger_settled_seq()"
ENDS = """
    SELECT MIN(seq), MAX(seq) FROM ledger_entry WHERE at_us >= %s AND at_us < %s AND seq <= %s
"""
SHARED = """
    SELECT decision_id, MIN(seq), MAX(seq) FROM ledger_entry
    WHERE at_us >= %s AND at_us < %s AND seq <= %s GROUP BY decision_id HAVING COUNT(*) > 1
"""
PIECE = f"""
    SELECT {_DECISION}, e.seq, {_BOOKING}
    FROM ledger_entry e JOIN decision d ON d.id = e.decision_id
    WHERE e.seq BETWEEN %s AND %s AND e.at_us >= %s AND e.at_us < %s ORDER BY e.seq
"""  # noqa: S608 - our own column names
_OF_DECISION = f"""
    SELECT e.seq, {_BOOKING} FROM ledger_entry e
    WHERE e.decision_id = %s AND e.at_us >= %s AND e.at_us < %s ORDER BY e.seq
"""  # noqa: S608
_ONE = f"""
    SELECT {_DECISION}, {_BOOKING} FROM ledger_entry e JOIN decision d ON d.id = e.decision_id
    WHERE d.id = %s ORDER BY e.seq
"""  # noqa: S608
_LAST = """
    SELECT d.policy_version, d.catalog_version FROM ledger_entry e
    JOIN decision d ON d.id = e.decision_id
    WHERE e.at_us >= %s AND e.at_us < %s AND e.key_id <> %s
    ORDER BY e.at_us DESC, e.seq DESC LIMIT 1
"""
_TEXTS = """
    SELECT kind, text FROM rulebook_text
    WHERE kind = 'policy' AND version = %s OR kind = 'catalog' AND version = %s
"""
_CATALOGS = "SELECT version FROM rulebook_text WHERE kind = 'catalog' ORDER BY version"


class PostgresHistory:
    """Implements `History`. Whoever reads connects for itself.

    Pieces end at the last booking below which no other is under way: so all who read later see
    the same bookings, and no decision comes twice.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def spans(self, since: datetime, until: datetime, *, size: int) -> Sequence[Span]:
        """The half-open interval in pieces of `size` bookings."""
        window = _micros(since, until)
        with _reading(self._url) as connection:
            ((settled,),) = connection.execute(_SETTLED).fetchall()
            ((first, last),) = connection.execute(ENDS, (*window, settled)).fetchall()
            if first is None:
                return []
            # Else the groups of a long history are sorted on the disk.
            connection.execute("SET LOCAL work_mem = '128MB'")
            several = connection.execute(SHARED, (*window, settled)).fetchall()
        return cut((first, last), several, window=(since, until), size=size)

    def read(self, span: Span) -> Iterator[Recorded]:
        """The decisions of a piece, in the order of their first bookings."""
        window = _micros(span.since, span.until)
        told: set[str] = set()
        # The server keeps what was not fetched yet: a piece of any size needs little memory.
        with _reading(self._url) as connection, connection.cursor(name="piece") as cursor:
            cursor.itersize = _FETCHED
            for row in cursor.execute(PIECE, (span.first, span.last, *window)):
                decision, booking = row[:_WIDTH], row[_WIDTH:]
                id_ = decision[0]
                if id_ not in span.shared:
                    yield recorded_from_rows(decision, [booking[1:]])
                elif id_ not in told:
                    told.add(id_)
                    bookings = connection.execute(_OF_DECISION, (id_, *window)).fetchall()
                    if bookings[0][0] >= span.first:  # else it came with an earlier piece
                        yield recorded_from_rows(decision, [row[1:] for row in bookings])

    def one(self, decision_id: str) -> Recorded | None:
        """A decision with all its bookings."""
        with _reading(self._url) as connection:
            rows = connection.execute(_ONE, (decision_id,)).fetchall()
        if not rows:
            return None
        return recorded_from_rows(rows[0][:_WIDTH], [row[_WIDTH:] for row in rows])

    def last_versions(self, since: datetime, until: datetime) -> tuple[str, str] | None:
        """Versions of the policy and the catalog that decided last."""
        bounds = (*_micros(since, until), AUDIT_CALLER.key_id)
        with _reading(self._url) as connection:
            found = connection.execute(_LAST, bounds).fetchone()
        return (found[0], found[1]) if found else None


class PostgresPastRulebooks:
    """Implements `PastRulebooks`."""

    def __init__(self, url: str, *, from_texts: FromTexts) -> None:
        self._url = url
        self._from_texts = from_texts

    def find(self, *, policy_version: str, catalog_version: str) -> Rulebook | None:
        """The rulebook with these versions."""
        with _reading(self._url) as connection:
            found = dict(connection.execute(_TEXTS, (policy_version, catalog_version)).fetchall())
        return self._from_texts(found["policy"], found["catalog"]) if len(found) == 2 else None

    def catalogs(self) -> Sequence[str]:
        """The versions of all catalogs that are kept, in the order of their names."""
        with _reading(self._url) as connection:
            return [version for (version,) in connection.execute(_CATALOGS)]


@contextmanager
def _reading(url: str) -> Iterator[Synchronous]:
    with connect_sync(url) as connection:
        connection.read_only = True
        yield connection


def _micros(since: datetime, until: datetime) -> tuple[int, int]:
    return to_micros(since), to_micros(until)
