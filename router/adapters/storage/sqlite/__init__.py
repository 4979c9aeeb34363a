"""How are ledger, keys and rulebooks kept in one SQLite file?"""

from pathlib import Path
from typing import TypedDict

from router.adapters.storage.secret_hash import derived_key, pepper_beside
from router.adapters.storage.sqlite.accounts import SqliteAccounts
from router.adapters.storage.sqlite.admin_log import SqliteAdminLog
from router.adapters.storage.sqlite.approvals import (
    SqliteApprovals,
    SqliteDelegations,
    SqliteGrants,
)
from router.adapters.storage.sqlite.archive import (
    FromTexts,
    SqliteRulebookArchive,
    ToTexts,
)
from router.adapters.storage.sqlite.audit_budget import SqliteAuditBudget
from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.coach_choices import SqliteCoachChoices
from router.adapters.storage.sqlite.connection import Database, Synchronous
from router.adapters.storage.sqlite.deposits import SqliteDeposits
from router.adapters.storage.sqlite.directory import SqliteDirectory
from router.adapters.storage.sqlite.feedback import SqliteFeedback
from router.adapters.storage.sqlite.findings import SqliteFindings
from router.adapters.storage.sqlite.history import SqliteHistory, SqlitePastRulebooks
from router.adapters.storage.sqlite.holds import SqliteHolds
from router.adapters.storage.sqlite.keys import SqliteKeys
from router.adapters.storage.sqlite.ledger import SqliteLedger
from router.adapters.storage.sqlite.limits import SqliteLimits
from router.adapters.storage.sqlite.notices import SqliteNotices
from router.adapters.storage.sqlite.outcome_rows import SqliteOutcomeRows
from router.adapters.storage.sqlite.own_traffic import SqliteOwnTraffic
from router.adapters.storage.sqlite.policies import SqlitePolicies
from router.adapters.storage.sqlite.profiles import SqliteProfiles
from router.adapters.storage.sqlite.rollups import SqliteRollUps
from router.adapters.storage.sqlite.spend import SqliteSpend
from router.adapters.storage.sqlite.tallies import SqliteTallies
from router.adapters.storage.sqlite.texts import SqliteTexts
from router.adapters.storage.sqlite.traffic import SqliteTraffic
from router.adapters.storage.sqlite.writer import Writer
from router.adapters.storage.stores import Stores
from router.core.errors import RouterError
from router.ports.clock import Clock

__all__ = ["Synchronous", "open_sqlite"]


def open_sqlite(
    path: Path,
    *,
    clock: Clock,
    to_text: ToTexts,
    from_text: FromTexts,
    pepper: bytes | None = None,
    synchronous: Synchronous = Synchronous.NORMAL,
    busy_timeout_s: float = 5.0,
) -> Stores:
    """Open the file, or make it; `pepper` is kept in a file beside it where none is given.

    Raises:
        ConfigurationError: the file cannot be opened, read, written, or is not a ledger.
    """
    database = Database(path, synchronous=synchronous, busy_timeout_s=busy_timeout_s)
    try:
        pepper = pepper or pepper_beside(database.path)
        keys = SqliteKeys(database, clock=clock, pepper=pepper)
    except RouterError:
        database.close()
        raise
    return _stores(database, keys, clock=clock, pepper=pepper, texts=(to_text, from_text))


def _stores(
    database: Database,
    keys: SqliteKeys,
    *,
    clock: Clock,
    pepper: bytes,
    texts: tuple[ToTexts, FromTexts],
) -> Stores:
    to_text, from_text = texts
    writer, kept = Writer(database), SqliteTexts(database)
    return Stores(
        ledger=SqliteLedger(writer, checkpointer=Checkpointer(database.connect)),
        keys=keys,
        holds=SqliteHolds(writer, clock=clock),
        accounts=SqliteAccounts(database),
        archive=SqliteRulebookArchive(database, to_texts=to_text, from_texts=from_text),
        history=SqliteHistory(database.path),
        past=SqlitePastRulebooks(database.path, from_texts=from_text),
        policies=SqlitePolicies(database, to_texts=to_text, from_texts=from_text),
        tallies=SqliteTallies(database),
        traffic=SqliteTraffic(database),
        spend=SqliteSpend(database),
        rollups=SqliteRollUps(database),
        feedback=SqliteFeedback(database),
        outcomes=SqliteOutcomeRows(database),
        texts=kept,
        comments=kept,
        audit_budget=SqliteAuditBudget(database),
        admin_log=SqliteAdminLog(database),
        directory=SqliteDirectory(database),
        limits=SqliteLimits(database),
        **_governance(database),
        fingerprint_key=derived_key(pepper, purpose=b"fingerprint"),
    )


class _Governance(TypedDict):
    """The stores of what is approved, watched and told."""

    findings: SqliteFindings
    factors: SqliteFindings
    profiles: SqliteProfiles
    approvals: SqliteApprovals
    grants: SqliteGrants
    delegations: SqliteDelegations
    notices: SqliteNotices
    own_traffic: SqliteOwnTraffic
    coach_choices: SqliteCoachChoices
    deposits: SqliteDeposits


def _governance(database: Database) -> _Governance:
    findings = SqliteFindings(database)
    return {
        "findings": findings,
        "factors": findings,
        "profiles": SqliteProfiles(database),
        "approvals": SqliteApprovals(database),
        "grants": SqliteGrants(database),
        "delegations": SqliteDelegations(database),
        "notices": SqliteNotices(database),
        "own_traffic": SqliteOwnTraffic(database),
        "coach_choices": SqliteCoachChoices(database),
        "deposits": SqliteDeposits(database),
    }
