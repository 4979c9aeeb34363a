"""What must every store of virtual keys do?"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from router.adapters.storage.stores import Stores
from router.core.errors import InvalidRequest
from router.core.key import Claimable, KeyScope, Role, VirtualKey
from router.ports.keys import KeyEdit, Keys
from tests.contracts.conftest import Opened
from tests.factories import NOON

DAY = timedelta(days=1)
FULL = VirtualKey(
    id="key_1",
    name="ada's",
    prefix="tw-abc",
    team="search",
    user="ada",
    project="atlas",
    environment="ci",
    tags=("night", "größe"),
    created_at=NOON,
    expires_at=NOON + DAY,
    may_keep_text=False,
    role=Role.AUDITOR,
    scope=KeyScope(models=("gpt-5*",), tiers=("economy",), networks=("10.0.0.0/8",)),
    may_claim=frozenset([Claimable.USER]),
    replaces="key_0",
)


def revoking(at: datetime) -> KeyEdit:
    return lambda key: key.revoked(at)


@pytest.fixture
def keys(stores: Stores) -> Keys:
    return stores.keys


async def test_finds_a_key_by_its_secret_alone(keys: Keys) -> None:
    await keys.add(FULL, secret="tw-right")
    await keys.add(VirtualKey(id="key_2", name="bare"), secret="tw-other")
    assert await keys.find("tw-right") == FULL
    assert await keys.find("tw-other") == VirtualKey(id="key_2", name="bare")
    for wrong in ("tw-wrong", "tw-righ", "tw-right ", "", "\ud800"):
        assert await keys.find(wrong) is None


async def test_finds_expired_keys_too(keys: Keys) -> None:
    expired = replace(FULL, expires_at=NOON - DAY)
    await keys.add(expired, secret="tw-old")
    assert await keys.find("tw-old") == expired


async def test_a_revoked_key_is_found_as_revoked_at_once(keys: Keys) -> None:
    await keys.add(FULL, secret="tw-right")
    assert await keys.find("tw-right") == FULL
    assert await keys.change("key_1", revoking(NOON + DAY)) == replace(FULL, revoked_at=NOON + DAY)
    assert await keys.find("tw-right") == replace(FULL, revoked_at=NOON + DAY)


async def test_the_first_revocation_stands(keys: Keys) -> None:
    await keys.add(FULL, secret="tw-right")
    await keys.change("key_1", revoking(NOON))
    await keys.change("key_1", revoking(NOON + DAY))
    assert [key.revoked_at for key in await keys.all()] == [NOON]


async def test_a_key_that_does_not_exist_is_not_changed(keys: Keys) -> None:
    assert await keys.change("key_none", revoking(NOON)) is None


async def test_a_change_touches_one_key_and_all_that_is_said_of_it(keys: Keys) -> None:
    other = VirtualKey(id="key_2", name="other")
    await keys.add(FULL, secret="tw-right")
    await keys.add(other, secret="tw-other")
    changed = VirtualKey(id="key_1", name="new", service_account="bot", tags=("x",))

    assert await keys.change("key_1", lambda _: changed) == changed

    assert list(await keys.all()) == [changed, other]
    assert await keys.find("tw-right") == changed


async def test_what_an_edit_refuses_leaves_the_key_as_it_was(keys: Keys) -> None:
    await keys.add(FULL, secret="tw-right")

    def refuse(_: VirtualKey) -> VirtualKey:
        raise InvalidRequest("not like this")

    with pytest.raises(InvalidRequest, match="not like this"):
        await keys.change("key_1", refuse)
    assert list(await keys.all()) == [FULL]


async def test_changes_of_many_at_once_follow_each_other(opened: Opened) -> None:
    await opened.stores.keys.add(FULL, secret="tw-right")

    def longer(key: VirtualKey) -> VirtualKey:
        return replace(key, tags=(*key.tags, "x"))

    both = (opened.stores.keys, opened.peer.keys)
    await asyncio.gather(*(both[n % 2].change("key_1", longer) for n in range(20)))

    (kept,) = await opened.stores.keys.all()
    assert kept.tags == (*FULL.tags, *("x",) * 20)


async def test_a_key_that_replaces_another_ends_it_in_the_same_step(keys: Keys) -> None:
    await keys.add(FULL, secret="tw-right")
    new = replace(FULL, id="key_2")

    await keys.add(new, secret="tw-new", ends=("key_1", NOON))

    assert list(await keys.all()) == [replace(FULL, expires_at=NOON), new]


async def test_a_key_is_not_prolonged_by_being_replaced(keys: Keys) -> None:
    await keys.add(FULL, secret="tw-right")

    await keys.add(replace(FULL, id="key_2"), secret="tw-new", ends=("key_1", NOON + 9 * DAY))

    assert (await keys.all())[0] == FULL


@pytest.mark.parametrize("old", ["key_1", "key_none"])
async def test_nothing_replaces_a_key_that_is_gone(keys: Keys, old: str) -> None:
    gone = replace(FULL, revoked_at=NOON)
    await keys.add(gone, secret="tw-right")

    with pytest.raises(InvalidRequest, match="nothing is left to replace"):
        await keys.add(VirtualKey(id="key_2", name="new"), secret="tw-new", ends=(old, NOON))

    assert list(await keys.all()) == [gone]
    assert await keys.find("tw-new") is None


async def test_another_process_sees_a_revocation_within_half_a_second(opened: Opened) -> None:
    await opened.stores.keys.add(FULL, secret="tw-right")
    assert await opened.peer.keys.find("tw-right") == FULL
    await opened.stores.keys.change("key_1", revoking(NOON))
    opened.clock.advance(0.5)
    found = await opened.peer.keys.find("tw-right")
    assert found is not None
    assert found.revoked_at == NOON


async def test_another_process_that_is_told_of_a_revocation_sees_it_at_once(
    opened: Opened,
) -> None:
    await opened.stores.keys.add(FULL, secret="tw-right")
    assert await opened.peer.keys.find("tw-right") == FULL
    await opened.stores.keys.change("key_1", revoking(NOON))
    opened.peer.keys.forget()
    assert await opened.peer.keys.find("tw-right") == replace(FULL, revoked_at=NOON)


async def test_another_process_sees_a_new_key_within_half_a_second(opened: Opened) -> None:
    assert await opened.peer.keys.find("tw-right") is None
    await opened.stores.keys.add(FULL, secret="tw-right")
    opened.clock.advance(0.5)
    assert await opened.peer.keys.find("tw-right") == FULL


async def test_lists_all_keys_oldest_first(keys: Keys) -> None:
    for name in ("key_b", "key_a", "key_c"):
        await keys.add(VirtualKey(id=name, name=name), secret=f"tw-{name}")
    assert [key.id for key in await keys.all()] == ["key_b", "key_a", "key_c"]


@pytest.mark.parametrize(
    ("key_id", "secret"), [("key_1", "tw-other"), ("key_2", "tw-right")], ids=["id", "secret"]
)
async def test_neither_id_nor_secret_is_given_twice(keys: Keys, key_id: str, secret: str) -> None:
    await keys.add(FULL, secret="tw-right")
    with pytest.raises(InvalidRequest, match="exists already"):
        await keys.add(replace(FULL, id=key_id), secret=secret)
    assert list(await keys.all()) == [FULL]


async def test_any_name_can_be_kept(keys: Keys) -> None:
    odd = VirtualKey(id="key_1", name="\ud800'\"", team="\udfff", tags=("\ud800", "ok"))
    await keys.add(odd, secret="tw-odd")
    found = await keys.find("tw-odd")
    assert found is not None
    assert (found.name, found.team, found.tags) == ("\ufffd'\"", "\ufffd", ("\ufffd", "ok"))
