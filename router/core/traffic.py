"""What is known about a request that was served: its booking, and the facts of its decision?"""

from dataclasses import dataclass

from router.core.caller import Caller
from router.core.facts import Facts
from router.core.ledger import LedgerEntry

__all__ = ["AUDIT_CALLER", "ServedRequest"]

_AUDIT = "tierwise-audit"
AUDIT_CALLER = Caller(key_id="key_audit", user=_AUDIT, team=_AUDIT, project=_AUDIT)
"""Whom the calls of audits are booked to; no virtual key has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedRequest:
    """One booked request. Audits' own calls are none."""

    entry: LedgerEntry
    facts: Facts
