"""Tests of `router.services.watch_traffic`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from typing_extensions import override

from router.adapters.storage.memory import open_memory
from router.adapters.storage.memory_findings import MemoryProfiles
from router.core.errors import LedgerUnavailable
from router.core.finding import Subject, SubjectKind
from router.core.sighting import Arrival
from router.core.traffic import AUDIT_CALLER
from tests.factories import caller
from tests.services.watching import Process, other, policy


async def begun(**given: object) -> Process:
    process = Process(**given)  # type: ignore[arg-type]
    await process.watch.begin()
    return process


async def test_a_burst_is_found_a_moment_after_it_began_and_acts_on_its_key_only() -> None:
    process = await begun()

    await process.ask(8)

    assert process.names() == ("burst",)
    assert process.names(other("key_2", user="eve", team="pay", project="x")) == ()


async def test_nothing_happens_within_the_request_itself() -> None:
    process = await begun()
    for _ in range(8):
        process.watch.arrived(
            Arrival(at_s=process.clock.now().timestamp(), caller=caller(), decision_id="d")
        )

    assert process.names() == ()
    assert await process.kept() == []


async def test_a_finding_ends_by_itself_when_nobody_looks_any_more() -> None:
    process = await begun()
    await process.ask(8)
    (found,) = await process.kept()

    process.clock.advance(29 * 60)
    assert process.names() == ("burst",)
    process.clock.at = found.until
    assert process.names() == ()


async def test_it_goes_on_while_the_anomaly_does() -> None:
    process = await begun()
    for _ in range(4):
        await process.ask(20)
        process.clock.advance(20 * 60)

    assert process.names() == ("burst",)
    assert len(await process.kept()) == 1


async def test_who_is_protected_is_told_of_and_never_acted_on() -> None:
    process = await begun(policy=policy(protected=[{"team": "search"}]))

    await process.ask(8)

    (found,) = await process.kept()
    assert not found.is_acting
    assert found.spared_because is not None
    assert process.names() == ()
    assert process.told.kinds == ["finding.opened"]
    assert await process.acts() == []


async def test_who_is_protected_is_spared_what_others_of_its_team_began() -> None:
    process = await begun()
    await process.ask(8)
    process.policy = policy(protected=[{"user": "ada"}])
    await process.look()

    assert process.names() == ()
    assert process.names(caller(user="eve")) == ("burst",)


async def test_a_limit_for_new_keys_acts_and_a_suspicion_with_little_history_does_not() -> None:
    process = await begun(policy=policy(hard={"requests_per_minute": None, "usd_per_hour": None}))
    await process.ask(150, gap_s=600)

    await process.ask(1_000, gap_s=0.02)

    found = await process.kept()
    assert found
    assert not any(one.is_acting for one in found)
    assert all("Too little is known" in (one.spared_because or "") for one in found)
    assert process.names() == ()


async def test_the_team_of_whoever_did_it_may_look_at_it() -> None:
    process = await begun()
    await process.ask(8)

    (found,) = await process.kept()
    assert (found.team, found.subject) == ("search", Subject(SubjectKind.KEY, "key_1"))


async def test_comparisons_of_tierwise_itself_are_nobodys_habit() -> None:
    process = await begun()
    await process.ask(8, who=AUDIT_CALLER)

    assert await process.kept() == []
    assert len(process.parts.profiles) == 0


async def test_the_last_hour_counts_what_came() -> None:
    process = await begun(policy=policy(hard={}))
    await process.ask(3)

    last = process.watch.of(caller(), at=process.clock.now()).last_hour
    assert last is not None
    assert last.requests == 3
    later = process.clock.now() + timedelta(hours=1)
    gone = process.watch.of(caller(), at=later).last_hour
    assert gone is not None
    assert gone.requests == 0


async def test_what_does_not_fit_into_the_queue_is_told(caplog: pytest.LogCaptureFixture) -> None:
    process = await begun()
    process.watch._waiting = type(process.watch._waiting)(maxlen=4)

    await process.ask(4)

    assert "4 sightings came faster" in caplog.text
    caplog.clear()
    await process.ask(2)
    assert caplog.text == ""


class _Away(MemoryProfiles):
    """Profiles that cannot be read."""

    @override
    async def load(self, subjects: Iterable[Subject]) -> Mapping[Subject, bytes]:
        raise LedgerUnavailable("The disk is away.")


async def test_while_habits_cannot_be_read_nobody_is_judged_as_if_new(
    caplog: pytest.LogCaptureFixture,
) -> None:
    process = await begun(stores=replace(open_memory(), profiles=_Away()))

    await process.ask(8)

    assert "were not looked at" in caplog.text
    assert await process.kept() == []


async def test_another_process_takes_up_what_this_one_found() -> None:
    one = await begun()
    two = await begun(stores=one.stores, clock=one.clock)

    await one.ask(8)
    await two.look()

    assert two.names() == ("burst",)
    assert len(await one.kept()) == 1
