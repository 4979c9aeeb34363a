"""What must every history show?"""

import pickle
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.core.history import Recorded
from router.core.ledger import DecisionRecord, LedgerEntry, Outcome
from router.core.money import to_nanos
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage, UsageUnit
from router.ports.history import History
from tests import factories
from tests.contracts.conftest import Opened
from tests.factories import NOON

HOUR = timedelta(hours=1)
EVER = (NOON - 99 * HOUR, NOON + 99 * HOUR)


async def book(
    opened: Opened, number: int, *, on: int | None = None, **changes: object
) -> tuple[LedgerEntry, DecisionRecord]:
    """Entry `number`, an hour after the one before, on decision `on` or on its own."""
    record = factories.decision_record(id=f"dec_{number if on is None else on}")
    entry = factories.ledger_entry(
        id=f"led_{number}", decision_id=record.id, at=NOON + number * HOUR, cost_usd=f"0.{number}"
    )
    entry = replace(entry, **changes)  # type: ignore[arg-type]
    await opened.stores.ledger.append(entry, record)
    return entry, record


def all_of(
    history: History, *, size: int = 100, hours: tuple[int, int] = (-99, 99)
) -> list[Recorded]:
    since, until = (NOON + hour * HOUR for hour in hours)
    spans = history.spans(since, until, size=size)
    return [recorded for span in spans for recorded in history.read(span)]


async def test_each_decision_comes_with_what_was_booked_for_it(opened: Opened) -> None:
    entry, record = await book(opened, 1)
    (found,) = all_of(opened.peer.history)
    (booking,) = found.bookings
    said = replace(record.facts.assessment, features={})  # nothing is decided by features
    assert found.decision == replace(record, facts=replace(record.facts, assessment=said))
    assert found.booked_nanos == booking.cost_nanos == to_nanos(entry.cost_usd)
    assert booking.usage == entry.usage
    assert (booking.deployment, booking.outcome) == (entry.deployment, entry.outcome)
    assert (booking.price_version, booking.error_code) == (entry.price_version, None)


async def test_what_was_used_by_the_unit_can_be_priced_anew(opened: Opened) -> None:
    used = Usage(units=3, unit=UsageUnit.IMAGES, service_tier="hd/1024x1792")
    await book(opened, 1, usage=used)
    at = replace(factories.price(input_usd="0", output_usd="0"), unit_usd=Decimal("0.04"))

    ((booking,),) = (found.bookings for found in all_of(opened.peer.history))

    assert booking.usage == used
    assert booking.nanos_at(at) == 120_000_000


async def test_a_refusal_has_a_booking_without_a_deployment(opened: Opened) -> None:
    await book(
        opened, 1, deployment=None, outcome=Outcome.REFUSED, error_code="policy_denied", tier=None
    )
    ((booking,),) = (found.bookings for found in all_of(opened.peer.history))
    assert (booking.deployment, booking.outcome) == (None, Outcome.REFUSED)
    assert booking.error_code == "policy_denied"


@pytest.mark.parametrize("size", [1, 2, 3, 100])
async def test_in_pieces_of_any_size_each_decision_comes_once(opened: Opened, size: int) -> None:
    await book(opened, 1)
    await book(opened, 2)
    await book(opened, 3, on=1)
    await book(opened, 4)
    await book(opened, 5, on=1)
    found = all_of(opened.peer.history, size=size)
    assert [one.decision.id for one in found] == ["dec_1", "dec_2", "dec_4"]
    assert [len(one.bookings) for one in found] == [3, 1, 1]


async def test_only_what_was_booked_in_the_half_open_interval_counts(opened: Opened) -> None:
    await book(opened, 1)
    await book(opened, 2)
    await book(opened, 3, on=1)
    before = all_of(opened.peer.history, hours=(1, 3))
    after = all_of(opened.peer.history, hours=(3, 4))
    assert [(one.decision.id, one.booked_nanos) for one in before] == [
        ("dec_1", 100_000_000),
        ("dec_2", 200_000_000),
    ]
    assert [(one.decision.id, one.booked_nanos) for one in after] == [("dec_1", 300_000_000)]


async def test_where_nothing_was_booked_there_is_no_piece(opened: Opened) -> None:
    assert list(opened.peer.history.spans(*EVER, size=10)) == []
    assert opened.peer.history.last_versions(*EVER) is None
    assert opened.peer.history.one("dec_1") is None


async def test_one_decision_is_found_with_all_its_bookings(opened: Opened) -> None:
    await book(opened, 1)
    await book(opened, 2)
    await book(opened, 3, on=1)
    found = opened.peer.history.one("dec_1")
    assert found is not None
    assert [booking.cost_nanos for booking in found.bookings] == [100_000_000, 300_000_000]


async def test_the_versions_that_decided_last_are_told_and_audits_decide_nothing(
    opened: Opened,
) -> None:
    for number, version in enumerate(("a@1", "b@2", "c@3")):
        caller = AUDIT_CALLER if version == "c@3" else factories.caller()
        record = replace(
            factories.decision_record(id=f"dec_{number}", on=factories.facts(who=caller)),
            policy_version=version,
            catalog_version=f"catalog-{version}",
        )
        entry = factories.ledger_entry(
            id=f"led_{number}", decision_id=record.id, at=NOON + number * HOUR, who=caller
        )
        await opened.stores.ledger.append(entry, record)
    assert opened.peer.history.last_versions(*EVER) == ("b@2", "catalog-b@2")
    assert opened.peer.history.last_versions(NOON, NOON + HOUR) == ("a@1", "catalog-a@1")


async def test_a_copy_in_another_process_reads_the_same(opened: Opened) -> None:
    await book(opened, 1)
    opened.stores.archive.remember(factories.rulebook())
    stores = opened.stores
    history, past = pickle.loads(pickle.dumps((stores.history, stores.past)))  # noqa: S301
    assert all_of(history) == all_of(stores.history)
    assert past.find(policy_version="pol-1", catalog_version="cat-1") == factories.rulebook()


async def test_past_rulebooks_are_found_and_catalogs_are_listed(opened: Opened) -> None:
    opened.stores.archive.remember(replace(factories.rulebook(), policy_version="pol-2"))
    opened.stores.archive.remember(factories.rulebook())
    past = opened.peer.past
    assert past.find(policy_version="pol-1", catalog_version="cat-1") == factories.rulebook()
    assert past.find(policy_version="pol-9", catalog_version="cat-1") is None
    assert list(past.catalogs()) == ["cat-1"]
