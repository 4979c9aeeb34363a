"""What every store of choices does."""

import asyncio

from router.core.coaching.choice import CoachChoice
from tests.contracts.conftest import Opened


async def test_who_chose_nothing_has_the_digest_and_no_headers(opened: Opened) -> None:
    assert await opened.stores.coach_choices.get("user:ada") == CoachChoice(
        person="user:ada", has_digest=True, has_headers=False, digest_week=""
    )


async def test_a_choice_is_seen_by_others_and_replaced(opened: Opened) -> None:
    ours, theirs = opened.stores.coach_choices, opened.peer.coach_choices
    await ours.put("user:ada", has_digest=False, has_headers=True)
    assert await theirs.get("user:ada") == CoachChoice(
        person="user:ada", has_digest=False, has_headers=True
    )
    assert await theirs.with_headers() == {"user:ada"}

    await theirs.put("user:ada", has_digest=True, has_headers=False)
    assert await ours.with_headers() == frozenset()


async def test_a_week_is_served_once_and_choices_stay(opened: Opened) -> None:
    ours, theirs = opened.stores.coach_choices, opened.peer.coach_choices
    await ours.put("user:ada", has_digest=True, has_headers=True)

    assert await ours.served("user:ada", "2026-W47")
    assert not await theirs.served("user:ada", "2026-W47")
    assert not await theirs.served("user:ada", "2026-W46")
    assert await theirs.served("user:ada", "2026-W48")
    assert await ours.put("user:ada", has_digest=True, has_headers=True) == CoachChoice(
        person="user:ada", has_digest=True, has_headers=True, digest_week="2026-W48"
    )


async def test_of_many_at_once_one_serves(opened: Opened) -> None:
    both = (opened.stores.coach_choices, opened.peer.coach_choices)
    said = await asyncio.gather(*(one.served("user:ada", "2026-W47") for one in both * 5))
    assert sum(said) == 1


async def test_names_that_no_store_can_keep_are_found_again(opened: Opened) -> None:
    odd = "user:a\x00b\ud83d"
    await opened.stores.coach_choices.put(odd, has_digest=False, has_headers=False)
    found = await opened.peer.coach_choices.get(odd)
    assert (found.person, found.has_digest) == (odd, False)
