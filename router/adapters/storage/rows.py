"""How do ledger entries and decisions become rows of plain values, and values again?"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from router.adapters.storage.facts_json import facts_from_json, facts_to_json
from router.adapters.storage.storable import storable
from router.core.caller import Caller
from router.core.facts import Facts
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.moments import from_micros, to_micros
from router.core.money import from_nanos, to_nanos
from router.core.tier import Tier
from router.core.usage import Usage, UsageUnit

__all__ = [
    "DecisionRow",
    "EntryRow",
    "decision_from_row",
    "decision_to_row",
    "entry_from_row",
    "entry_to_row",
    "rows_of",
]


class EntryRow(NamedTuple):
    """The columns of `ledger_entry`, in order."""

    id: str
    decision_id: str
    at_us: int
    outcome: str
    error_code: str | None
    key_id: str
    user: str
    team: str
    project: str
    environment: str
    tags: str
    deployment: str | None
    provider: str | None
    model: str | None
    tier: str | None
    input_tokens: int
    cached_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int
    is_estimated: int
    cost_nano_usd: int
    price_version: str | None
    policy_version: str
    classifier_version: str
    duration_ms: int
    response_id: str | None
    organisation: str | None
    department: str | None
    cost_centre: str | None
    service_account: str | None
    image_input_tokens: int
    audio_input_tokens: int
    audio_output_tokens: int
    cache_write_1h_tokens: int
    service_tier: str | None
    corrects: str | None
    note: str | None
    units: int = 0
    unit: str | None = None


class DecisionRow(NamedTuple):
    """The columns of `decision`, in order."""

    id: str
    facts: str
    deployment: str | None
    tier: str | None
    rule_id: str | None
    reason: str
    policy_version: str
    catalog_version: str


def rows_of(entry: LedgerEntry, decision: DecisionRecord) -> tuple[EntryRow, DecisionRow]:
    """Both as rows that any store can keep."""
    return entry_to_row(entry), decision_to_row(decision)


def entry_to_row(entry: LedgerEntry) -> EntryRow:
    """The entry as a row that any store can keep."""
    return EntryRow._make(_plain(_entry_values(entry)))


def decision_to_row(decision: DecisionRecord) -> DecisionRow:
    """The decision as a row that any store can keep."""
    return DecisionRow._make(_plain(_decision_values(decision)))


def entry_from_row(row: Sequence[Any]) -> LedgerEntry:
    """The entry that was kept."""
    r = EntryRow._make(row)
    return LedgerEntry(
        id=r.id,
        decision_id=r.decision_id,
        at=from_micros(r.at_us),
        outcome=Outcome(r.outcome),
        error_code=r.error_code,
        caller=Caller(
            key_id=r.key_id,
            user=r.user,
            team=r.team,
            project=r.project,
            environment=r.environment,
            tags=tuple(msgspec.json.decode(r.tags)),
            organisation=r.organisation,
            department=r.department,
            cost_centre=r.cost_centre,
            service_account=r.service_account,
        ),
        usage=_usage(r),
        cost_usd=from_nanos(r.cost_nano_usd),
        deployment=r.deployment,
        provider=r.provider,
        model=r.model,
        tier=_tier(r.tier),
        price_version=r.price_version,
        policy_version=r.policy_version,
        classifier_version=r.classifier_version,
        duration_ms=r.duration_ms,
        response_id=r.response_id,
        corrects=r.corrects,
        note=r.note,
    )


def decision_from_row(
    row: Sequence[Any], *, read: Callable[[str], Facts] = facts_from_json
) -> DecisionRecord:
    """The decision that was kept; `read` makes facts of their text."""
    r = DecisionRow._make(row)
    return DecisionRecord(
        id=r.id,
        facts=read(r.facts),
        deployment=r.deployment,
        tier=_tier(r.tier),
        rule_id=r.rule_id,
        reason=r.reason,
        policy_version=r.policy_version,
        catalog_version=r.catalog_version,
    )


def _usage(r: EntryRow) -> Usage:
    return Usage(
        input_tokens=r.input_tokens,
        cached_tokens=r.cached_tokens,
        cache_write_tokens=r.cache_write_tokens,
        output_tokens=r.output_tokens,
        reasoning_tokens=r.reasoning_tokens,
        image_input_tokens=r.image_input_tokens,
        audio_input_tokens=r.audio_input_tokens,
        audio_output_tokens=r.audio_output_tokens,
        cache_write_1h_tokens=r.cache_write_1h_tokens,
        service_tier=r.service_tier,
        is_estimated=bool(r.is_estimated),
        units=r.units,
        unit=UsageUnit(r.unit) if r.unit is not None else None,
    )


def _entry_values(entry: LedgerEntry) -> tuple[str | int | None, ...]:
    caller, usage = entry.caller, entry.usage
    return (
        entry.id,
        entry.decision_id,
        to_micros(entry.at),
        entry.outcome.value,
        entry.error_code,
        caller.key_id,
        caller.user,
        caller.team,
        caller.project,
        caller.environment,
        _tags(caller.tags),
        entry.deployment,
        entry.provider,
        entry.model,
        entry.tier.value if entry.tier else None,
        usage.input_tokens,
        usage.cached_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
        int(usage.is_estimated),
        to_nanos(entry.cost_usd),
        entry.price_version,
        entry.policy_version,
        entry.classifier_version,
        entry.duration_ms,
        entry.response_id,
        caller.organisation,
        caller.department,
        caller.cost_centre,
        caller.service_account,
        *_special_values(usage),
        entry.corrects,
        entry.note,
        usage.units,
        usage.unit.value if usage.unit is not None else None,
    )


def _special_values(usage: Usage) -> tuple[str | int | None, ...]:
    return (
        usage.image_input_tokens,
        usage.audio_input_tokens,
        usage.audio_output_tokens,
        usage.cache_write_1h_tokens,
        usage.service_tier,
    )


def _decision_values(decision: DecisionRecord) -> tuple[str | None, ...]:
    return (
        decision.id,
        facts_to_json(decision.facts),
        decision.deployment,
        decision.tier.value if decision.tier else None,
        decision.rule_id,
        decision.reason,
        decision.policy_version,
        decision.catalog_version,
    )


def _tags(tags: tuple[str, ...]) -> str:
    return msgspec.json.encode([storable(tag) for tag in tags]).decode() if tags else "[]"


def _tier(value: str | None) -> Tier | None:
    return Tier(value) if value is not None else None


def _plain(values: Sequence[str | int | None]) -> Sequence[str | int | None]:
    """The same, storable. Most are so already: one look at all texts is a third of many looks."""
    texts = "".join([value for value in values if isinstance(value, str)])
    if texts.isascii() and "\0" not in texts:
        return values
    return [storable(value) if isinstance(value, str) else value for value in values]
