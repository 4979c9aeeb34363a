"""Which rows of the books are traffic, and what do they show?"""

from collections.abc import Iterator, Sequence
from typing import Any

from router.adapters.storage.facts_json import facts_from_json
from router.adapters.storage.rows import EntryRow, entry_from_row
from router.core.deployment import Kind
from router.core.ledger import Outcome
from router.core.traffic import AUDIT_CALLER, ServedRequest

__all__ = ["SERVED", "served_chats"]

SERVED = (
    f"SELECT {', '.join(f'e.{name}' for name in EntryRow._fields)}, d.facts "  # noqa: S608
    "FROM ledger_entry e JOIN decision d ON d.id = e.decision_id "
    f"WHERE e.deployment IS NOT NULL AND e.key_id <> '{AUDIT_CALLER.key_id}' "
    f"AND e.outcome <> '{Outcome.CORRECTED}' AND {{which}} "
    "ORDER BY e.at_us, e.seq"
)
"""A query that lacks only which entries are meant."""


def served_chats(rows: Sequence[Any]) -> Iterator[ServedRequest]:
    """The chat requests among the rows of `SERVED`."""
    for *entry, facts_text in rows:
        facts = facts_from_json(facts_text)
        if facts.request.kind is Kind.CHAT:
            yield ServedRequest(entry=entry_from_row(entry), facts=facts)
