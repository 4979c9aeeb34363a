"""Which stores belong together?"""

from dataclasses import dataclass, field

from router.ports.admin_log import AdminLog
from router.ports.approvals import Approvals, Delegations, Grants
from router.ports.audit_budget import AuditBudget
from router.ports.coach_choices import CoachChoices
from router.ports.comments import Comments
from router.ports.deposits import Deposits
from router.ports.directory import DirectoryStore
from router.ports.feedback import FeedbackStore
from router.ports.findings import Factors, Findings, Profiles
from router.ports.history import History, PastRulebooks
from router.ports.holds import Accounts, Holds
from router.ports.keys import Keys
from router.ports.ledger import Ledger
from router.ports.limits import LimitStore
from router.ports.notices import Outbox
from router.ports.outcome_rows import OutcomeRows
from router.ports.own_traffic import OwnTraffic
from router.ports.policies import Policies, Tallies
from router.ports.rollups import RollUps
from router.ports.rulebooks import RulebookArchive
from router.ports.spend_feed import SpendFeed
from router.ports.texts import Texts
from router.ports.traffic import Traffic

__all__ = ["Stores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """All that one storage keeps."""

    ledger: Ledger
    keys: Keys
    holds: Holds
    accounts: Accounts
    archive: RulebookArchive
    history: History
    past: PastRulebooks
    policies: Policies
    tallies: Tallies
    traffic: Traffic
    spend: SpendFeed
    rollups: RollUps
    feedback: FeedbackStore
    outcomes: OutcomeRows
    texts: Texts
    comments: Comments
    audit_budget: AuditBudget
    admin_log: AdminLog
    directory: DirectoryStore
    limits: LimitStore
    findings: Findings
    factors: Factors
    profiles: Profiles
    approvals: Approvals
    grants: Grants
    delegations: Delegations
    notices: Outbox
    own_traffic: OwnTraffic
    coach_choices: CoachChoices
    deposits: Deposits
    fingerprint_key: bytes = field(repr=False)
    """Under which prompts are hashed; as secret as the pepper that it comes from."""

    async def close(self) -> None:
        """Write what is pending and close."""
        await self.ledger.close()
