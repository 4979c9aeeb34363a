"""Tests of `router.services.keep_profiles`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from typing_extensions import override

from router.adapters.storage.memory_findings import MemoryProfiles
from router.core.errors import LedgerUnavailable
from router.core.finding import Subject, SubjectKind
from router.core.sighting import Arrival
from router.services.keep_profiles import KeepProfiles
from tests.factories import caller
from tests.fakes import FixedClock

KEY = Subject(SubjectKind.KEY, "key_1")
DAY_S = 86_400


@dataclass
class Away(MemoryProfiles):
    """A store that a test takes away."""

    is_away: bool = field(default=False)

    def __post_init__(self) -> None:
        super().__init__()

    @override
    async def save(self, profiles: Mapping[Subject, bytes], *, at: datetime) -> None:
        if self.is_away:
            raise LedgerUnavailable("The disk is away.")
        await super().save(profiles, at=at)


def key(number: int) -> Subject:
    return Subject(SubjectKind.KEY, f"key_{number}")


async def note(keep: KeepProfiles, clock: FixedClock, *subjects: Subject) -> None:
    await keep.restore(subjects)
    for subject in subjects:
        profile = keep.seen(subject)
        assert profile is not None
        at_s = clock.now().timestamp()
        profile.arrived(Arrival(at_s=at_s, caller=caller(), decision_id="dec_1"))


def requests_of(keep: KeepProfiles, subject: Subject) -> int:
    profile = keep.seen(subject)
    assert profile is not None
    return profile.seen_requests


async def test_what_was_evicted_is_fetched_again_as_it_was() -> None:
    store, clock = MemoryProfiles(), FixedClock()
    keep = KeepProfiles(store=store, clock=clock, most=3)
    await note(keep, clock, KEY)
    await note(keep, clock, KEY)
    await note(keep, clock, *map(key, range(10, 14)))

    await keep.tidy()
    assert len(keep) == 3
    assert keep.seen(KEY) is None
    await keep.restore([KEY])

    assert requests_of(keep, KEY) == 2


async def test_those_seen_longest_ago_go_first() -> None:
    clock = FixedClock()
    keep = KeepProfiles(store=MemoryProfiles(), clock=clock, most=2)
    await note(keep, clock, key(1), key(2))
    await note(keep, clock, key(1), key(3))

    await keep.tidy()

    assert keep.seen(key(2)) is None
    assert keep.seen(key(1)) is not None


async def test_what_could_not_be_saved_stays_until_there_are_twice_as_many(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, clock = Away(), FixedClock()
    keep = KeepProfiles(store=store, clock=clock, most=5)
    store.is_away = True
    await note(keep, clock, *map(key, range(8)))
    await keep.tidy()
    assert (len(keep), "is not saved" in caplog.text) == (8, True)

    await note(keep, clock, *map(key, range(20)))
    await keep.tidy()
    assert len(keep) == 10

    store.is_away = False
    await keep.tidy()
    assert len(keep) == 5
    assert len(await store.known()) == 10


async def test_only_what_changed_is_saved() -> None:
    store, clock = MemoryProfiles(), FixedClock()
    keep = KeepProfiles(store=store, clock=clock)
    await note(keep, clock, KEY, key(2))
    await keep.save()
    saved_at = clock.now()
    clock.advance(60)
    await note(keep, clock, key(2))
    await keep.save()

    await store.forget(clock.now())

    assert saved_at < clock.now()
    assert await store.known() == [key(2)]


async def test_in_the_first_week_of_watching_nobody_is_new_and_then_strangers_are() -> None:
    store, clock = MemoryProfiles(), FixedClock()
    keep = KeepProfiles(store=store, clock=clock)
    await keep.begin()
    assert keep.new_of(caller(), at_s=clock.now().timestamp()) == ()

    clock.advance(6 * DAY_S)
    await note(keep, clock, KEY)
    clock.advance(2 * DAY_S)
    said = keep.new_of(caller(), at_s=clock.now().timestamp())

    assert said == ("user", "team", "project")


async def test_who_is_new_stays_so_for_seven_days_and_after_a_new_start_too() -> None:
    store, clock = MemoryProfiles(), FixedClock()
    await KeepProfiles(store=store, clock=clock).begin()
    clock.advance(10 * DAY_S)
    keep = KeepProfiles(store=store, clock=clock)
    await keep.begin()
    who = caller(user="unassigned", team="unassigned", project="unassigned")
    await note(keep, clock, KEY)
    await keep.save()

    clock.advance(3 * DAY_S)
    born = KeepProfiles(store=store, clock=clock)
    await born.begin()
    await born.restore([KEY])

    for each in (keep, born):
        assert each.new_of(who, at_s=clock.now().timestamp()) == ("key",)
        assert each.new_of(who, at_s=clock.now().timestamp() + 4 * DAY_S) == ()


async def test_whoever_was_not_seen_for_a_quarter_is_forgotten() -> None:
    store, clock = MemoryProfiles(), FixedClock()
    keep = KeepProfiles(store=store, clock=clock)
    await note(keep, clock, KEY)
    await keep.save()
    clock.advance(91 * DAY_S)

    await keep.tidy()

    assert await store.known() == []


async def test_after_hours_of_silence_the_last_minutes_leave_the_memory() -> None:
    clock = FixedClock()
    keep = KeepProfiles(store=MemoryProfiles(), clock=clock)
    await note(keep, clock, KEY)
    clock.advance(3 * 3600)
    await keep.tidy()

    profile = keep.seen(KEY)

    assert profile is not None
    assert profile.recent is None
    assert profile.seen_requests == 1
