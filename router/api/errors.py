"""How does a caller learn what went wrong? Every error in OpenAI's shape, with a stable code."""

import json
import logging
from collections.abc import Callable, Coroutine

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from router import __version__
from router.api.decision_headers import header_value
from router.api.services import container_of
from router.core.errors import BudgetExceeded, RouterError, ShuttingDown, UpstreamRejected

__all__ = ["ERRORS_DOCUMENTED", "ERROR_HANDLERS", "STOPPED", "answer_to", "answer_to_mistake"]

_Handler = Callable[[Request, Exception], Coroutine[object, object, Response]]
_log = logging.getLogger(__name__)


_ERROR_SHAPE: dict[str, object] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type"],
            "properties": {"message": {"type": "string"}, "type": {"type": "string"}},
        }
    },
}
ERRORS_DOCUMENTED: dict[int | str, dict[str, object]] = {
    told: {"description": what, "content": {"application/json": {"schema": _ERROR_SHAPE}}}
    for told, what in (
        ("4XX", "Refused: the message says why, and what to do."),
        ("5XX", "The service or a provider failed: the message says what to do."),
    )
}
"""What every operation may answer besides, as the OpenAPI document tells it."""

STOPPED = ShuttingDown(
    "The service was stopped before the answer was complete. Send the request again: what came "
    "until now is booked."
)


async def _router_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, RouterError):
        raise error
    return answer_to(error, request)


def answer_to(error: RouterError, request: Request) -> Response:
    """The error as a caller reads it."""
    status, body = error.status, json.dumps(error.body()).encode()
    if isinstance(error, BudgetExceeded):
        status = container_of(request).settings.budget_status
    if isinstance(error, UpstreamRejected):
        status = error.upstream_status
        body = error.upstream_body if _is_error_object(error.upstream_body) else body
    response = Response(body, status_code=status, media_type="application/json")
    headers = {"x-tierwise-version": __version__, **error.headers}
    response.raw_headers += [(header_value(n), header_value(v)) for n, v in headers.items()]
    return response


def _is_error_object(body: bytes) -> bool:
    """Whether a provider's words can be passed on byte for byte, as OpenAI's clients read them."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and "error" in said


async def _caller_left(request: Request, error: Exception) -> Response:
    """Nobody reads this: the caller closed the connection before the body was complete."""
    return Response(status_code=400)


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    method, path = request.method, request.url.path
    message = {
        404: f"There is no {path} here. GET /openapi.json lists what there is.",
        405: f"{method} is not allowed on {path}.",
    }.get(error.status_code, str(error.detail))
    body = {
        "error": {
            "message": message,
            "type": "invalid_request_error",
            "param": None,
            "code": {404: "unknown_url", 405: "method_not_allowed"}.get(error.status_code),
        }
    }
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> Response:
    return answer_to_mistake(request, error)


def answer_to_mistake(request: Request, error: BaseException) -> Response:
    """What a caller learns of a mistake of our own; the log says which."""
    _log.error("unexpected error on %s %s", request.method, request.url.path, exc_info=error)
    mistake = RouterError("Tierwise made a mistake; its log says which. Please report it.")
    return JSONResponse(mistake.body(), status_code=500)


ERROR_HANDLERS: dict[int | type[Exception], _Handler] = {
    RouterError: _router_error,
    HTTPException: _http_error,
    ClientDisconnect: _caller_left,
    Exception: _unexpected,
}
"""Who renders what: our errors, unknown routes, callers who left, and our own mistakes."""
