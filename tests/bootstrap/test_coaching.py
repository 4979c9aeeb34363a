"""Tests of `router.bootstrap.coaching`."""

from pathlib import Path
from typing import cast

import pytest

from router.adapters.policies_in_force import PoliciesInForce
from router.bootstrap.administration import open_administration
from router.bootstrap.approving import open_approving
from router.bootstrap.coaching import Coaching, open_coaching
from router.core.directory import EMPTY
from router.core.errors import ConfigurationError
from router.services.watch_budgets import WatchBudgets
from router.settings import Settings
from tests.fakes import Service


def opened(tmp_path: Path, **variables: str) -> Coaching:
    service = Service()
    stores, clock = service.stores, service.clock
    return open_coaching(
        Settings.load({"TIERWISE_DATABASE": str(tmp_path / "none.db"), **variables}),
        stores,
        clock=clock,
        rulebooks=cast(PoliciesInForce, service.rulebooks),
        standing=WatchBudgets(feed=stores.spend, budgets=lambda: (), clock=clock),
        directory=lambda: EMPTY,
        limits=open_administration(stores, clock).limits,
        approvals=open_approving(stores, clock, rulebook=service.rulebooks.current).show,
    )


def test_no_digest_is_sent_unless_that_is_set(tmp_path: Path) -> None:
    silent = opened(tmp_path)
    assert silent.digests is None
    assert silent.background == (silent.follow.run,)


def test_weekly_digests_run_in_the_background(tmp_path: Path) -> None:
    weekly = opened(tmp_path, TIERWISE_DIGEST="weekly")
    assert weekly.digests is not None
    assert weekly.background == (weekly.follow.run, weekly.digests.run)


def test_other_words_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="TIERWISE_DIGEST='daily' is not known"):
        opened(tmp_path, TIERWISE_DIGEST="daily")
