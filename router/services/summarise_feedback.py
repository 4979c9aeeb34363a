"""How do answers fare with those who asked?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from router.core.feedback import Feedback, in_force
from router.core.feedback_tally import FeedbackBy, Heard, TallyRow, tally
from router.ports.clock import Clock
from router.ports.feedback import FeedbackStore
from router.ports.traffic import Traffic
from router.services.report_spend import parse_duration

__all__ = ["SummariseFeedback"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummariseFeedback:
    """Feedback by group, from what was said of late."""

    feedback: FeedbackStore
    traffic: Traffic
    clock: Clock

    async def __call__(self, by: FeedbackBy, *, since: str) -> Sequence[TallyRow]:
        """What was said in the last `since` (such as `30d`), by group."""
        said = await self.feedback.since(self.clock.now() - parse_duration(since))
        histories: dict[str, list[Feedback]] = defaultdict(list)
        for one in said:
            histories[one.decision_id].append(one)
        served = await self.traffic.of(list(histories))
        heard = (
            Heard(served=served[decision_id], feedback=in_force(history))
            for decision_id, history in histories.items()
            if decision_id in served
        )
        return tally(heard, by)
