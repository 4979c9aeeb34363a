"""What does a head tell of who is at the door, and what is said to whoever is not let in?"""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from starlette.responses import Response

from router import __version__
from router.core.admission import Rank, declared_rank
from router.core.dialects.messages.errors import OVERLOADED, error_json
from router.services.admit import overloaded

__all__ = ["PRIORITY_HEADER", "declared_in", "refusal_on", "sender_of"]

PRIORITY_HEADER = b"x-tierwise-priority"
_CREDENTIALS = frozenset(
    {b"authorization", b"x-api-key", b"api-key", b"x-goog-api-key", b"x-bf-vk", b"helicone-auth"}
)
_Headers = Iterable[tuple[bytes, bytes]]


def sender_of(headers: _Headers) -> int:
    """A number for the credentials; no secret can be told from it."""
    return hash(tuple(value for name, value in headers if name in _CREDENTIALS))


def declared_in(headers: _Headers) -> Rank:
    """What the caller says of its own request."""
    return next((declared_rank(v) for name, v in headers if name == PRIORITY_HEADER), Rank.HIGH)


def refusal_on(path: bytes) -> Response:
    """The refusal in the words of the API that is called; made once."""
    return _REFUSALS.get(path, _REFUSAL)


def _made(body: Mapping[str, object], *, status: int) -> Response:
    response = Response(json.dumps(body), status_code=status, media_type="application/json")
    response.headers.update({"x-tierwise-version": __version__, **overloaded().headers})
    return response


_REFUSAL = _made(overloaded().body(), status=overloaded().status)
_REFUSALS = MappingProxyType(
    {
        b"/v1/messages": _made(
            error_json(dict(overloaded().body()), status=OVERLOADED, request_id="req_refused"),
            status=OVERLOADED,
        )
    }
)
