"""How does an error read in the shape that Anthropic's clients understand?"""

from collections.abc import Mapping

from router.core.dialects.reading import Json, object_of, text_of

__all__ = ["OVERLOADED", "error_json", "kind_of"]

OVERLOADED = 529
"""The status with which Anthropic says that it has too much to do."""
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    OVERLOADED: "overloaded_error",
}
_KINDS_OF_TYPES = {
    "invalid_request_error": "invalid_request_error",
    "authentication_error": "authentication_error",
    "permission_error": "permission_error",
    "insufficient_quota": "billing_error",
    "rate_limit_error": "rate_limit_error",
}
_CODES = {"upstream_timeout": "timeout_error", "overloaded": "overloaded_error"}
_OURS = frozenset({"message", "type", "param", "error"})


def kind_of(status: int) -> str:
    """Anthropic's word for a status."""
    return _KINDS.get(status, "invalid_request_error" if status < 500 else "api_error")


def error_json(
    error: Mapping[str, object], *, status: int | None = None, request_id: str | None = None
) -> Json:
    """An error object of OpenAI's shape in Anthropic's; code and details stay beside it.

    Without a `status`, as in a stream, type and code tell what it is.
    """
    error = object_of(error, "error") or error
    code = text_of(error, "code")
    kind = _CODES.get(code) or _KINDS_OF_TYPES.get(text_of(error, "type"), "api_error")
    more = {name: value for name, value in error.items() if name not in _OURS and value is not None}
    told: Json = {
        "type": kind_of(status) if status else kind,
        "message": text_of(error, "message") or "The provider failed without a word.",
    }
    return {
        "type": "error",
        "error": {**more, **told},
        **({"request_id": request_id} if request_id else {}),
    }
