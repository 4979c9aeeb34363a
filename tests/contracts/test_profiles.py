"""What every store of what is usual does."""

from datetime import timedelta

from router.core.finding import Subject, SubjectKind
from tests.contracts.conftest import Opened
from tests.factories import NOON

KEY, USER = Subject(SubjectKind.KEY, "ada"), Subject(SubjectKind.USER, "ada")


async def test_what_was_saved_comes_back_to_others_byte_for_byte(opened: Opened) -> None:
    every = bytes(range(256)) * 8
    await opened.stores.profiles.save({KEY: every, USER: b"\x00"}, at=NOON)

    nobody = Subject(SubjectKind.TEAM, "ada")
    assert await opened.peer.profiles.load([KEY, USER, nobody]) == {KEY: every, USER: b"\x00"}
    assert await opened.peer.profiles.load([]) == {}


async def test_the_last_that_was_saved_counts(opened: Opened) -> None:
    await opened.stores.profiles.save({KEY: b"old"}, at=NOON)
    await opened.peer.profiles.save({KEY: b"new"}, at=NOON)

    assert await opened.stores.profiles.load([KEY]) == {KEY: b"new"}


async def test_names_that_no_store_can_keep_are_found_again(opened: Opened) -> None:
    odd = Subject(SubjectKind.USER, "a\x00b\ud83d")
    await opened.stores.profiles.save({odd: b"kept"}, at=NOON)

    assert await opened.peer.profiles.load([odd]) == {odd: b"kept"}


async def test_thousands_are_saved_at_once(opened: Opened) -> None:
    many = {Subject(SubjectKind.KEY, f"key_{n}"): b"%d" % n for n in range(1_000)}

    await opened.stores.profiles.save(many, at=NOON)

    assert await opened.peer.profiles.load(many) == many
    assert set(await opened.peer.profiles.known()) == set(many)


async def test_what_was_not_seen_for_long_is_forgotten(opened: Opened) -> None:
    await opened.stores.profiles.save({KEY: b"old"}, at=NOON)
    await opened.stores.profiles.save({USER: b"new"}, at=NOON + timedelta(days=1))

    assert await opened.stores.profiles.forget(NOON + timedelta(days=1)) == 1
    assert await opened.peer.profiles.load([KEY, USER]) == {USER: b"new"}


async def test_watching_began_when_somebody_first_asked(opened: Opened) -> None:
    assert await opened.stores.profiles.since(NOON) == NOON
    assert await opened.peer.profiles.since(NOON + timedelta(days=1)) == NOON
