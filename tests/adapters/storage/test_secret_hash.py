"""Is the pepper made once, privately, and by one of many?"""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from router.adapters.storage.secret_hash import (
    PEPPER_BYTES,
    derived_key,
    hash_secret,
    pepper_beside,
)
from router.core.errors import ConfigurationError


def test_the_hash_depends_on_secret_and_pepper() -> None:
    one, other = b"1" * 32, b"2" * 32
    hashes = {hash_secret(s, p) for s in ("tw-a", "tw-b", "\ud800") for p in (one, other)}
    assert len(hashes) == 6
    assert hash_secret("tw-a", one) == hash_secret("tw-a", one)


def test_the_pepper_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    pepper = pepper_beside(tmp_path / "ledger.db")
    assert len(pepper) == PEPPER_BYTES
    assert pepper_beside(tmp_path / "ledger.db") == pepper
    (file,) = tmp_path.iterdir()
    assert file.name == "ledger.db.pepper"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_all_who_start_at_once_agree_on_one_pepper(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        peppers = set(pool.map(pepper_beside, [tmp_path / "ledger.db"] * 64))
    assert len(peppers) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db.pepper"]


def test_a_file_that_is_no_pepper_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.db.pepper").write_bytes(b"short")
    with pytest.raises(ConfigurationError, match=r"ledger\.db\.pepper: a pepper is 32 bytes"):
        pepper_beside(tmp_path / "ledger.db")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read or made"):
        pepper_beside(tmp_path / "none" / "ledger.db")


def test_a_derived_key_is_its_own_for_each_purpose_and_pepper() -> None:
    keys = [
        derived_key(pepper, purpose=purpose)
        for pepper in (b"p" * PEPPER_BYTES, b"q" * PEPPER_BYTES)
        for purpose in (b"fingerprint", b"another")
    ]
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} == {PEPPER_BYTES}
    assert b"p" * PEPPER_BYTES not in keys


def test_secrets_that_begin_alike_have_hashes_that_begin_at_random() -> None:
    """So the time of a look-up by hash tells nothing of how much of a guess was right."""
    pepper, secret = b"p" * PEPPER_BYTES, "tw-" + "a" * 43
    hashed = hash_secret(secret, pepper)
    guesses = [secret[:-1] + last for last in "bcdefghijklmnopqrstuvwxyz0123456789"]
    alike = [
        next(
            n for n, (a, b) in enumerate(zip(hash_secret(g, pepper), hashed, strict=True)) if a != b
        )
        for g in guesses
    ]
    assert max(alike) <= 2
    assert {len(hash_secret(text, pepper)) for text in ("", "tw-", secret * 9)} == {32}
