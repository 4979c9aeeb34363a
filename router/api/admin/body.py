"""How do routes of administrators read what they are sent?"""

from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from starlette.requests import Request

from router.api.parsing import decode_body
from router.api.request_body import read_body
from router.core.admin_log import kept_text
from router.core.errors import InvalidRequest

__all__ = ["idempotency_key_of", "in_zone", "read_json"]

T = TypeVar("T")
_MOST_BYTES = 100_000
_HEADER = "idempotency-key"
_LONGEST_KEY = 255


async def read_json(request: Request, decoder: msgspec.json.Decoder[T]) -> T:
    """The body, without fields that are not known.

    Raises:
        InvalidRequest: it is none; the message names the field.
        PayloadTooLarge: it is longer than any act needs.
    """
    body = await read_body(request, limit=_MOST_BYTES)
    try:
        return decode_body(body or b"{}", decoder)
    except InvalidRequest as error:  # it repeats what was sent, which may be a pasted secret
        raise InvalidRequest(kept_text(error.message), param=error.param) from None


def in_zone(moment: datetime, *, param: str) -> datetime:
    """A moment that is the same for everybody.

    Raises:
        InvalidRequest: it says no time zone.
    """
    if moment.tzinfo is None:
        raise InvalidRequest(
            f"{moment.isoformat()} has no time zone. Write one, such as "
            f"{moment.replace(tzinfo=UTC).isoformat()}.",
            param=param,
        )
    return moment


def idempotency_key_of(request: Request) -> str | None:
    """Under which the same act may be asked for again.

    Raises:
        InvalidRequest: it is empty, or too long to be kept.
    """
    key = request.headers.get(_HEADER)
    if key is not None and not 1 <= len(key.strip()) <= _LONGEST_KEY:
        raise InvalidRequest(
            f"The header {_HEADER} takes 1 to {_LONGEST_KEY} characters, such as a new UUID.",
            param=_HEADER,
        )
    return None if key is None else key.strip()
