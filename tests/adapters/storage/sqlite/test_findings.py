"""What is peculiar to findings in SQLite? The rest is in tests/contracts."""

from pathlib import Path

from tests.adapters.storage.sqlite.opening import opened
from tests.contracts.test_findings import finding


async def test_they_outlive_the_process(tmp_path: Path) -> None:
    first = opened(tmp_path / "ledger.db")
    await first.findings.add(finding())
    await first.close()

    again = opened(tmp_path / "ledger.db")
    found = list(await again.findings.standing())
    await again.close()

    assert found == [finding()]
