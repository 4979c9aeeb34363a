"""Tests of `router.bootstrap.container`: what runs beside requests, and what is closed."""

import asyncio
import gc
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from router.adapters.storage.memory import MemoryLedger
from router.bootstrap import assemble
from router.core.errors import LedgerUnavailable, UpstreamUnreachable
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome, SpendBy
from router.settings import Settings
from tests.bootstrap.starting import OWN, assembled, has_database
from tests.factories import NOON, chat_request, decision_record, ledger_entry
from tests.upstream import Upstream

FAR = NOON + timedelta(days=36_500)


async def test_ephemeral_stores_leave_no_file(given: dict[str, str]) -> None:
    container = await assembled(given)

    async with container.running():
        await container.complete(chat_request(requested_model="economy"), LOCAL_KEY)
        assert len(await container.stores.ledger.spend(SpendBy.TEAM, since=NOON, until=FAR)) == 1

    assert isinstance(container.stores.ledger, MemoryLedger)
    assert not has_database(given)


async def test_at_its_end_tasks_connections_and_stores_are_closed(
    given: dict[str, str], tmp_path: Path
) -> None:
    before = asyncio.all_tasks()
    async with Upstream() as upstream:
        catalog = tmp_path / "catalog.yaml"
        catalog.write_text(OWN.format(base_url=upstream.base_url), encoding="utf-8")
        settings = Settings.load(given, catalog=catalog)
        container = assemble(settings, ())

        async with container.running():
            completed = await container.complete(chat_request(requested_model="house"), LOCAL_KEY)
            assert upstream.open_connections == 1
            (entry,) = await container.stores.ledger.entries(completed.journey.decision_id)

    assert entry.outcome is Outcome.COMPLETED
    with pytest.raises(LedgerUnavailable):
        await container.stores.ledger.entries("dec_1")
    assert asyncio.all_tasks() == before
    gc.collect()  # an open connection would warn here, and warnings are errors


async def test_it_is_closed_too_where_serving_fails(given: dict[str, str]) -> None:
    container = assemble(Settings.load(given), ())

    with pytest.raises(ZeroDivisionError):
        async with container.running():
            raise ZeroDivisionError

    with pytest.raises(LedgerUnavailable):
        await container.stores.ledger.entries("dec_1")


async def test_once_it_runs_its_rulebook_can_be_recalled(given: dict[str, str]) -> None:
    container = await assembled(given)
    current = container.rulebooks.current()
    versions = (current.policy_version, current.catalog_version)

    async with container.running():
        found = container.stores.archive.find(
            policy_version=versions[0], catalog_version=versions[1]
        )

    assert found == current


POLICY = """
version: 1
name: watched
owner: platform
default: {tier: economy}
budgets:
  - {id: company, limit_usd: 1, per: month}
rules:
  - id: german
    reason: German is hard.
    when: {language: de}
    then: {tier: premium}
"""


async def test_the_first_request_knows_what_was_spent_before_the_start(
    given: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    settings = Settings.load(given, policy=file)
    first = assemble(settings, ())
    now = first.steps.clock.now()
    async with first.running():
        await first.stores.ledger.append(ledger_entry(at=now, cost_usd="0.25"), decision_record())

    again = assemble(settings, ())
    async with again.running():
        completed = await again.complete(chat_request(), LOCAL_KEY)

    (state,) = completed.journey.facts.budgets
    assert (state.id, state.share_used) == ("company", 0.25)


async def test_a_turn_is_recalled_in_the_next_one(given: dict[str, str]) -> None:
    container = await assembled(given)
    opening = chat_request()
    more = ({"role": "assistant", "content": "hi"}, {"role": "user", "content": "and now?"})

    async with container.running():
        one = await container.complete(opening, LOCAL_KEY)
        longer = replace(opening, messages=(*opening.messages, *more))
        two = await container.complete(longer, LOCAL_KEY)

    recalled = two.journey.facts.conversation
    assert one.journey.facts.conversation is None
    assert recalled is not None
    assert recalled.deployment == one.journey.deployment.name
    assert one.journey.facts.lot == two.journey.facts.lot


async def test_the_language_is_found_where_the_policy_asks_for_it(
    given: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    asking, other = await assembled(given, policy=file), await assembled(given)
    request = chat_request(content="Fasse diesen Vertrag bitte in drei Sätzen zusammen.")

    found = await asking.steps.gather.chat(request, LOCAL_KEY)
    not_asked = await other.steps.gather.chat(request, LOCAL_KEY)

    assert (found.request.language, not_asked.request.language) == ("de", None)


async def test_a_deployment_that_fails_is_known_to_the_next_request(
    given: dict[str, str], own_catalog: Path
) -> None:
    container = await assembled(given, catalog=own_catalog)
    request = chat_request(requested_model="house")

    async with container.running():
        for _ in range(3):
            with pytest.raises(UpstreamUnreachable):
                await container.complete(request, LOCAL_KEY)
        facts = await container.steps.gather.chat(request, LOCAL_KEY)

    assert facts.unhealthy == ("openai/house",)


async def test_followers_look_in_a_thread_while_it_runs(given: dict[str, str]) -> None:
    loop, looked = asyncio.get_running_loop(), asyncio.Event()
    threads: list[threading.Thread] = []

    def follow() -> None:
        threads.append(threading.current_thread())
        loop.call_soon_threadsafe(looked.set)

    container = replace(await assembled(given), followers=(follow,), look_s=0)
    async with container.running():
        await asyncio.wait_for(looked.wait(), timeout=10)

    assert threading.main_thread() not in threads


async def test_what_comes_first_is_done_before_anything_is_answered(given: dict[str, str]) -> None:
    done: list[str] = []

    async def first() -> None:
        done.append("first")

    async with replace(await assembled(given), first=(first,)).running():
        assert done == ["first"]


async def test_it_is_closed_too_where_the_beginning_fails(given: dict[str, str]) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    container = replace(assemble(Settings.load(given), ()), first=(broken,))

    with pytest.raises(ZeroDivisionError):
        async with container.running():
            pytest.fail("it must not begin")

    with pytest.raises(LedgerUnavailable):
        await container.stores.ledger.entries("dec_1")
