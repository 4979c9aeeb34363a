"""Do entries and decisions come back exactly?"""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.rows import decision_from_row, entry_from_row, rows_of
from router.core.facts import Facts
from router.core.ledger import Outcome
from router.core.tier import Tier
from router.core.usage import Usage, UsageUnit
from tests import factories
from tests.strategies import full_usages, generated_facts


@given(
    usage=full_usages(),
    nanos=st.integers(-(2**62), 2**62),
    outcome=st.sampled_from(Outcome),
    tier=st.none() | st.sampled_from(Tier),
    unit=st.none() | st.sampled_from(UsageUnit),
)
def test_every_entry_comes_back(
    usage: Usage, nanos: int, outcome: Outcome, tier: Tier | None, unit: UsageUnit | None
) -> None:
    entry = replace(
        factories.ledger_entry(outcome=outcome),
        usage=replace(usage, unit=unit),
        cost_usd=Decimal(nanos).scaleb(-9),
        tier=tier,
    )
    row, _ = rows_of(entry, factories.decision_record())
    assert entry_from_row(row) == entry


@given(facts=generated_facts())
def test_every_decision_comes_back(facts: Facts) -> None:
    record = factories.decision_record(on=facts)
    _, row = rows_of(factories.ledger_entry(), record)
    assert decision_from_row(row) == record


def test_a_row_holds_money_as_whole_nano_dollars() -> None:
    row, _ = rows_of(factories.ledger_entry(cost_usd="1.0000000025"), factories.decision_record())
    assert row.cost_nano_usd == 1_000_000_002


def test_a_row_holds_only_plain_values() -> None:
    for row in rows_of(factories.ledger_entry(), factories.decision_record()):
        assert {type(value) for value in row} <= {str, int, type(None)}
