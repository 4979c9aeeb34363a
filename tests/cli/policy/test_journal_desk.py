"""Tests of `router.cli.policy.journal_desk`."""

from pathlib import Path

import pytest

from router.bootstrap.rollout import RolloutDesk
from router.cli.policy.journal_desk import at_journal
from router.core.errors import ConfigurationError, LedgerUnavailable


async def head(desk: RolloutDesk) -> int:
    return desk.stores.policies.head()


def test_a_database_is_only_made_where_that_is_meant(tmp_path: Path) -> None:
    database = tmp_path / "tierwise.db"

    with pytest.raises(ConfigurationError, match="Name the service's file"):
        at_journal(database, head)
    assert not database.exists()

    assert at_journal(database, head, may_create=True) == 0
    assert at_journal(database, head) == 0


def test_the_stores_are_closed_however_it_ends(tmp_path: Path) -> None:
    kept: list[RolloutDesk] = []

    async def fail(desk: RolloutDesk) -> None:
        kept.append(desk)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        at_journal(tmp_path / "tierwise.db", fail, may_create=True)

    with pytest.raises(LedgerUnavailable):
        kept[0].stores.policies.head()
