"""Why was a request routed so, or why would it be?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from router.core.access import Permission, reaches
from router.core.chat import ChatRequest
from router.core.errors import DecisionNotFound, NotYours
from router.core.explanation import Explanation, explain
from router.core.key import VirtualKey
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

    async def would(self, request: ChatRequest, key: VirtualKey) -> Explanation:
        """How `request` would be decided now."""
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

    async def did(self, decision_id: str, key: VirtualKey) -> Recalled:
        """How a past request was decided, and what it cost.

        Raises:
            DecisionNotFound: no such decision is recorded.
            NotYours: it is out of the reach of the key's role.
        """
        record = await self.ledger.decision(decision_id)
        if record is None:
            raise DecisionNotFound(
                f"No decision {decision_id!r} is recorded. The id stands in the header "
                "'x-tierwise-decision-id' of every answer."
            )
        if not reaches(key, Permission.READ_DECISIONS, owner=record.facts.caller):
            raise NotYours(f"The decision {decision_id!r} is not of this key or its user.")
        rulebook = self.archive.find(
            policy_version=record.policy_version, catalog_version=record.catalog_version
        )
        return Recalled(
            record=record,
            explanation=explain(record.facts, rulebook) if rulebook else None,
            entries=await self.ledger.entries(decision_id),
        )
