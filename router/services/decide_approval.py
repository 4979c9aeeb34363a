"""How does an approver decide: approve, approve less, or deny with a message?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from router.core.admin_log import ActKind
from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.life import Ballot, voted
from router.core.approvals.notices import approval_told, decided_notice, grant_told
from router.core.approvals.rights import Standin
from router.core.errors import NotYours
from router.core.grant import Grant
from router.core.key import VirtualKey
from router.ports.approvals import Approvals, Edited
from router.ports.clock import Clock
from router.services.administer import Actor, Administer, Asked
from router.services.find_approvers import FindApprovers
from router.services.show_approvals import ShowApprovals
from router.services.tell_of_approvals import TellOfApprovals

__all__ = ["DecideApproval", "Decided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came of a vote."""

    approval: Approval
    grant: Grant | None = None
    """None where it was denied, or another person must approve too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideApproval:
    """Votes, written down; the grant is made in the same step as the vote that decides."""

    approvals: Approvals
    show: ShowApprovals
    approvers: FindApprovers
    administer: Administer
    tell: TellOfApprovals
    routing: Callable[[], ApprovalRouting]
    clock: Clock

    async def __call__(self, by: VirtualKey, approval_id: str, *, ballot: Ballot) -> Decided:
        """Count a vote.

        Raises:
            NotThere: there is no such approval, or not for `by`.
            NotYours: `by` asked for it, has voted already, or may not approve so much.
            ApprovalConflict: it is decided already, or has changed since it was looked at.
            InvalidRequest: more is approved than was asked for, or a denial says no reason.
        """
        before = (await self.show.get(by, approval_id)).approval
        now, routing = self.clock.now(), self.routing()
        standins = await self.approvers(by, at=now)

        async def vote() -> Decided:
            edited = await self.approvals.change(
                before.id,
                lambda found: Edited(
                    *self._with_vote(found, ballot, standins=standins, routing=routing, at=now)
                ),
            )
            return Decided(approval=before) if edited is None else _decided(edited)

        decided = await self.administer(
            Asked(
                actor=Actor.of(by),
                kind=ActKind.APPROVAL_VOTE,
                subject=before.id,
                detail={"asked": _ballot_told(ballot), "before": approval_told(before)},
            ),
            vote,
            told=_told,
        )
        if decided.approval.state is not ApprovalState.PENDING:
            await self.tell(
                lambda id: decided_notice(
                    decided.approval, routing, id=id, at=now, grant=decided.grant
                )
            )
        return decided

    def _with_vote(
        self,
        found: Approval,
        ballot: Ballot,
        *,
        standins: Sequence[Standin],
        routing: ApprovalRouting,
        at: datetime,
    ) -> tuple[Approval, Grant | None]:
        """In one's own name where that suffices, else in the first name that does."""
        refusal: NotYours | None = None
        for standin in standins:
            try:
                return voted(
                    found,
                    ballot,
                    standin=standin,
                    routing=routing,
                    at=at,
                    new_id=lambda: self.clock.new_id("grt"),
                )
            except NotYours as error:
                refusal = refusal or error
        raise refusal or NotYours("Your key cannot decide on approvals.")


def _decided(edited: Edited) -> Decided:
    return Decided(approval=edited.approval, grant=edited.grant)


def _ballot_told(ballot: Ballot) -> dict[str, object]:
    usd = ballot.limit_usd
    return {
        "verdict": ballot.verdict.value,
        "limit_usd": None if usd is None else str(usd),
        "hours": ballot.hours,
        "most_requests": ballot.most_requests,
        "message": ballot.message,
    }


def _told(decided: Decided) -> dict[str, object]:
    grant = decided.grant
    return {
        "after": approval_told(decided.approval),
        "grant": None if grant is None else grant_told(grant),
    }
