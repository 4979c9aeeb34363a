"""What holds for keys in SQLite alone? All else is in tests/contracts."""

from pathlib import Path

import pytest

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.sqlite import open_sqlite
from router.core.errors import ConfigurationError, LedgerUnavailable
from router.core.key import VirtualKey
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.contracts.fixed_clock import FixedClock

KEY = VirtualKey(id="key_1", name="one")


async def test_no_file_holds_a_secret(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.keys.add(KEY, secret="tw-planted-secret")
    await stores.keys.find("tw-planted-secret")
    await stores.close()
    assert _files_that_hold(tmp_path, b"key_1")
    assert not _files_that_hold(tmp_path, b"planted")


async def test_a_key_is_looked_up_twice_a_second(tmp_path: Path) -> None:
    clock = FixedClock()
    stores = open_sqlite(
        tmp_path / "ledger.db", clock=clock, to_text=rulebook_to_text, from_text=rulebook_from_text
    )
    await stores.keys.add(KEY, secret="tw-right")
    assert await stores.keys.find("tw-right") == KEY
    assert await stores.keys.find("tw-wrong") is None
    with another_process(tmp_path / "ledger.db") as other:
        other.execute("DROP TABLE virtual_key")
    assert await stores.keys.find("tw-right") == KEY
    assert await stores.keys.find("tw-wrong") is None
    clock.advance(0.5)
    for secret in ("tw-right", "tw-wrong"):
        with pytest.raises(LedgerUnavailable, match="no such table: virtual_key"):
            await stores.keys.find(secret)
    await stores.close()


async def test_keys_made_with_another_pepper_are_reported_and_not_silently_unknown(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    stores = opened(path)
    await stores.keys.add(KEY, secret="tw-right")
    await stores.close()
    (tmp_path / "ledger.db.pepper").unlink()
    with pytest.raises(ConfigurationError, match=r"another pepper .* Restore both files"):
        opened(path)


async def test_without_keys_any_pepper_will_do(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    await opened(path).close()
    stores = opened(path, pepper=b"p" * 32)
    await stores.keys.add(KEY, secret="tw-right")
    await stores.close()
    again = opened(path, pepper=b"p" * 32)
    assert await again.keys.find("tw-right") == KEY
    await again.close()


async def test_a_pepper_that_is_given_is_not_written_down(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db", pepper=b"p" * 32)
    assert not (tmp_path / "ledger.db.pepper").exists()
    await stores.close()


def _files_that_hold(folder: Path, content: bytes) -> list[Path]:
    return [file for file in folder.iterdir() if content in file.read_bytes()]
