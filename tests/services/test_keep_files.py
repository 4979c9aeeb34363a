"""Tests of `router.services.keep_files`."""

from typing import Any

import pytest

from router.core.errors import DepositNotFound, InvalidRequest, NotOffered
from router.core.key import LOCAL_KEY, VirtualKey
from router.services.list_deposits import Page
from tests.factories import key
from tests.services.batching import Batches


async def ids_of(
    made: Batches, *, owner: VirtualKey = LOCAL_KEY, purpose: str | None = None, limit: int = 9
) -> list[str]:
    told: Any = await made.files.list(owner, purpose=purpose, page=Page(limit=limit))
    return [one["id"] for one in told["data"]]


async def test_a_file_has_a_name_of_ours_and_goes_through() -> None:
    made = Batches()

    id = await made.upload(b"data")

    assert id.startswith("file-tw_")
    assert (await made.files.content(id, LOCAL_KEY)).body == b"data"
    assert (await made.files.show(id, LOCAL_KEY))["id"] == id
    assert await ids_of(made) == [id]
    assert made.depot.asked[0][1].path == "files"


async def test_a_deleted_file_is_gone_here_and_there() -> None:
    made = Batches()
    id = await made.upload(b"data")

    assert await made.files.delete(id, LOCAL_KEY) == {"id": id, "deleted": True}

    assert made.depot.files == {}
    with pytest.raises(DepositNotFound):
        await made.files.show(id, LOCAL_KEY)


async def test_a_file_that_its_provider_lost_is_in_no_list() -> None:
    made = Batches()
    await made.upload(b"data")
    made.depot.files.clear()

    assert await ids_of(made) == []


async def test_lists_are_of_a_purpose_and_no_longer_than_asked() -> None:
    made = Batches()
    for _ in range(3):
        await made.upload(b"data")

    assert len(await ids_of(made, purpose="batch", limit=2)) == 2
    assert await ids_of(made, purpose="assistants") == []


async def test_to_other_keys_a_file_does_not_exist() -> None:
    made, other = Batches(), key(id="key_other")
    id = await made.upload(b"data")

    for read in (made.files.show, made.files.content, made.files.delete):
        with pytest.raises(DepositNotFound, match="Your key has no file"):
            await read(id, other)
    assert await ids_of(made, owner=other) == []


async def test_a_rotated_key_keeps_its_files() -> None:
    made = Batches()
    first = key(id="key_first")
    id = await made.upload(b"data", first)
    rotated = key(id="key_second")
    object.__setattr__(rotated, "replaces", "key_first")

    assert (await made.files.show(id, rotated))["id"] == id


async def test_a_provider_may_be_named() -> None:
    made = Batches()

    await made.files.upload(b"", LOCAL_KEY, content_type="x", provider="mistral")

    assert made.depot.asked[-1][0] == "far"
    with pytest.raises(InvalidRequest, match="Known: mistral, openai"):
        await made.files.upload(b"", LOCAL_KEY, content_type="x", provider="nobody")


async def test_without_a_provider_that_keeps_files_that_is_said() -> None:
    made = Batches()
    made.depot.keeps = False

    with pytest.raises(NotOffered, match="OPENAI_API_KEY"):
        await made.upload(b"data")


async def test_a_file_whose_deployment_is_gone_cannot_be_asked_for() -> None:
    made = Batches()
    id = await made.upload(b"data")
    made.service.rulebooks.in_force = Batches().service.rulebooks.in_force
    catalog = made.service.rulebooks.in_force.catalog
    object.__setattr__(catalog, "deployments", catalog.deployments[1:])

    with pytest.raises(DepositNotFound, match="not in the catalog any more"):
        await made.files.show(id, LOCAL_KEY)
