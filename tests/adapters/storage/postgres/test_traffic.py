"""How does PostgreSQL find what it shows of the traffic? All else is in tests/contracts."""

import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.traffic import ANSWERED_AS, BETWEEN, OF, PostgresTraffic
from router.core.moments import to_micros
from tests.adapters.storage.postgres.booked import book
from tests.adapters.storage.postgres.plans import plan_of
from tests.factories import NOON, decision_record, ledger_entry


@pytest.mark.parametrize(
    ("query", "given", "index"),
    [
        (BETWEEN, (to_micros(NOON), to_micros(NOON) + 1), "at_us_idx"),
        (OF, (["dec_1"],), "decision_id_idx"),
        (ANSWERED_AS, ("chatcmpl-1",), "response_id_idx"),
    ],
)
def test_traffic_is_found_by_index(
    postgres_url: str, query: str, given: tuple[object, ...], index: str
) -> None:
    book(postgres_url, (ledger_entry(), decision_record()))

    plan = plan_of(postgres_url, query, *given)

    assert index in plan
    assert "Seq Scan" not in plan


async def test_any_number_of_decisions_can_be_asked_for(
    postgres_url: str, database: Database
) -> None:
    book(postgres_url, (ledger_entry(), decision_record()))
    many = [f"dec_{number}" for number in range(40_000)]

    assert list(await PostgresTraffic(database).of(many)) == ["dec_1"]
