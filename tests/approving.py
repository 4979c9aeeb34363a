"""People, keys and a desk for tests of approvals: who asks, who decides, and what is told."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from typing_extensions import override

from router.adapters.storage.memory import open_memory
from router.adapters.storage.memory_notices import MemoryNotices
from router.bootstrap.approving import Approving, open_approving
from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, ApprovalState, Reach
from router.core.approvals.rights import Approver, Standin
from router.core.caller import Attribution, Caller, identify
from router.core.directory import EMPTY
from router.core.errors import LedgerUnavailable
from router.core.facts import Facts
from router.core.grant import Grant
from router.core.key import Role, VirtualKey
from router.core.ledger import DecisionRecord, Outcome
from router.core.notices.notice import Notice
from router.core.policy import Policy
from router.core.routing import Rulebook
from router.core.scope import Scope
from router.ports.approvals import Edited
from router.services.ask_approval import Wanted
from tests.factories import NOON, facts, ledger_entry, rulebook, shape
from tests.fakes import FixedClock

RULE = "premium-needs-approval"
HOUR = timedelta(hours=1)
DEFAULTS = ApprovalRouting()


def person(
    name: str, *, role: Role = Role.MEMBER, team: str | None = "search", user: str | None = None
) -> VirtualKey:
    """The key of somebody; without `user` they are called as their key is."""
    return VirtualKey(id=f"key_{name}", name=name, role=role, team=team, user=user or name)


ADA = person("ada")
LEAD = person("lead", role=Role.TEAM_LEAD)
FINANCE = person("finance", role=Role.FINANCE, team=None)
ADMIN = person("admin", role=Role.ADMIN, team=None)
NAMELESS = VirtualKey(id="key_root", name="root", role=Role.ADMIN)


def standin(key: VirtualKey, *, for_: VirtualKey | None = None) -> Standin:
    giver = None if for_ is None else Approver.of(for_, directory=EMPTY)
    return Standin(approver=Approver.of(key, directory=EMPTY), giver=giver)


def routing(**written: object) -> ApprovalRouting:
    return ApprovalRouting.model_validate(written)


def approval(
    *,
    id: str = "apr_1",
    usd: str = "50",
    hours: int = 24,
    requests: int | None = None,
    reach: Reach = Reach.KEY,
    by: VirtualKey = ADA,
    at: datetime = NOON,
    follows: str | None = None,
) -> Approval:
    return Approval(
        id=id,
        decision_id=id.replace("apr", "dec"),
        rule_id=RULE,
        caller=called_by(by),
        asked_by=by.booked_as,
        asked_user=by.user,
        reach=reach,
        reason="a study",
        wanted_usd=Decimal(usd),
        wanted_hours=hours,
        wanted_requests=requests,
        asked_at=at,
        expires_at=at + 72 * HOUR,
        follows=follows,
    )


def grant(
    id: str = "grt_1",
    *,
    usd: str = "10",
    requests: int | None = None,
    scope: Scope | None = None,
    hours: int = 24,
    of: str = "apr_1",
    rules: tuple[str, ...] = (RULE,),
) -> Grant:
    return Grant(
        id=id,
        approval_id=of,
        scope=scope or Scope(key_id=ADA.id),
        rules=rules,
        limit_usd=Decimal(usd),
        most_requests=requests,
        since=NOON,
        until=NOON + hours * HOUR,
    )


def called_by(key: VirtualKey, claimed: Attribution | None = None) -> Caller:
    return identify(key, claimed or Attribution())


def demanding(**approvals: object) -> Rulebook:
    """A rulebook whose one rule demands approval of whatever asks for premium."""
    rule = {
        "id": RULE,
        "reason": "Premium is dear.",
        "when": {"requested_model": "premium"},
        "then": {"require_approval": "Ask your team's lead."},
    }
    written = {"version": 1, "name": "test", "rules": [rule], "approvals": approvals}
    return rulebook(Policy.model_validate(written))


def refused(by: VirtualKey = ADA) -> Facts:
    """The facts of a request that needs approval."""
    return facts(who=called_by(by), asked=shape(requested_model="premium"))


class KeptNotices(MemoryNotices):
    """Remembers the notices it takes; breaks when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[Notice] = []
        self.is_broken = False

    @override
    async def put(self, notice: Notice) -> None:
        if self.is_broken:
            raise LedgerUnavailable("The disk is gone.")
        self.notices.append(notice)

    @property
    def told(self) -> list[str]:
        return [notice.kind.value for notice in self.notices]


@dataclass
class Desk:
    """All services of approvals over stores in memory."""

    clock: FixedClock = field(default_factory=FixedClock)
    notices: KeptNotices = field(default_factory=KeptNotices)
    rulebook: Rulebook = field(default_factory=demanding)

    def __post_init__(self) -> None:
        self.stores = replace(open_memory(), notices=self.notices)
        self.approving: Approving = open_approving(
            self.stores, self.clock, rulebook=lambda: self.rulebook
        )

    async def refuse(self, id: str = "dec_1", *, by: VirtualKey = ADA) -> str:
        """Book a refused request."""
        record = DecisionRecord(
            id=id,
            facts=refused(by),
            deployment=None,
            tier=None,
            rule_id=None,
            reason="approval_required",
            policy_version="1",
            catalog_version="1",
        )
        entry = ledger_entry(
            id=id.replace("dec", "led"), decision_id=id, outcome=Outcome.REFUSED, cost_usd="0"
        )
        await self.stores.ledger.append(entry, record)
        return id

    async def ask(self, by: VirtualKey = ADA, *, id: str = "dec_1", usd: str = "50") -> Approval:
        """What `by` asks for, once it was refused."""
        if await self.stores.ledger.decision(id) is None:
            await self.refuse(id, by=by)
        wanted = Wanted(id=id, reason="a study", usd=Decimal(usd))
        return (await self.approving.ask(by, wanted)).result

    async def give(self, one: Grant) -> None:
        """Keep a grant as if it had been approved."""
        asked = approval(id=one.approval_id)
        await self.stores.approvals.ask(asked)

        def approve(found: Approval) -> Edited:
            state = ApprovalState.APPROVED
            return Edited(replace(found, state=state, decided_at=NOON, grant_id=one.id), one)

        await self.stores.approvals.change(asked.id, approve)

    async def acts(self) -> list[tuple[str, str]]:
        """What the audit log holds, oldest first."""
        events = await self.stores.admin_log.after(0, most=100)
        return [(event.kind, event.stage) for event in events]
