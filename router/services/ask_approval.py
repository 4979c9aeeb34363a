"""How does somebody who was refused ask for approval, and take it back?"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.access import Permission, reaches
from router.core.admin_log import ActKind
from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, Reach
from router.core.approvals.demand import demanded_of, rules_that_demand
from router.core.approvals.life import scope_of, withdrawn
from router.core.approvals.notices import approval_told, asked_notice
from router.core.caller import Attribution, Caller, identify
from router.core.directory import Directory
from router.core.errors import InvalidRequest
from router.core.key import VirtualKey
from router.core.money import format_usd, to_usd
from router.core.routing import Rulebook
from router.ports.approvals import Approvals, Edited
from router.ports.clock import Clock
from router.ports.ledger import Ledger
from router.services.administer import Actor, Administer, Asked, NotThere, Once
from router.services.tell_of_approvals import TellOfApprovals

__all__ = ["AskApproval", "Wanted"]

_APPROVAL, _DECISION = "apr_", "dec_"
_LONGEST = 1_000
_MOST_REQUESTS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for, and why."""

    reason: str
    usd: Decimal
    hours: int = 24
    requests: int | None = None
    """None: any number of requests."""
    reach: Reach = Reach.KEY
    id: str | None = None
    """Of the refused decision (`dec_…`), or of the approval that its refusal named (`apr_…`)."""
    rule_id: str | None = None
    """Where nothing was refused yet: the rule that will demand approval of one's own key."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What approval is asked for."""

    decision_id: str
    caller: Caller
    rule_id: str
    estimate_usd: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskApproval:
    """Asks approvers for what one may see, and writes it down."""

    approvals: Approvals
    ledger: Ledger
    administer: Administer
    tell: TellOfApprovals
    rulebook: Callable[[], Rulebook]
    """As it is in force: what it demands now is what a grant will be for."""
    directory: Callable[[], Awaitable[Directory]]
    clock: Clock

    async def __call__(self, by: VirtualKey, wanted: Wanted) -> Once[Approval]:
        """A new approval, which is pending; the one that is pending already where there is one.

        Raises:
            NotThere: there is no such decision or rule, or not for `by`.
            InvalidRequest: nothing demands approval, or more is asked for than policy permits.
        """
        routing = self.rulebook().policy.approvals
        _check(wanted, routing)
        subject = await (
            self._planned(by, wanted) if wanted.id is None else self._refused(by, wanted)
        )
        asked = self._approval(by, wanted, subject=subject)
        scope_of(asked.caller, asked.reach)  # refuses what no grant could be for
        kept = await self.administer(
            Asked(
                actor=Actor.of(by),
                kind=ActKind.APPROVAL_ASK,
                subject=asked.id,
                detail={"asked": approval_told(asked)},
            ),
            lambda: self.approvals.ask(asked),
            told=lambda one: {"after": approval_told(one)},
        )
        if kept.mark != asked.mark:
            return Once(kept, is_repeated=True)
        await self.tell(lambda id: asked_notice(kept, routing, id=id, at=kept.asked_at))
        return Once(kept)

    async def withdraw(self, by: VirtualKey, approval_id: str) -> Approval:
        """Take back what one asked for oneself.

        Raises:
            NotThere: there is no such approval, or not of `by`.
            ApprovalConflict: it is decided already.
        """
        before = await self.approvals.get(approval_id)
        if before is None or not _is_own(by, before):
            raise NotThere(f"There is no approval {approval_id!r} that you asked for.", param="id")

        async def take_back() -> Approval:
            edited = await self.approvals.change(
                approval_id, lambda one: Edited(withdrawn(one, self.clock.now()))
            )
            return before if edited is None else edited.approval

        return await self.administer(
            Asked(actor=Actor.of(by), kind=ActKind.APPROVAL_WITHDRAW, subject=approval_id),
            take_back,
            told=lambda one: {"after": approval_told(one)},
        )

    def _approval(self, by: VirtualKey, wanted: Wanted, *, subject: _Subject) -> Approval:
        now, mark = self.clock.now(), self.clock.new_id(_APPROVAL[:-1])
        decided = subject.decision_id.removeprefix(_DECISION)
        return Approval(
            id=_APPROVAL + decided if decided else mark,
            mark=mark,
            decision_id=subject.decision_id,
            rule_id=subject.rule_id,
            caller=subject.caller,
            asked_by=by.booked_as,
            asked_user=by.user,
            reach=wanted.reach,
            reason=wanted.reason.strip(),
            wanted_usd=to_usd(wanted.usd),
            wanted_hours=wanted.hours,
            wanted_requests=wanted.requests,
            estimate_usd=subject.estimate_usd,
            asked_at=now,
            expires_at=now + self.rulebook().policy.approvals.waits,
        )

    async def _refused(self, by: VirtualKey, wanted: Wanted) -> _Subject:
        """A decision that was refused, and the rule that refuses it now."""
        before = await self.approvals.get(wanted.id or "")
        if before is not None and not before.decision_id and _is_own(by, before):
            return await self._planned(by, replace(wanted, rule_id=before.rule_id))
        decision_id = before.decision_id if before else _DECISION + _bare(wanted.id or "")
        record = await self.ledger.decision(decision_id)
        if record is None or not reaches(by, Permission.READ_DECISIONS, owner=record.facts.caller):
            raise NotThere(
                f"There is no decision {decision_id!r} that you may see. Send the id that the "
                "refusal named.",
                param="id",
            )
        demanded = demanded_of(record.facts, self.rulebook())
        if demanded is None:
            raise InvalidRequest(
                f"Nothing demands approval of {decision_id} now. Send the request again.",
                param="id",
            )
        return _Subject(
            decision_id, record.facts.caller, demanded.rule_id, to_usd(demanded.estimate_usd)
        )

    async def _planned(self, by: VirtualKey, wanted: Wanted) -> _Subject:
        """Requests of one's own key that are still to come."""
        rules = rules_that_demand(self.rulebook())
        if wanted.rule_id not in rules:
            raise NotThere(
                f"No rule {wanted.rule_id!r} demands approval. Send the 'id' that a refusal named, "
                f"or one of these as 'rule': {', '.join(rules) or 'none'}.",
                param="rule",
            )
        caller = identify(by, Attribution(), directory=await self.directory())
        return _Subject("", caller, wanted.rule_id)


def _bare(text: str) -> str:
    """What approvals and decisions have in common of their ids."""
    return text.removeprefix(_APPROVAL).removeprefix(_DECISION)


def _is_own(by: VirtualKey, approval: Approval) -> bool:
    is_same_user = by.user is not None and by.user == approval.asked_user
    return by.booked_as == approval.asked_by or is_same_user


def _check(wanted: Wanted, routing: ApprovalRouting) -> None:
    if not 1 <= len(wanted.reason.strip()) <= _LONGEST:
        raise InvalidRequest(f"Say why you need it, in 1 to {_LONGEST} characters.", param="reason")
    if not wanted.usd.is_finite() or to_usd(wanted.usd) <= 0 or wanted.usd > routing.most_usd:
        raise InvalidRequest(
            f"Ask for more than 0 and at most {format_usd(routing.most_usd)} USD at once.",
            param="usd",
        )
    if not 1 <= wanted.hours <= routing.most_hours:
        raise InvalidRequest(f"Ask for 1 to {routing.most_hours} hours.", param="hours")
    if wanted.requests is not None and not 1 <= wanted.requests <= _MOST_REQUESTS:
        raise InvalidRequest(f"Ask for 1 to {_MOST_REQUESTS} requests.", param="requests")
