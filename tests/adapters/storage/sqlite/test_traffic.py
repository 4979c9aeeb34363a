"""How does SQLite find what it shows of the traffic? All else is in tests/contracts."""

from pathlib import Path

from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.factories import decision_record, ledger_entry


async def test_answers_are_found_by_their_id_by_an_index(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    with another_process(tmp_path / "ledger.db") as other:
        query = "EXPLAIN QUERY PLAN SELECT seq FROM ledger_entry WHERE response_id = 'x'"
        assert "ledger_entry_by_response" in str(other.execute(query).fetchall())
    await stores.close()


async def test_more_decisions_can_be_asked_for_than_a_statement_has_places(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.ledger.append(ledger_entry(), decision_record())
    many = [f"dec_{number}" for number in range(40_000)]
    assert list(await stores.traffic.of(many)) == ["dec_1"]
    await stores.close()
