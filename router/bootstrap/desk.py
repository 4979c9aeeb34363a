"""What do commands work on that look into the stores of a service, running or not?"""

from dataclasses import dataclass

from router.adapters.classifying.trained import REASONS
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.bootstrap.administration import operator, written_down
from router.bootstrap.approving import Approving, approving_at_desk, operator_key
from router.bootstrap.naming import rulebooks_by_name
from router.bootstrap.parts import open_stores
from router.bootstrap.written import rulebook_as_written
from router.core.key import VirtualKey
from router.ports.clock import Clock
from router.services.administer import Administer
from router.services.administer_findings import AdministerFindings
from router.services.analyse_behaviour import AnalyseBehaviour
from router.services.collect_outcomes import CollectOutcomes
from router.services.export_ledger import ExportLedger
from router.services.issue_key import IssueKey
from router.services.keep_directory import KeepDirectory
from router.services.keep_texts import KeepTexts
from router.services.name_rulebook import NameRulebook
from router.services.plan_policy import PlanPolicy
from router.services.read_person_spend import ReadPersonSpend
from router.services.recount_accounts import RecountAccounts
from router.services.replay_decisions import ReplayDecisions
from router.services.report_spend import ReportSpend
from router.services.reprice_ledger import RepriceLedger
from router.services.set_limits import SetLimits
from router.services.show_limits import ShowLimits
from router.services.summarise_feedback import SummariseFeedback
from router.services.verify_ledger import VerifyLedger
from router.services.watch_drift import WatchDrift
from router.settings import Settings

__all__ = ["Desk", "open_desk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The stores, and what reads and administers them."""

    stores: Stores
    spend: ReportSpend
    person_spend: ReadPersonSpend
    behaviour: AnalyseBehaviour
    issue_key: IssueKey
    directory: KeepDirectory
    limits: SetLimits
    show_limits: ShowLimits
    feedback: SummariseFeedback
    outcomes: CollectOutcomes
    texts: KeepTexts
    drift: WatchDrift
    plan: PlanPolicy
    replay: ReplayDecisions
    name_rulebook: NameRulebook
    findings: AdministerFindings
    verify: VerifyLedger
    recount: RecountAccounts
    reprice: RepriceLedger
    export: ExportLedger
    approving: Approving
    by: VirtualKey
    """Who decides on approvals here: the user of this machine."""
    clock: Clock

    async def close(self) -> None:
        """Close the stores."""
        await self.stores.close()


def open_desk(settings: Settings) -> Desk:
    """The desk on the stores of `settings`."""
    clock = SystemClock()
    stores = open_stores(settings, clock)
    written = written_down(stores, clock)
    return Desk(
        stores=stores,
        approving=approving_at_desk(settings, stores, clock=clock),
        by=operator_key(),
        clock=clock,
        spend=_spend(stores, clock),
        person_spend=_person_spend(stores, clock),
        behaviour=_behaviour(settings, stores, clock=clock),
        issue_key=IssueKey(keys=written.keys, clock=clock),
        directory=KeepDirectory(store=written.directory, clock=clock),
        limits=SetLimits(store=written.limits, clock=clock),
        show_limits=ShowLimits(accounts=stores.accounts, clock=clock),
        feedback=SummariseFeedback(feedback=stores.feedback, traffic=stores.traffic, clock=clock),
        outcomes=_outcomes(stores, clock),
        texts=KeepTexts(texts=stores.texts, keeping=settings.texts, clock=clock),
        drift=_drift(stores, clock),
        plan=PlanPolicy(history=stores.history),
        replay=ReplayDecisions(history=stores.history, past=stores.past),
        name_rulebook=rulebooks_by_name(settings, stores),
        findings=AdministerFindings(
            findings=stores.findings,
            factors=stores.factors,
            administer=Administer(log=stores.admin_log, clock=clock),
            clock=clock,
        ),
        verify=_verify(stores, clock),
        recount=_recount(stores, clock),
        reprice=_reprice(settings, stores, clock=clock),
        export=_export(stores, clock),
    )


def _outcomes(stores: Stores, clock: Clock) -> CollectOutcomes:
    return CollectOutcomes(
        outcomes=stores.outcomes,
        feedback=stores.feedback,
        traffic=stores.traffic,
        texts=stores.texts,
        clock=clock,
    )


def _drift(stores: Stores, clock: Clock) -> WatchDrift:
    return WatchDrift(
        traffic=stores.traffic,
        feedback=stores.feedback,
        clock=clock,
        reasons={words: str(reason) for reason, words in REASONS.items()},
    )


def _spend(stores: Stores, clock: Clock) -> ReportSpend:
    return ReportSpend(ledger=stores.ledger, keys=stores.keys, clock=clock)


def _person_spend(stores: Stores, clock: Clock) -> ReadPersonSpend:
    return ReadPersonSpend(
        report=_spend(stores, clock),
        administer=Administer(log=stores.admin_log, clock=clock),
        actor=operator(),
    )


def _behaviour(settings: Settings, stores: Stores, *, clock: Clock) -> AnalyseBehaviour:
    return AnalyseBehaviour(
        history=stores.history,
        feedback=stores.feedback,
        catalog=lambda: rulebook_as_written(settings).catalog,
        clock=clock,
    )


def _export(stores: Stores, clock: Clock) -> ExportLedger:
    return ExportLedger(
        history=stores.history,
        ledger=stores.ledger,
        administer=Administer(log=stores.admin_log, clock=clock),
        actor=operator(),
        pseudonym_key=stores.fingerprint_key,
    )


def _verify(stores: Stores, clock: Clock) -> VerifyLedger:
    return VerifyLedger(
        history=stores.history,
        past=stores.past,
        ledger=stores.ledger,
        holds=stores.holds,
        clock=clock,
    )


def _recount(stores: Stores, clock: Clock) -> RecountAccounts:
    return RecountAccounts(
        accounts=stores.accounts,
        limits=stores.limits,
        administer=Administer(log=stores.admin_log, clock=clock),
        actor=operator(),
        clock=clock,
    )


def _reprice(settings: Settings, stores: Stores, *, clock: Clock) -> RepriceLedger:
    return RepriceLedger(
        history=stores.history,
        ledger=stores.ledger,
        catalog=lambda: rulebook_as_written(settings).catalog,
        administer=Administer(log=stores.admin_log, clock=clock),
        actor=operator(),
    )
