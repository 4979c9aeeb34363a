"""What does a caller say of an answer, and how good was it then?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from router.core.key import VirtualKey
from router.core.ledger import DecisionRecord

__all__ = ["Feedback", "Verdict", "in_force", "may_speak_of", "same_words", "score_of"]


class Verdict(StrEnum):
    """What became of the answer."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    """Used, after somebody mended it."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One statement on one decision. There may be several: all are kept, the last counts."""

    id: str
    decision_id: str
    at: datetime
    key_id: str
    """The key that said it."""
    verdict: Verdict | None = None
    score: float | None = None
    outcome_value_usd: Decimal | None = None
    """What the result was worth; less than nothing where it did harm."""
    comment: str | None = None
    """Kept only where texts are, and no longer than they."""
    idempotency_key: str | None = None


_SCORES = MappingProxyType({Verdict.ACCEPTED: 1.0, Verdict.EDITED: 0.5, Verdict.REJECTED: 0.0})


def score_of(feedback: Feedback) -> float | None:
    """How good the answer was: the score as given, else what the verdict stands for.

    None where neither was given: a value or a comment alone says nothing of quality.
    """
    if feedback.score is not None:
        return feedback.score
    return None if feedback.verdict is None else _SCORES[feedback.verdict]


def in_force(history: Sequence[Feedback]) -> Feedback:
    """What counts of all that was said of one decision, in the order of arrival.

    The last word on quality (score, verdict or both), and the last value that was named: who adds
    a value later does not take the verdict back.
    """
    on_quality = next((said for said in reversed(history) if score_of(said) is not None), None)
    values = (said.outcome_value_usd for said in reversed(history))
    return replace(
        on_quality or history[-1],
        outcome_value_usd=next((value for value in values if value is not None), None),
    )


def same_words(one: Feedback, other: Feedback) -> bool:
    """Whether both say the same of the same decision, comments aside: those may not be kept."""
    return (one.decision_id, one.verdict, one.score, one.outcome_value_usd) == (
        other.decision_id,
        other.verdict,
        other.score,
        other.outcome_value_usd,
    )


def may_speak_of(key: VirtualKey, record: DecisionRecord) -> bool:
    """Whether a key may give feedback on a decision: its own, its user's or its team's."""
    caller = record.facts.caller
    is_same_user = key.user is not None and key.user == caller.user
    is_same_team = key.team is not None and key.team == caller.team
    return key.booked_as == caller.key_id or is_same_user or is_same_team
