"""What did litellm mean by this exception?"""

import re
from collections.abc import Iterator

import msgspec

from router.adapters.providers.http.failures import TookTooLong
from router.adapters.providers.upstream_errors import Upstream
from router.core.errors import RouterError, UpstreamMisconfigured, UpstreamUnreachable

__all__ = ["translated_error"]

_WRAPPING = re.compile(
    r"^(?:litellm\.\w+: )+(?:\w+ - )?|(?:\. )?Handle with `litellm\..*$", re.DOTALL
)
_DEEPEST = 8


def translated_error(error: Exception, *, upstream: Upstream, late: TookTooLong) -> RouterError:
    """Our error for what litellm raised; `late` is what a timeout means at this moment."""
    if isinstance(error, TimeoutError):
        return upstream.too_slow(late)
    if isinstance(error, ImportError):
        return UpstreamMisconfigured(
            f"Provider {upstream.endpoint.provider!r} needs a package that is not installed: "
            f"{error}. Install it beside Tierwise."
        )
    if any(map(_is_no_connection, _chain(error))):
        return UpstreamUnreachable(
            f"Provider {upstream.endpoint.provider!r} of deployment {upstream.deployment.name!r} "
            "cannot be reached. Check its address and the network."
        )
    status = getattr(error, "status_code", None)
    if not isinstance(status, int):
        return upstream.failed(f"litellm could not translate: {type(error).__name__}: {error}")
    told = str(getattr(error, "message", error)).partition("\nTraceback")[0]
    words = _WRAPPING.sub("", told).strip()
    body = msgspec.json.encode({"error": {"message": _said(words), "type": _type_of(status)}})
    headers = getattr(error, "litellm_response_headers", None) or {}
    lowered = {name.lower(): value for name, value in headers.items()}
    return upstream.refused(status, body=body, headers=lowered)


def _said(words: str) -> str:
    """The message in the provider's own error object, where litellm quotes one."""
    quoted = words[words.find("{") : words.rfind("}") + 1]
    try:
        said = msgspec.json.decode(quoted)
    except msgspec.DecodeError:
        return words
    inner = said.get("error", said) if isinstance(said, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    return message if isinstance(message, str) else words


def _type_of(status: int) -> str:
    return "invalid_request_error" if 400 <= status < 500 else "server_error"


def _is_no_connection(error: BaseException) -> bool:
    import aiohttp

    # httpx is litellm's dependency, not ours: its errors are known by name.
    return isinstance(error, aiohttp.ClientConnectorError) or type(error).__name__ in {
        "ConnectError",
        "ConnectTimeout",
    }


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_DEEPEST):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
