"""What can a caller do whose request needs approval: what to ask for, or whom it waits for?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from router.core.approvals.approval import Approval
from router.core.approvals.demand import demanded_of
from router.core.approvals.rights import open_levels
from router.core.errors import ApprovalRequired, RouterError
from router.core.money import format_usd
from router.ports.clock import Clock
from router.services.follow_grants import FollowGrants
from router.services.journey import Journey

__all__ = ["PointToApproval"]

_APPROVAL, _DECISION = "apr_", "dec_"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointToApproval:
    """Implements `Pointer`, from memory: however many are refused, nothing is written."""

    follow: FollowGrants
    clock: Clock

    def __call__(self, journey: Journey, refusal: RouterError) -> None:
        """Add to a refusal for want of approval under which id to ask, or what is asked already."""
        if not isinstance(refusal, ApprovalRequired):
            return
        now = self.clock.now()
        rule_id, grant_id = refusal.details.get("rule", ""), refusal.details.get("grant")
        if grant_id is not None:
            self.follow.set_aside(grant_id, at=now)
            if any(g.id != grant_id and rule_id in g.rules for g in journey.facts.grants):
                refusal.message = f"{refusal.message} Another grant comes first now: ask again."
                return
        routing = journey.rulebook.policy.approvals
        waiting = self.follow.pending(rule_id, caller=journey.facts.caller, at=now)
        if waiting is not None:
            awaited = " or ".join(
                dict.fromkeys(one.in_words for one in open_levels(waiting, routing))
            )
            words = f"{waiting.id} was asked for {_ago(waiting, now)} and waits for {awaited}."
            said = {"approval": waiting.id, "approval_state": waiting.state.value}
        else:
            said = {"approval": _APPROVAL + journey.decision_id.removeprefix(_DECISION)}
            words = (
                f"Ask for it at POST /v1/approvals, with id {said['approval']}, a reason and usd."
            )
        said["link"] = routing.link_to(said["approval"])
        estimate_usd = _estimate_usd(journey)
        if estimate_usd is not None:
            said["estimate_usd"] = format_usd(estimate_usd)
        refusal.message = f"{refusal.message} {words}"
        refusal.details |= said


def _estimate_usd(journey: Journey) -> Decimal | None:
    """What the request is expected to cost; None where it could not be served all the same."""
    if journey.decision is not None:
        return journey.decision.quote.expected_usd
    try:
        demanded = demanded_of(journey.facts, journey.rulebook)
    except RouterError:
        return None
    return None if demanded is None else demanded.estimate_usd


def _ago(approval: Approval, now: datetime) -> str:
    minutes = max((now - approval.asked_at) // timedelta(minutes=1), 0)
    if minutes < 1:
        return "just now"
    if minutes < 120:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago"
