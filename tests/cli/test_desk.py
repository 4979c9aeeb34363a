"""Tests of `router.cli.desk`."""

from pathlib import Path

import pytest

from router.bootstrap import Desk
from router.cli.desk import at_desk
from router.core.errors import ConfigurationError, InvalidRequest


async def _count_keys(desk: Desk) -> int:
    return len(await desk.issue_key.all())


def test_a_mistyped_ledger_is_told_and_not_created(tmp_path: Path) -> None:
    mistyped = tmp_path / "nowhere.db"

    with pytest.raises(ConfigurationError, match=r"no ledger at .*nowhere\.db.*--database"):
        at_desk(mistyped, _count_keys)

    assert not mistyped.exists()


def test_the_first_key_may_create_the_ledger(tmp_path: Path) -> None:
    file = tmp_path / "new.db"

    assert at_desk(file, _count_keys, may_create=True) == 0
    assert at_desk(file, _count_keys) == 0


def test_the_stores_are_closed_when_the_work_fails(tmp_path: Path) -> None:
    file = tmp_path / "new.db"

    async def fail(desk: Desk) -> None:
        await desk.issue_key.revoke("key_nobody")

    with pytest.raises(InvalidRequest, match="key_nobody"):
        at_desk(file, fail, may_create=True)

    assert not file.with_name("new.db-wal").exists()
