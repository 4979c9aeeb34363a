"""Tests of `router.core.ledger`."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from router.core.ledger import LedgerEntry, Outcome, SpendBy
from router.core.usage import Usage
from tests.factories import NOON, caller, ledger_entry


def test_entries_are_never_edited() -> None:
    entry = ledger_entry()

    with pytest.raises(FrozenInstanceError):
        entry.cost_usd = Decimal(0)  # type: ignore[misc]


def test_an_entry_of_a_refusal_names_no_deployment() -> None:
    entry = LedgerEntry(
        id="led_1",
        decision_id="dec_1",
        at=NOON,
        outcome=Outcome.REFUSED,
        error_code="policy_denied",
        caller=caller(),
        usage=Usage(),
        cost_usd=Decimal(0),
        policy_version="pol-1",
        classifier_version="clf-1",
        duration_ms=0,
    )

    named = (entry.deployment, entry.provider, entry.model, entry.tier, entry.price_version)

    assert named == (None,) * 5


def test_every_grouping_of_spend_is_a_field_of_an_entry_or_its_caller() -> None:
    entry = ledger_entry()

    for by in SpendBy:
        name = "key_id" if by is SpendBy.KEY else by.value
        assert hasattr(entry, name) or hasattr(entry.caller, name), by
