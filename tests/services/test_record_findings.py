"""Tests of `router.services.record_findings`."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from router.core.admin_log import Act, AdminEvent
from router.core.errors import LedgerUnavailable
from router.core.finding import Finding
from router.ports.admin_log import AdminLog
from tests.factories import caller
from tests.services.watching import Process, policy


async def found(process: Process) -> Finding:
    await process.watch.begin()
    await process.ask(8)
    (one,) = await process.kept()
    return one


async def test_opening_is_written_down_with_words_numbers_and_the_rules_that_apply() -> None:
    process = Process()
    one = await found(process)

    (event,) = await process.stores.admin_log.latest(most=9)

    assert (event.actor, event.role, event.kind) == ("tierwise", "service", "finding.open")
    assert event.subject == one.id
    assert event.said["rules"] == ["hold-bursts"]
    assert event.said["explanation"] == one.explanation
    assert event.said["evidence"] == dict(one.evidence)


async def test_those_whom_it_concerns_are_told_when_it_opens_and_when_it_is_over() -> None:
    process = Process()
    await found(process)
    process.clock.advance(31 * 60)
    await process.look()

    assert process.told.kinds == ["finding.opened", "finding.ended"]
    opened, _ = process.told.notices
    assert "'hold-bursts'" in opened.text
    assert "tierwise findings release fnd_" in opened.text


async def test_a_notice_says_that_nothing_changes_where_no_rule_names_it() -> None:
    process = Process(policy=policy(rules=False))
    await found(process)

    assert "nothing changes for requests" in process.told.notices[0].text


async def test_its_end_is_written_down_once_however_many_processes_see_it() -> None:
    one = Process()
    two = Process(stores=one.stores, clock=one.clock)
    await two.watch.begin()
    await found(one)
    await two.look()
    one.clock.advance(31 * 60)

    await one.look()
    await two.look()

    assert await one.acts() == ["finding.open done", "finding.end done"]
    assert one.told.kinds + two.told.kinds == ["finding.opened", "finding.ended"]


async def test_what_ended_while_no_process_ran_is_written_down_by_the_next() -> None:
    died = Process()
    await found(died)
    died.clock.advance(2 * 86_400)

    born = Process(stores=died.stores, clock=died.clock)
    await born.watch.begin()
    assert born.names() == ()
    await born.look()

    assert await born.acts() == ["finding.open done", "finding.end done"]
    (kept,) = await born.kept()
    assert kept.ended_at is not None
    assert not kept.is_open(kept.until)


async def test_what_was_released_does_not_open_again_at_once_and_later_does() -> None:
    process = Process()
    one = await found(process)
    await process.stores.findings.change(
        one.id, lambda kept: kept.lifted(process.clock.now(), by="ada")
    )

    await process.ask(20)
    assert process.names() == ()
    process.clock.advance(31 * 60)
    await process.ask(20)

    assert process.names() == ("burst",)
    assert len(await process.kept()) == 2


async def test_a_release_holds_for_processes_that_start_after_it() -> None:
    process = Process()
    one = await found(process)
    await process.stores.findings.change(
        one.id, lambda kept: kept.lifted(process.clock.now(), by="ada")
    )
    born = Process(stores=process.stores, clock=process.clock)
    await born.watch.begin()

    await born.ask(20)

    assert born.names() == ()


async def test_while_it_goes_on_the_store_is_written_now_and_then_only() -> None:
    process = Process()
    await found(process)
    before = await process.stores.findings.version()

    for _ in range(30):
        await process.ask(2, gap_s=0.2)

    assert 1 <= await process.stores.findings.version() - before <= 4
    known = process.watch.acting_on(caller(), at=process.clock.now())[0]
    assert process.clock.now() - known.last_at < timedelta(seconds=2)


async def test_what_is_not_written_down_at_once_is_written_down_later() -> None:
    process = Process()
    log = process.stores.admin_log
    append, is_broken = log.append, [True]

    class Broken:
        async def append(self, act: Act) -> AdminEvent:
            if is_broken[0]:
                raise LedgerUnavailable("The disk is full.")
            return await append(act)

        head, after, latest = log.head, log.after, log.latest

    process = Process(stores=replace(process.stores, admin_log=cast(AdminLog, Broken())))
    await found(process)
    is_broken[0] = False
    await process.look()

    assert await process.acts() == ["finding.open done"]
