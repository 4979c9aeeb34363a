"""Tests of `router.bootstrap.limiting`."""

from pathlib import Path

import pytest

from router.bootstrap import assemble
from router.core.errors import BudgetExceeded
from router.core.key import LOCAL_KEY
from router.core.stored_limit import StoredBudget
from router.services.set_limits import SetLimits
from router.settings import Settings
from tests.factories import chat_request


async def test_a_limit_that_another_process_sets_holds_and_processes_have_names(
    tmp_path: Path,
) -> None:
    settings = Settings.load({"TIERWISE_DATABASE": str(tmp_path / "tw.db")})
    settings_of_other = Settings.load({"TIERWISE_DATABASE": str(tmp_path / "tw.db")})
    one, other = assemble(settings, []), assemble(settings_of_other, [])
    async with one.running(), other.running():
        await one.complete(chat_request(), LOCAL_KEY)
        limits = SetLimits(store=other.stores.limits, clock=other.steps.clock)
        budget = StoredBudget.model_validate({"id": "all", "limit_usd": "0.000001", "per": "day"})
        await limits.put(budget)
        for work in one.first:
            await work()
        with pytest.raises(BudgetExceeded):
            await one.complete(chat_request(), LOCAL_KEY)
        owners = await one.stores.holds.owners()
        assert len(owners) == 2
