"""How are lists asked for and shown in pages, as OpenAI's lists are?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request

from router.core.errors import InvalidRequest

__all__ = ["Asked", "asked_of", "page_of"]

T = TypeVar("T")
Json = dict[str, object]
_USUAL = 20
_MOST = 100
_LONGEST = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which page is asked for, and what else the address says."""

    limit: int
    after: str | None
    others: Mapping[str, str]


def asked_of(request: Request, *others: str) -> Asked:
    """What stands behind the `?`; `others` are names beside `limit` and `after`.

    Raises:
        InvalidRequest: a name is not known, stands there twice, or its value is of no use.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in ("limit", "after", *others):
            known = ", ".join(("limit", "after", *others))
            raise InvalidRequest(f"{name[:100]!r} is not known here. Known: {known}.", param=name)
        if name in given or len(value) > _LONGEST:
            raise InvalidRequest(f"{name!r} stands there twice, or is too long.", param=name)
        given[name] = value
    return Asked(
        limit=_limit(given.pop("limit", str(_USUAL))), after=given.pop("after", None), others=given
    )


def page_of(
    found: Sequence[T], asked: Asked, *, id_of: Callable[[T], str], shown: Callable[[T], Json]
) -> Json:
    """One page of all that was found.

    Raises:
        InvalidRequest: nothing that was found has the id in `after`.
    """
    start = 0
    if asked.after is not None:
        places = (place for place, one in enumerate(found, 1) if id_of(one) == asked.after)
        start = next(places, 0)
        if not start:
            raise InvalidRequest(
                f"'after' is {asked.after!r}, which is not in this list. Write the 'last_id' of "
                "the page before.",
                param="after",
            )
    page = found[start : start + asked.limit]
    return {
        "object": "list",
        "data": [shown(one) for one in page],
        "first_id": id_of(page[0]) if page else None,
        "last_id": id_of(page[-1]) if page else None,
        "has_more": start + asked.limit < len(found),
    }


def _limit(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST)):
        limit = int(text)
        if 1 <= limit <= _MOST:
            return limit
    raise InvalidRequest(
        f"'limit' is {text[:20]!r}. Write a number from 1 to {_MOST}.", param="limit"
    )
