"""What is peculiar to choices in SQLite? The rest is in tests/contracts."""

from pathlib import Path

from tests.adapters.storage.sqlite.opening import opened


async def test_they_outlive_the_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "ledger.db")
    await first.coach_choices.put("user:ada", has_digest=False, has_headers=True)
    await first.close()

    again = opened(tmp_path / "ledger.db")
    found = await again.coach_choices.get("user:ada")
    await again.close()

    assert (found.has_digest, found.has_headers) == (False, True)
