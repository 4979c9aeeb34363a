"""How does a caller say what became of an answer?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.errors import DecisionNotFound, IdempotencyConflict
from router.core.feedback import Feedback, Verdict, may_speak_of, same_words
from router.core.key import VirtualKey
from router.core.ledger import DecisionRecord
from router.ports.clock import Clock
from router.ports.comments import Comments
from router.ports.feedback import FeedbackStore
from router.ports.ledger import Ledger
from router.ports.traffic import Traffic

__all__ = ["GiveFeedback", "Said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a caller says, as it was sent. `about` is a decision's id, or the answer's own."""

    about: str
    verdict: Verdict | None = None
    score: float | None = None
    outcome_value_usd: Decimal | None = None
    comment: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback:
    """Takes feedback on decisions of the same key, user or team, and shows it again."""

    ledger: Ledger
    traffic: Traffic
    feedback: FeedbackStore
    comments: Comments
    clock: Clock
    keeps_comments: bool = False
    """Comments are texts: they are kept where texts are, and no longer."""

    async def __call__(self, said: Said, key: VirtualKey) -> Feedback:
        """Keep what is said; what was said before stays, and this counts from now on.

        Raises:
            DecisionNotFound: no such decision is the caller's.
            IdempotencyConflict: its key said something else under this idempotency key.
        """
        record = await self._own(said.about, key)
        new = Feedback(
            id=self.clock.new_id("fb"),
            decision_id=record.id,
            at=self.clock.now(),
            key_id=key.booked_as,
            verdict=said.verdict,
            score=said.score,
            outcome_value_usd=said.outcome_value_usd,
            idempotency_key=said.idempotency_key,
        )
        kept = await self.feedback.add(new)
        if kept.id != new.id and not same_words(kept, new):
            raise IdempotencyConflict(
                f"The idempotency key {said.idempotency_key!r} was used before for other "
                "feedback. Send a new one with each statement, and the same one only to repeat it.",
                param="idempotency_key",
            )
        if said.comment is not None and self.keeps_comments and key.may_keep_text:
            await self.comments.keep_comment(kept.id, said.comment, at=kept.at)
        return (await self._with_comments([kept]))[0]

    async def on(self, about: str, key: VirtualKey) -> Sequence[Feedback]:
        """All feedback on one's own decision, in the order of arrival.

        Raises:
            DecisionNotFound: no such decision is the caller's.
        """
        record = await self._own(about, key)
        return await self._with_comments(await self.feedback.of(record.id))

    async def _own(self, about: str, key: VirtualKey) -> DecisionRecord:
        """Another's decision is answered like one that does not exist: ids tell nothing."""
        record = await self.ledger.decision(about)
        if record is not None and may_speak_of(key, record):
            return record
        for decision_id in await self.traffic.answered_as(about):
            record = await self.ledger.decision(decision_id)
            if record is not None and may_speak_of(key, record):
                return record
        raise DecisionNotFound(
            f"No decision {about!r} of yours is recorded. Its id stands in the header "
            "'x-tierwise-decision-id' of every answer; the answer's own 'id' will do as well.",
            param="decision_id",
        )

    async def _with_comments(self, kept: Sequence[Feedback]) -> list[Feedback]:
        comments = await self.comments.comments([said.id for said in kept])
        return [replace(said, comment=comments.get(said.id)) for said in kept]
