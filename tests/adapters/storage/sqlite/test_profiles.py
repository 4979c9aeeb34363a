"""What is peculiar to profiles in SQLite? The rest is in tests/contracts."""

from pathlib import Path

from tests.adapters.storage.sqlite.opening import opened
from tests.contracts.test_findings import KEY
from tests.factories import NOON


async def test_they_outlive_the_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "ledger.db")
    await first.profiles.since(NOON)
    await first.profiles.save({KEY: b"\x00\xff"}, at=NOON)
    await first.close()

    again = opened(tmp_path / "ledger.db")
    found, since = (
        await again.profiles.load([KEY]),
        await again.profiles.since(NOON.replace(day=21)),
    )
    await again.close()

    assert found == {KEY: b"\x00\xff"}
    assert since == NOON
