"""Tests of `router.services.open_findings`."""

from dataclasses import replace
from datetime import timedelta

from router.adapters.storage.memory_findings import MemoryFindings
from router.core.finding import Subject, SubjectKind
from router.ports.findings import FactorName
from router.services.open_findings import OpenFindings
from tests.contracts.test_findings import KEY, finding
from tests.factories import NOON, caller

TEAM = Subject(SubjectKind.TEAM, "search")


async def following(store: MemoryFindings) -> OpenFindings:
    opened = OpenFindings(findings=store, factors=store)
    await opened.refresh()
    return opened


async def test_those_of_key_user_team_and_project_are_found() -> None:
    store = MemoryFindings()
    for n, subject in enumerate(
        (KEY, TEAM, Subject(SubjectKind.USER, "ada"), Subject(SubjectKind.PROJECT, "atlas"))
    ):
        await store.add(finding(f"fnd_{n}", subject=subject))
    opened = await following(store)

    found = [one.name for one in opened.of(caller(), at=NOON)]

    assert found == ["burst", "user:burst", "team:burst", "project:burst"]
    assert [one.name for one in opened.of(caller(user="eve", project="x"), at=NOON)] == [
        "burst",
        "team:burst",
    ]


async def test_what_is_only_told_or_over_is_not_shown() -> None:
    store = MemoryFindings()
    await store.add(replace(finding(), is_acting=False))
    await store.add(finding("fnd_2", subject=TEAM))
    opened = await following(store)

    assert [one.id for one in opened.of(caller(), at=NOON)] == ["fnd_2"]
    assert opened.of(caller(), at=NOON + timedelta(minutes=30)) == ()


async def test_what_this_process_extended_is_not_shortened_by_what_is_kept() -> None:
    store = MemoryFindings()
    await store.add(finding())
    opened = await following(store)
    later = NOON + timedelta(minutes=40)
    opened.put(replace(finding(), until=later))
    await store.add(finding("fnd_2", kind="loop"))

    await opened.refresh()

    assert {one.id: one.until for one in opened.standing()}["fnd_1"] == later


async def test_what_somebody_lifted_is_gone_with_the_next_look_whatever_was_extended() -> None:
    store = MemoryFindings()
    await store.add(finding())
    opened = await following(store)
    opened.put(replace(finding(), until=NOON + timedelta(days=1)))
    await store.change("fnd_1", lambda one: one.lifted(NOON, by="ada"))

    await opened.look()

    assert opened.of(caller(), at=NOON) == ()


async def test_factors_come_by_subject_and_kind() -> None:
    store = MemoryFindings()
    await store.tune(FactorName("burst", KEY), lambda _: 1.5)
    opened = await following(store)

    assert opened.factors_of(KEY) == {"burst": 1.5}
    assert opened.factors_of(TEAM) == {}
