from pathlib import Path

from router.adapters.system_clock import SystemClock
from router.bootstrap.spooling import open_ephemeral, open_spooled
from router.settings import Settings
from tests import factories


async def test_calls_wait_on_the_disk_while_the_file_of_the_ledger_cannot_be_written(
    tmp_path: Path,
) -> None:
    settings = Settings.load({"TIERWISE_DATABASE": str(tmp_path / "tierwise.db")})
    spooling = open_spooled(settings, SystemClock())
    ledger = spooling.stores.ledger
    await spooling.stores.ledger.append(factories.ledger_entry(), factories.decision_record())
    assert len(spooling.waiting) == 0
    await ledger.close()
    await ledger.append(  # on its way when the service stopped
        factories.ledger_entry(id="led_2"), factories.decision_record()
    )
    assert "led_2" in spooling.waiting


async def test_memory_is_never_away() -> None:
    spooling = open_ephemeral()
    assert len(spooling.waiting) == 0
    assert spooling.background == ()
