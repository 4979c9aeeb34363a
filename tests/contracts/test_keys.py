"""What must every store of virtual keys do?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.adapters.storage.stores import Stores
from router.core.errors import InvalidRequest
from router.core.key import VirtualKey
from router.ports.keys import Keys
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
)


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
    assert await keys.revoke("key_1", at=NOON + DAY)
    assert await keys.find("tw-right") == replace(FULL, revoked_at=NOON + DAY)


async def test_the_first_revocation_stands(keys: Keys) -> None:
    await keys.add(FULL, secret="tw-right")
    assert await keys.revoke("key_1", at=NOON)
    assert await keys.revoke("key_1", at=NOON + DAY)
    assert [key.revoked_at for key in await keys.all()] == [NOON]


async def test_a_key_that_does_not_exist_cannot_be_revoked(keys: Keys) -> None:
    assert not await keys.revoke("key_none", at=NOON)


async def test_another_process_sees_a_revocation_within_a_second(opened: Opened) -> None:
    await opened.stores.keys.add(FULL, secret="tw-right")
    assert await opened.peer.keys.find("tw-right") == FULL
    await opened.stores.keys.revoke("key_1", at=NOON)
    opened.clock.advance(1.0)
    found = await opened.peer.keys.find("tw-right")
    assert found is not None
    assert found.revoked_at == NOON


async def test_another_process_sees_a_new_key_within_a_second(opened: Opened) -> None:
    assert await opened.peer.keys.find("tw-right") is None
    await opened.stores.keys.add(FULL, secret="tw-right")
    opened.clock.advance(1.0)
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
