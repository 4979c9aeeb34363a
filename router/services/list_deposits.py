"""Which of a key's files or batches stand on one page of its list, newest first?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from router.core.deposit import Deposit
from router.core.errors import InvalidRequest

__all__ = ["Page", "listed"]

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """So many, after the one with this id; from the newest where none is named."""

    limit: int
    after: str | None = None


async def listed(
    owned: Sequence[Deposit],
    look: Callable[[Deposit], Awaitable[Told | None]],
    *,
    page: Page,
) -> Told:
    """A page of OpenAI's kind, with `has_more`.

    Args:
        owned: all that there are, newest first.
        look: what the provider tells of one; None for what is not to be listed.
        page: which part.

    Raises:
        InvalidRequest: the page begins after something that is not the caller's.
    """
    waiting = list(owned[_start(owned, page.after) :])
    found: list[Told] = []
    while waiting and len(found) < page.limit:
        some, waiting = waiting[: page.limit], waiting[page.limit :]
        found += [told for told in await asyncio.gather(*map(look, some)) if told is not None]
    data = found[: page.limit]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": bool(waiting) or len(found) > page.limit,
    }


def _start(owned: Sequence[Deposit], after: str | None) -> int:
    if after is None:
        return 0
    for place, one in enumerate(owned, start=1):
        if one.id == after:
            return place
    raise InvalidRequest(
        f"'after' names {after[:80]!r}, which is not in your list. Send the 'last_id' of the page "
        "before, or leave it out to begin anew.",
        param="after",
    )
