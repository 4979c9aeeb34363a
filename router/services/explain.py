"""Why was a request routed so, or why would it be?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from router.core.chat import ChatRequest
from router.core.errors import DecisionNotFound, NotYours
from router.core.explanation import Explanation, explain
from router.core.key import LOCAL_KEY, VirtualKey
from router.core.ledger import DecisionRecord, LedgerEntry
from router.ports.classifier import Classifier
from router.ports.ledger import Ledger
from router.ports.rulebooks import RulebookArchive, Rulebooks
from router.services.steps import Steps

__all__ = ["Explain", "Recalled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A past decision: as recorded, as explained today, and what it cost."""

    record: DecisionRecord
    explanation: Explanation | None
    """None where the rulebook of that time is no longer kept."""
    entries: Sequence[LedgerEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain:
    """Explanations; nobody is called and nothing is booked."""

    steps: Steps
    classifier: Classifier
    rulebooks: Rulebooks
    archive: RulebookArchive
    ledger: Ledger

    async def would(self, request: ChatRequest, secret: str | None) -> Explanation:
        """How `request` would be decided now."""
        key = await self.steps.authenticate(secret)
        facts = await self.steps.gather.chat(request, key)
        judge = self.steps.gather.difficulty
        if judge is not None and facts.assessment.difficulty is None:
            found = judge.of(request.messages)
            facts = replace(facts, assessment=replace(facts.assessment, difficulty=found))
        explanation = explain(facts, self.rulebooks.for_request(facts))
        contributions = self.classifier.contributions(
            request.messages, tool_count=request.tool_count
        )
        return replace(explanation, contributions=contributions)

    async def did(self, decision_id: str, secret: str | None) -> Recalled:
        """How a past request was decided, and what it cost.

        Raises:
            DecisionNotFound: no such decision is recorded.
            NotYours: it belongs to another team's key.
        """
        key = await self.steps.authenticate(secret)
        record = await self.ledger.decision(decision_id)
        if record is None:
            raise DecisionNotFound(
                f"No decision {decision_id!r} is recorded. The id stands in the header "
                "'x-tierwise-decision-id' of every answer."
            )
        if not _may_see(key, record):
            raise NotYours(f"The decision {decision_id!r} belongs to another key and team.")
        rulebook = self.archive.find(
            policy_version=record.policy_version, catalog_version=record.catalog_version
        )
        return Recalled(
            record=record,
            explanation=explain(record.facts, rulebook) if rulebook else None,
            entries=await self.ledger.entries(decision_id),
        )


def _may_see(key: VirtualKey, record: DecisionRecord) -> bool:
    caller = record.facts.caller
    is_same_team = key.team is not None and key.team == caller.team
    return key is LOCAL_KEY or key.id == caller.key_id or is_same_team
