"""What must every store of outcome rows do?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.core.outcome_row import OutcomeRow, OutcomeSource
from tests.contracts.conftest import Opened
from tests.factories import NOON, decision_record, ledger_entry

ROW = OutcomeRow(
    decision_id="dec_1",
    at=NOON,
    deployment="small",
    source=OutcomeSource.AUDIT_JUDGE,
    score=1 / 3,
    weight=0.7,
    cost_usd=Decimal("0.000000001"),
    is_simulated=True,
)
STRONGER = replace(ROW, deployment="large", score=1.0)


@pytest.fixture(autouse=True)
async def _decision(opened: Opened) -> None:
    await opened.stores.ledger.append(ledger_entry(), decision_record())


async def test_another_process_reads_exactly_what_was_added(opened: Opened) -> None:
    assert await opened.stores.outcomes.add([ROW, STRONGER]) == 2
    assert list(await opened.peer.outcomes.since(NOON)) == [ROW, STRONGER]


async def test_a_judgement_of_one_source_is_kept_once_and_the_first_stands(opened: Opened) -> None:
    await opened.stores.outcomes.add([ROW])
    weak = replace(ROW, source=OutcomeSource.REGENERATION, weight=0.2)
    added = await opened.peer.outcomes.add([replace(ROW, score=0.0), STRONGER, weak, weak])
    assert added == 2
    assert list(await opened.stores.outcomes.since(NOON)) == [ROW, STRONGER, weak]


async def test_only_rows_from_the_moment_on_are_found(opened: Opened) -> None:
    await opened.stores.outcomes.add([ROW])
    assert list(await opened.stores.outcomes.since(NOON + timedelta(microseconds=1))) == []


async def test_adding_nothing_adds_nothing(opened: Opened) -> None:
    assert await opened.stores.outcomes.add([]) == 0
