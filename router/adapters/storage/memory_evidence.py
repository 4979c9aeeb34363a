"""How are feedback, outcome rows, texts and audits' holds kept without a disk?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from router.adapters.storage.evidence_rows import (
    feedback_from_row,
    feedback_to_row,
    outcome_from_row,
    outcome_to_row,
    text_from_row,
    text_to_row,
)
from router.adapters.storage.storable import storable
from router.core.feedback import Feedback
from router.core.kept_text import KeptText
from router.core.money import ZERO_USD, to_usd
from router.core.outcome_row import OutcomeRow

__all__ = ["MemoryAuditBudget", "MemoryFeedback", "MemoryOutcomeRows", "MemoryTexts"]


class MemoryFeedback:
    """Implements `FeedbackStore`; what is kept went through the same rows as in other stores."""

    def __init__(self) -> None:
        self._kept: list[Feedback] = []

    async def add(self, feedback: Feedback) -> Feedback:
        """Keep it; gives what its key said first under the same idempotency key, if it did."""
        new = feedback_from_row(feedback_to_row(feedback))
        asked = (new.key_id, new.idempotency_key)
        for known in self._kept:
            if new.idempotency_key is not None and asked == (known.key_id, known.idempotency_key):
                return known
        self._kept.append(new)
        return new

    async def of(self, decision_id: str) -> Sequence[Feedback]:
        """All feedback on one decision, in the order of arrival."""
        return [said for said in self._kept if said.decision_id == decision_id]

    async def since(self, moment: datetime) -> Sequence[Feedback]:
        """All feedback from `moment` on, in the order of arrival."""
        return [said for said in self._kept if said.at >= moment]

    def all(self) -> Sequence[Feedback]:
        """All feedback, in the order of arrival."""
        return self._kept


class MemoryOutcomeRows:
    """Implements `OutcomeRows`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], OutcomeRow] = {}

    async def add(self, rows: Sequence[OutcomeRow]) -> int:
        """Keep them; gives how many were new."""
        before = len(self._kept)
        for row in rows:
            kept = outcome_from_row(outcome_to_row(row))
            self._kept.setdefault((row.decision_id, row.deployment, row.source), kept)
        return len(self._kept) - before

    async def since(self, moment: datetime) -> Sequence[OutcomeRow]:
        """All rows from `moment` on, in the order in which they were added."""
        return [row for row in self._kept.values() if row.at >= moment]


class MemoryTexts:
    """Implements `Texts` and `Comments`."""

    def __init__(self) -> None:
        self._texts: dict[str, KeptText] = {}
        self._comments: dict[str, tuple[datetime, str]] = {}

    async def keep(self, texts: Sequence[KeptText]) -> None:
        """Keep texts; of one decision the first stands."""
        for text in texts:
            self._texts.setdefault(text.decision_id, text_from_row(text_to_row(text)))

    async def keep_comment(self, feedback_id: str, comment: str, *, at: datetime) -> None:
        """Keep what was said in a feedback; the first comment stands."""
        self._comments.setdefault(feedback_id, (at, storable(comment)))

    async def comments(self, feedback_ids: Sequence[str]) -> Mapping[str, str]:
        """The comments that are kept, by feedback."""
        return {one: self._comments[one][1] for one in feedback_ids if one in self._comments}

    async def between(self, since: datetime, until: datetime) -> Sequence[KeptText]:
        """The texts of the half-open interval [since, until), oldest first."""
        found = [text for text in self._texts.values() if since <= text.at < until]
        return sorted(found, key=lambda text: (text.at, text.decision_id))

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, KeptText]:
        """The texts of these decisions, by decision, as far as they are kept."""
        return {one: self._texts[one] for one in decision_ids if one in self._texts}

    async def purge(self, before: datetime) -> int:
        """Delete texts and comments older than `before`; gives how many."""
        texts = [key for key, text in self._texts.items() if text.at < before]
        comments = [key for key, (at, _) in self._comments.items() if at < before]
        for decision_id in texts:
            del self._texts[decision_id]
        for feedback_id in comments:
            del self._comments[feedback_id]
        return len(texts) + len(comments)


class MemoryAuditBudget:
    """Implements `AuditBudget`."""

    def __init__(self) -> None:
        self._holds: dict[str, tuple[date, Decimal]] = {}
        self._settled: set[str] = set()

    async def hold(
        self, hold_id: str, amount_usd: Decimal, *, day: date, limit_usd: Decimal
    ) -> bool:
        """Reserve an amount; False, and nothing is reserved, where the rest of the day is less."""
        of_day = (used for on, used in self._holds.values() if on == day)
        if sum(of_day, start=ZERO_USD) + to_usd(amount_usd) > to_usd(limit_usd):
            return False
        self._holds[hold_id] = (day, to_usd(amount_usd))
        return True

    async def settle(self, hold_id: str, cost_usd: Decimal) -> None:
        """Replace a hold by what was really spent; the first settling stands."""
        if hold_id in self._holds and hold_id not in self._settled:
            self._settled.add(hold_id)
            self._holds[hold_id] = (self._holds[hold_id][0], to_usd(cost_usd))
