"""How good was the answer of a deployment to a request, and who says so?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

__all__ = ["EVIDENCE_ORDER", "WEAK_SOURCES", "WEIGHTS", "OutcomeRow", "OutcomeSource"]


class OutcomeSource(StrEnum):
    """Where a judgement comes from; from the best evidence to the weakest."""

    FEEDBACK = "feedback"
    """A caller said so."""
    AUDIT_EXACT = "audit_exact"
    """A second answer of a stronger deployment; compared by rules."""
    AUDIT_JUDGE = "audit_judge"
    """The same, compared by a judge deployment."""
    ESCALATION = "escalation"
    """The caller asked the same again of a dearer model."""
    REGENERATION = "regeneration"
    """The caller asked the same again."""


EVIDENCE_ORDER = tuple(OutcomeSource)
WEAK_SOURCES = frozenset({OutcomeSource.ESCALATION, OutcomeSource.REGENERATION})
"""Guesses from behaviour: kept under their own names, never mixed with what was said."""
WEIGHTS = MappingProxyType(
    {
        OutcomeSource.FEEDBACK: 1.0,
        OutcomeSource.AUDIT_EXACT: 1.0,
        OutcomeSource.AUDIT_JUDGE: 0.7,
        OutcomeSource.ESCALATION: 0.3,
        OutcomeSource.REGENERATION: 0.2,
    }
)
"""How much a row of each source counts; conventions, not measurements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One judgement on one deployment's answer to the request of one decision."""

    decision_id: str
    at: datetime
    deployment: str
    source: OutcomeSource
    score: float
    """From 0 (no use) to 1 (good)."""
    weight: float
    cost_usd: Decimal
    """What that answer cost."""
    is_simulated: bool = False
    """No model was called: the row shows that all works, and says nothing of quality."""
