"""Tests of `router.services.follow_choices`."""

import asyncio
from dataclasses import replace

import pytest
from typing_extensions import override

from router.adapters.storage.memory_own import MemoryCoachChoices
from router.core.caller import UNASSIGNED
from router.core.errors import LedgerUnavailable
from router.services.follow_choices import FollowChoices
from tests.factories import caller


class Away(MemoryCoachChoices):
    is_away = False

    @override
    async def with_headers(self) -> frozenset[str]:
        if self.is_away:
            raise LedgerUnavailable("The disk is full.")
        return await super().with_headers()


async def chosen(*persons: str) -> tuple[Away, FollowChoices]:
    choices = Away()
    for person in persons:
        await choices.put(person, has_digest=True, has_headers=True)
    follow = FollowChoices(choices=choices, look_s=0)
    await follow.look()
    return choices, follow


async def test_a_user_or_a_key_without_one_may_choose_tips() -> None:
    _, follow = await chosen("user:ada", "key:key_1")
    assert follow.wants_tips(caller(user="ada"))
    assert not follow.wants_tips(caller(user="bob"))
    assert follow.wants_tips(caller(user=UNASSIGNED))


async def test_a_user_whom_only_the_request_names_is_not_asked() -> None:
    _, follow = await chosen("user:ada")
    assert not follow.wants_tips(replace(caller(user="ada"), claimed=("user",)))


async def test_where_the_store_is_away_choices_stay(caplog: pytest.LogCaptureFixture) -> None:
    choices, follow = await chosen("user:ada")
    choices.is_away = True
    await follow.look()
    assert follow.wants_tips(caller(user="ada"))
    assert "The disk is full." in caplog.text


async def test_what_is_chosen_later_is_followed() -> None:
    choices, follow = await chosen()
    assert not follow.wants_tips(caller(user="ada"))
    await choices.put("user:ada", has_digest=True, has_headers=True)
    running = asyncio.create_task(follow.run())
    for _ in range(9):
        await asyncio.sleep(0)
    running.cancel()
    assert follow.wants_tips(caller(user="ada"))
