"""How does PostgreSQL keep policies and the journal of what was done with them?"""

from collections.abc import Sequence

from router.adapters.storage.event_rows import EventRow, event_from_row, event_to_row
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.rulebook_texts import FromTexts, PolicyTexts, ToTexts
from router.core.policy import Policy
from router.core.rollout.journal import Event, PolicyChanged

__all__ = ["PostgresPolicies"]

_COLUMNS = ", ".join(EventRow._fields)
# Writers take turns, readers never wait: who comes second sees what the first wrote.
_ALONE = "LOCK TABLE policy_event IN EXCLUSIVE MODE"
_ADD = (
    f"INSERT INTO policy_event ({_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join(['%s'] * len(EventRow._fields))})"
)
_JOURNAL = f"SELECT {_COLUMNS} FROM policy_event ORDER BY seq"  # noqa: S608
_HEAD = "SELECT COALESCE(MAX(seq), 0) FROM policy_event"
_KEEP_TEXT = (
    "INSERT INTO rulebook_text (kind, version, text) VALUES ('policy', %s, %s) "
    "ON CONFLICT DO NOTHING"
)
_TEXT = "SELECT text FROM rulebook_text WHERE kind = 'policy' AND version = %s"
_VERSIONS = "SELECT version FROM rulebook_text WHERE kind = 'policy' ORDER BY version"


class PostgresPolicies:
    """Implements `Policies`. Texts lie where the archive keeps those of all rulebooks."""

    def __init__(self, database: Database, *, to_texts: ToTexts, from_texts: FromTexts) -> None:
        self._database = database
        self._texts = PolicyTexts(to_texts=to_texts, from_texts=from_texts)

    def head(self) -> int:
        """The number of the last event."""
        with self._database.connect_sync() as connection:
            (found,) = connection.execute(_HEAD).fetchall()
            return int(found[0])

    def journal(self) -> Sequence[Event]:
        """Every event, oldest first."""
        with self._database.connect_sync() as connection:
            return [event_from_row(row) for row in connection.execute(_JOURNAL)]

    def add(self, event: Event, policy: Policy | None = None) -> None:
        """Write the next event, and the policy under its version where it is new."""
        text = self._texts.text(event.version, policy)
        with self._database.connect_sync() as connection:
            connection.execute(_ALONE)
            ((head,),) = connection.execute(_HEAD).fetchall()
            if head != event.seq - 1:
                raise PolicyChanged.since(event.seq - 1, head=head)
            if text is not None:
                connection.execute(_KEEP_TEXT, (event.version, text))
            connection.execute(_ADD, event_to_row(event))

    def find(self, version: str) -> Policy | None:
        """The policy with this version."""
        with self._database.connect_sync() as connection:
            found = connection.execute(_TEXT, (version,)).fetchone()
        return None if found is None else self._texts.policy(version, found[0])

    def versions(self) -> Sequence[str]:
        """All versions that can be found, in the order of their names."""
        with self._database.connect_sync() as connection:
            return [version for (version,) in connection.execute(_VERSIONS)]
