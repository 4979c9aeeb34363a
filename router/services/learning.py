"""What learns from traffic beside the requests: feedback, texts that are kept, audits?"""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

from router.core.audit import AuditPlan
from router.core.kept_text import TextKeeping
from router.ports.audit_budget import AuditBudget
from router.ports.comments import Comments
from router.ports.feedback import FeedbackStore
from router.ports.outcome_rows import OutcomeRows
from router.ports.texts import Texts
from router.ports.traffic import Traffic
from router.services.audit import Audit
from router.services.give_feedback import GiveFeedback
from router.services.keep_texts import KeepTexts
from router.services.served import Learner
from router.services.steps import Steps

__all__ = ["Learning"]

Work = Callable[[], Coroutine[object, object, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """All of it; where texts and audits are switched off, no answer is shown to anybody."""

    feedback: GiveFeedback
    texts: KeepTexts | None
    audit: Audit | None
    background: Sequence[Work]
    """What runs until the service stops."""

    @property
    def learners(self) -> Sequence[Learner]:
        """Who is shown each answer."""
        return tuple(one for one in (self.texts, self.audit) if one is not None)

    @classmethod
    def of(
        cls,
        steps: Steps,
        *,
        traffic: Traffic,
        feedback: FeedbackStore,
        texts: Texts,
        comments: Comments,
        outcomes: OutcomeRows,
        audit_budget: AuditBudget,
        keeping: TextKeeping,
        plan: AuditPlan,
    ) -> "Learning":
        """Switched on as `keeping` and `plan` say. Old texts are purged in any case."""
        keep = KeepTexts(texts=texts, keeping=keeping, clock=steps.clock)
        audit = Audit(steps=steps, plan=plan, budget=audit_budget, outcomes=outcomes)
        switched_on = [(keep.run, keeping.is_on), (audit.run, plan.is_on)]
        return cls(
            feedback=GiveFeedback(
                ledger=steps.settle.ledger,
                traffic=traffic,
                feedback=feedback,
                comments=comments,
                clock=steps.clock,
                keeps_comments=keeping.is_on,
            ),
            texts=keep if keeping.is_on else None,
            audit=audit if plan.is_on else None,
            background=[keep.purge_in_time, *(work for work, is_on in switched_on if is_on)],
        )
