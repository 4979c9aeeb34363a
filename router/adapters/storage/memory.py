"""How are ledger, keys and rulebooks kept without a disk? For tests and `--ephemeral`."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.adapters.storage.memory_approvals import (
    MemoryApprovals,
    MemoryDelegations,
    MemoryGrants,
)
from router.adapters.storage.memory_deposits import MemoryDeposits
from router.adapters.storage.memory_directory import MemoryDirectory
from router.adapters.storage.memory_evidence import (
    MemoryAuditBudget,
    MemoryFeedback,
    MemoryOutcomeRows,
    MemoryTexts,
)
from router.adapters.storage.memory_findings import MemoryFindings, MemoryProfiles
from router.adapters.storage.memory_history import MemoryHistory
from router.adapters.storage.memory_holds import MemoryAccounts, MemoryCounters, MemoryHolds
from router.adapters.storage.memory_keys import MemoryKeys
from router.adapters.storage.memory_limits import MemoryLimits
from router.adapters.storage.memory_notices import MemoryNotices
from router.adapters.storage.memory_own import MemoryCoachChoices, MemoryOwnTraffic
from router.adapters.storage.memory_policies import MemoryPolicies, MemoryTallies
from router.adapters.storage.memory_rollups import MemoryRollUps
from router.adapters.storage.quarters import QUARTER_US, Payer, spend_from_row
from router.adapters.storage.rows import (
    DecisionRow,
    EntryRow,
    decision_from_row,
    decision_to_row,
    entry_from_row,
    rows_of,
)
from router.adapters.storage.secret_hash import PEPPER_BYTES
from router.adapters.storage.stores import Stores
from router.core.caller import UNASSIGNED
from router.core.catalog import Catalog
from router.core.deployment import Kind
from router.core.errors import AlreadyBooked, EntryRefused, LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome, SpendBy, SpendRow
from router.core.moments import to_micros
from router.core.money import from_nanos
from router.core.policy import Policy
from router.core.routing import Rulebook
from router.core.traffic import AUDIT_CALLER, ServedRequest
from router.ports.spend_feed import SpendBatch

__all__ = [
    "MemoryKeys",
    "MemoryLedger",
    "MemoryRulebookArchive",
    "MemorySpend",
    "MemoryTraffic",
    "open_memory",
]


class MemoryLedger:
    """Implements `Ledger`; keeps the same rows as the other stores, so it rounds as they do."""

    def __init__(self) -> None:
        self.counters = MemoryCounters()
        self._entries: dict[str, EntryRow] = {}
        self._order: list[EntryRow] = []
        """All entries as they were booked: a look at the last ones must not walk past the rest."""
        self._decisions: dict[str, DecisionRow] = {}
        self._is_closed = False

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book a request, and close its hold. A recorded decision stays as it was."""
        self._refuse_closed()
        entry_row, decision_row = rows_of(entry, decision)
        if (
            entry_row.decision_id != decision_row.id
            and entry_row.decision_id not in self._decisions
        ):
            raise EntryRefused(
                f"Entry {entry.id} cannot be booked: no decision {entry.decision_id}."
            )
        if entry_row.id in self._entries:
            raise AlreadyBooked(f"Entry {entry.id} is booked already; nothing was changed.")
        self._decisions.setdefault(decision_row.id, decision_row)
        self._entries[entry_row.id] = entry_row
        self._order.append(entry_row)
        self.counters.settle(entry)

    def record(self, decision: DecisionRecord) -> None:
        """Keep a decision before anything is booked for it; one that is kept stays as it was."""
        self._refuse_closed()
        self._decisions.setdefault(decision.id, decision_to_row(decision))

    async def decision(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id."""
        row = self._decisions.get(decision_id)
        return decision_from_row(row) if row else None

    async def entries(self, decision_id: str) -> Sequence[LedgerEntry]:
        """All entries of one decision, oldest first."""
        rows = [row for row in self._entries.values() if row.decision_id == decision_id]
        return [entry_from_row(row) for row in sorted(rows, key=lambda row: row.at_us)]

    async def spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        """Spend in the half-open interval [since, until) by group, dearest first."""
        column = "key_id" if by is SpendBy.KEY else by.value
        groups: dict[str, list[EntryRow]] = defaultdict(list)
        for row in self._entries.values():
            if to_micros(since) <= row.at_us < to_micros(until):
                value: str | None = getattr(row, column)
                groups[UNASSIGNED if value is None else value].append(row)
        found = [_sum(group, rows) for group, rows in groups.items()]
        return sorted(found, key=lambda row: (-row.cost_usd, row.group))

    async def close(self) -> None:
        """Refuse what comes after."""
        self._is_closed = True

    def booked(self) -> Iterator[tuple[LedgerEntry, DecisionRecord]]:
        """All entries with their decisions, oldest first."""
        for row in sorted(self._entries.values(), key=lambda row: row.at_us):
            yield entry_from_row(row), decision_from_row(self._decisions[row.decision_id])

    def rows_from(self, seq: int) -> Iterator[EntryRow]:
        """All entries but the first `seq`, in the order of booking."""
        return (self._order[place] for place in range(seq, len(self._order)))

    def _refuse_closed(self) -> None:
        if self._is_closed:
            raise LedgerUnavailable("The ledger is closed: this service is shutting down.")


class MemorySpend:
    """Implements `SpendFeed` over a ledger in memory."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger

    async def before(self, moment: datetime) -> int:
        """Where to begin so that no entry of `moment` or later is missed."""
        rows = list(self._ledger.rows_from(0))
        late = (seq for seq, row in enumerate(rows) if row.at_us >= to_micros(moment))
        return next(late, len(rows))

    async def since(self, seq: int, *, most: int) -> SpendBatch:
        """What was spent by at most so many entries after `seq`."""
        rows = list(islice(self._ledger.rows_from(seq), most + 1))
        taken = rows[:most]
        return SpendBatch(
            seq=seq + len(taken),
            spends=[spend_from_row(row) for row in _by_quarter(taken)],
            has_more=len(rows) > most,
        )


class MemoryTraffic:
    """Implements `Traffic` over a ledger in memory."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger

    async def between(self, since: datetime, until: datetime) -> Sequence[ServedRequest]:
        """Those of the half-open interval [since, until), oldest first."""
        return [one for one in self._served() if since <= one.entry.at < until]

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, ServedRequest]:
        """Those of these decisions, by decision."""
        wanted = set(decision_ids)
        found = (one for one in self._served() if one.entry.decision_id in wanted)
        return {one.entry.decision_id: one for one in found}

    async def answered_as(self, response_id: str) -> Sequence[str]:
        """The decisions whose answers carried this id, newest first; at most a hundred."""
        found = [e.decision_id for e, _ in self._ledger.booked() if e.response_id == response_id]
        return found[::-1][:100]

    def _served(self) -> Iterator[ServedRequest]:
        for entry, record in self._ledger.booked():
            is_chat = record.facts.request.kind is Kind.CHAT
            is_own = entry.caller.key_id != AUDIT_CALLER.key_id
            is_call = entry.deployment is not None and entry.outcome is not Outcome.CORRECTED
            if is_chat and is_own and is_call:
                yield ServedRequest(entry=entry, facts=record.facts)


class MemoryRulebookArchive:
    """Implements `RulebookArchive`."""

    def __init__(self) -> None:
        self.policies: dict[str, Policy] = {}
        self._catalogs: dict[str, Catalog] = {}

    def remember(self, rulebook: Rulebook) -> None:
        """Keep a rulebook under its versions; does nothing where they are known."""
        self.policies.setdefault(rulebook.policy_version, rulebook.policy)
        self._catalogs.setdefault(rulebook.catalog_version, rulebook.catalog)

    def find(self, *, policy_version: str, catalog_version: str) -> Rulebook | None:
        """The rulebook with these versions."""
        policy = self.policies.get(policy_version)
        catalog = self._catalogs.get(catalog_version)
        if policy is None or catalog is None:
            return None
        return Rulebook(
            policy=policy,
            catalog=catalog,
            policy_version=policy_version,
            catalog_version=catalog_version,
        )

    def catalogs(self) -> Sequence[str]:
        """The versions of all catalogs that are kept, in the order of their names."""
        return sorted(self._catalogs)


def open_memory() -> Stores:
    """Empty stores that end with the process."""
    ledger, texts = MemoryLedger(), MemoryTexts()
    findings = MemoryFindings()
    archive, feedback, grants = MemoryRulebookArchive(), MemoryFeedback(), MemoryGrants()
    return Stores(
        ledger=ledger,
        keys=MemoryKeys(),
        holds=MemoryHolds(ledger.counters, record=ledger.record),
        accounts=MemoryAccounts(ledger.counters, rows_from=ledger.rows_from),
        archive=archive,
        history=MemoryHistory(ledger.booked),
        past=archive,
        policies=MemoryPolicies(archive.policies),
        tallies=MemoryTallies(ledger.booked, feedback.all),
        traffic=MemoryTraffic(ledger),
        spend=MemorySpend(ledger),
        rollups=MemoryRollUps(),
        feedback=feedback,
        outcomes=MemoryOutcomeRows(),
        texts=texts,
        comments=texts,
        audit_budget=MemoryAuditBudget(),
        admin_log=MemoryAdminLog(),
        directory=MemoryDirectory(),
        limits=MemoryLimits(),
        findings=findings,
        factors=findings,
        profiles=MemoryProfiles(),
        approvals=MemoryApprovals(grants),
        grants=grants,
        delegations=MemoryDelegations(),
        notices=MemoryNotices(),
        own_traffic=MemoryOwnTraffic(ledger.booked),
        coach_choices=MemoryCoachChoices(),
        deposits=MemoryDeposits(),
        fingerprint_key=secrets.token_bytes(PEPPER_BYTES),
    )


def _sum(group: str, rows: list[EntryRow]) -> SpendRow:
    return SpendRow(
        group=group,
        requests=len({row.decision_id for row in rows}),
        input_tokens=sum(row.input_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        cost_usd=from_nanos(sum(row.cost_nano_usd for row in rows)),
    )


def _by_quarter(rows: Sequence[EntryRow]) -> Iterator[tuple[object, ...]]:
    nanos: dict[tuple[int, Payer], int] = defaultdict(int)
    for row in rows:
        who = Payer._make(getattr(row, column) for column in Payer._fields)
        nanos[row.at_us // QUARTER_US, who] += row.cost_nano_usd
    return ((quarter, *who, cost) for (quarter, who), cost in nanos.items() if cost)
