"""How do feedback, outcome rows and texts become rows of plain values, and values again?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from router.adapters.storage.storable import storable, storable_tree
from router.core.feedback import Feedback, Verdict
from router.core.kept_text import KeptText
from router.core.moments import from_micros, to_micros
from router.core.money import from_nanos, to_nanos
from router.core.outcome_row import OutcomeRow, OutcomeSource

__all__ = [
    "FeedbackRow",
    "OutcomeRecordRow",
    "TextRow",
    "feedback_from_row",
    "feedback_to_row",
    "outcome_from_row",
    "outcome_to_row",
    "text_from_row",
    "text_to_row",
]


class FeedbackRow(NamedTuple):
    """The columns of `feedback`, in order."""

    id: str
    decision_id: str
    at_us: int
    key_id: str
    idempotency_key: str | None
    verdict: str | None
    score: float | None
    value_nano_usd: int | None


class OutcomeRecordRow(NamedTuple):
    """The columns of `outcome_row`, in order."""

    decision_id: str
    at_us: int
    deployment: str
    source: str
    score: float
    weight: float
    cost_nano_usd: int
    is_simulated: int


class TextRow(NamedTuple):
    """The columns of `kept_text`, in order."""

    decision_id: str
    at_us: int
    messages: str
    answer: str


def feedback_to_row(said: Feedback) -> FeedbackRow:
    """The row that any store can keep; the comment is no part of it."""
    value = said.outcome_value_usd
    return FeedbackRow(
        id=said.id,
        decision_id=said.decision_id,
        at_us=to_micros(said.at),
        key_id=said.key_id,
        idempotency_key=None if said.idempotency_key is None else storable(said.idempotency_key),
        verdict=None if said.verdict is None else said.verdict.value,
        score=said.score,
        value_nano_usd=None if value is None else to_nanos(value),
    )


def feedback_from_row(row: Sequence[Any]) -> Feedback:
    """The feedback that was kept."""
    r = FeedbackRow._make(row)
    return Feedback(
        id=r.id,
        decision_id=r.decision_id,
        at=from_micros(r.at_us),
        key_id=r.key_id,
        idempotency_key=r.idempotency_key,
        verdict=None if r.verdict is None else Verdict(r.verdict),
        score=r.score,
        outcome_value_usd=None if r.value_nano_usd is None else from_nanos(r.value_nano_usd),
    )


def outcome_to_row(outcome: OutcomeRow) -> OutcomeRecordRow:
    """The row that any store can keep."""
    return OutcomeRecordRow(
        decision_id=outcome.decision_id,
        at_us=to_micros(outcome.at),
        deployment=outcome.deployment,
        source=outcome.source.value,
        score=outcome.score,
        weight=outcome.weight,
        cost_nano_usd=to_nanos(outcome.cost_usd),
        is_simulated=int(outcome.is_simulated),
    )


def outcome_from_row(row: Sequence[Any]) -> OutcomeRow:
    """The outcome row that was kept."""
    r = OutcomeRecordRow._make(row)
    return OutcomeRow(
        decision_id=r.decision_id,
        at=from_micros(r.at_us),
        deployment=r.deployment,
        source=OutcomeSource(r.source),
        score=r.score,
        weight=r.weight,
        cost_usd=from_nanos(r.cost_nano_usd),
        is_simulated=bool(r.is_simulated),
    )


def text_to_row(text: KeptText) -> TextRow:
    """The row that any store can keep."""
    messages = storable_tree(text.messages)
    return TextRow(
        decision_id=text.decision_id,
        at_us=to_micros(text.at),
        messages=msgspec.json.encode(messages).decode(),
        answer=storable(text.answer),
    )


def text_from_row(row: Sequence[Any]) -> KeptText:
    """The text that was kept."""
    r = TextRow._make(row)
    return KeptText(
        decision_id=r.decision_id,
        at=from_micros(r.at_us),
        messages=msgspec.json.decode(r.messages, type=list[dict[str, object]]),
        answer=r.answer,
    )
