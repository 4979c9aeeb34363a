"""Tests of `router.services.recount_accounts`."""

from datetime import timedelta

from router.core.hold import Unit
from router.core.key import LOCAL_KEY
from router.core.stored_limit import StoredBudget
from router.services.administer import Actor, Administer
from router.services.recount_accounts import Drift, RecountAccounts
from router.services.set_limits import SetLimits
from tests.factories import chat_request
from tests.fakes import Service


async def test_counters_that_are_off_are_named_and_healed_and_the_act_is_logged() -> None:
    service = Service()
    budget = StoredBudget.model_validate({"id": "all", "limit_usd": "1", "per": "month"})
    await SetLimits(store=service.limits, clock=service.clock).put(budget)
    recount = RecountAccounts(
        accounts=service.accounts,
        limits=service.limits,
        administer=Administer(log=service.admin_log, clock=service.clock),
        actor=Actor("os:ada", "operator"),
        clock=service.clock,
    )
    assert await recount() == []
    # No hold claims the budget, since this service does not know of it yet.
    completed = await service.complete(chat_request(), LOCAL_KEY)
    service.clock.advance(timedelta(seconds=1).total_seconds())

    (drift,) = await recount()

    nanos = int(completed.cost_usd * 10**9)
    assert drift == Drift(account=drift.account, unit=Unit.USD, spent=-nanos, held=0)
    assert drift.account.startswith("budget:all@")
    assert await recount() == []
