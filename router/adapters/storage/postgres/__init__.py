"""How are ledger, keys, rulebooks and all else kept in one PostgreSQL database?"""

from router.adapters.storage.postgres.accounts import PostgresAccounts
from router.adapters.storage.postgres.admin_log import PostgresAdminLog
from router.adapters.storage.postgres.approvals import (
    PostgresApprovals,
    PostgresDelegations,
    PostgresGrants,
)
from router.adapters.storage.postgres.archive import PostgresRulebookArchive
from router.adapters.storage.postgres.audit_budget import PostgresAuditBudget
from router.adapters.storage.postgres.coach_choices import PostgresCoachChoices
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.deposits import PostgresDeposits
from router.adapters.storage.postgres.directory import PostgresDirectory
from router.adapters.storage.postgres.feedback import PostgresFeedback
from router.adapters.storage.postgres.findings import PostgresFindings
from router.adapters.storage.postgres.history import PostgresHistory, PostgresPastRulebooks
from router.adapters.storage.postgres.holds import PostgresHolds
from router.adapters.storage.postgres.keys import PostgresKeys, check_pepper
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.postgres.limits import PostgresLimits
from router.adapters.storage.postgres.migrations.upgrade import bring_up_to_date
from router.adapters.storage.postgres.months import prepare_months_at_start
from router.adapters.storage.postgres.notices import PostgresNotices
from router.adapters.storage.postgres.outcome_rows import PostgresOutcomeRows
from router.adapters.storage.postgres.own_traffic import PostgresOwnTraffic
from router.adapters.storage.postgres.policies import PostgresPolicies
from router.adapters.storage.postgres.profiles import PostgresProfiles
from router.adapters.storage.postgres.rollups import PostgresRollUps
from router.adapters.storage.postgres.session import starting
from router.adapters.storage.postgres.spend import PostgresSpend
from router.adapters.storage.postgres.tallies import PostgresTallies
from router.adapters.storage.postgres.texts import PostgresTexts
from router.adapters.storage.postgres.traffic import PostgresTraffic
from router.adapters.storage.rulebook_texts import FromTexts, ToTexts
from router.adapters.storage.secret_hash import derived_key
from router.adapters.storage.stores import Stores
from router.ports.clock import Clock

__all__ = ["open_postgres"]


def open_postgres(
    url: str,
    *,
    clock: Clock,
    to_text: ToTexts,
    from_text: FromTexts,
    pepper: bytes,
    max_size: int = 10,
) -> Stores:
    """Bring the database up to date; the pool of at most `max_size` opens with its first use.

    Raises:
        ConfigurationError: the database cannot be reached, read or written, is newer than this
            Tierwise, or its keys were made with another pepper.
    """
    database = Database(url, max_size=max_size)
    bring_up_to_date(url)
    with starting(url) as connection:
        check_pepper(connection, pepper, place=database.place)
        prepare_months_at_start(connection, clock.now())
    return _stores_on(database, clock=clock, texts=(to_text, from_text), pepper=pepper)


def _stores_on(
    database: Database, *, clock: Clock, texts: tuple[ToTexts, FromTexts], pepper: bytes
) -> Stores:
    to_texts, from_texts = texts
    kept_texts = PostgresTexts(database)
    findings = PostgresFindings(database)
    return Stores(
        ledger=PostgresLedger(database),
        keys=PostgresKeys(database, clock=clock, pepper=pepper),
        holds=PostgresHolds(database, clock=clock),
        accounts=PostgresAccounts(database),
        archive=PostgresRulebookArchive(database, to_texts=to_texts, from_texts=from_texts),
        history=PostgresHistory(database.url),
        past=PostgresPastRulebooks(database.url, from_texts=from_texts),
        policies=PostgresPolicies(database, to_texts=to_texts, from_texts=from_texts),
        tallies=PostgresTallies(database),
        traffic=PostgresTraffic(database),
        spend=PostgresSpend(database),
        rollups=PostgresRollUps(database),
        feedback=PostgresFeedback(database),
        outcomes=PostgresOutcomeRows(database),
        texts=kept_texts,
        comments=kept_texts,
        audit_budget=PostgresAuditBudget(database),
        admin_log=PostgresAdminLog(database),
        directory=PostgresDirectory(database),
        limits=PostgresLimits(database),
        findings=findings,
        factors=findings,
        profiles=PostgresProfiles(database),
        approvals=PostgresApprovals(database),
        grants=PostgresGrants(database),
        delegations=PostgresDelegations(database),
        notices=PostgresNotices(database),
        own_traffic=PostgresOwnTraffic(database),
        coach_choices=PostgresCoachChoices(database),
        deposits=PostgresDeposits(database),
        fingerprint_key=derived_key(pepper, purpose=b"fingerprint"),
    )
