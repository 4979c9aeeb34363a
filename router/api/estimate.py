"""POST /v1/estimate: what a request or a whole batch would cost, before anybody is called."""

from collections.abc import Iterator

import msgspec
from fastapi import APIRouter, Request

from router.api.access import called_by
from router.api.origin import origin_of
from router.api.parsing import decode_body, parse_chat
from router.api.request_body import read_body
from router.api.services import container_of
from router.core.access import Permission, Reach, reach_of
from router.core.chat import ChatRequest
from router.core.errors import InvalidRequest
from router.core.hold import Unit
from router.core.money import format_usd, from_nanos
from router.services.estimate_cost import Estimated, Fit

__all__ = ["routes"]

routes = APIRouter()
_MOST_LINES = 50_000
"""As many as OpenAI takes in one batch."""


class _Line(msgspec.Struct):
    """A line of a batch in OpenAI's format; without `body` the line is the request itself."""

    body: msgspec.Raw = msgspec.Raw()


_LINE = msgspec.json.Decoder(_Line)


@routes.post("/v1/estimate")
async def estimate(request: Request) -> dict[str, object]:
    """A chat completion body, or JSONL with one a line, also as OpenAI's batches have them."""
    container = container_of(request)
    key = await called_by(request)
    body = await read_body(request, limit=container.settings.max_body_bytes)
    parsed = list(_requests(body, request))
    with_amounts = reach_of(key, Permission.READ_AMOUNTS) is not Reach.NONE
    return _json(await container.estimate(parsed, key), with_amounts=with_amounts)


def _requests(body: bytes, request: Request) -> Iterator[ChatRequest]:
    origin = origin_of(request)
    lines = [line for line in body.splitlines() if line.strip()]
    if not _is_batch(lines):
        yield parse_chat(body, request.headers, origin=origin)
        return
    if len(lines) > _MOST_LINES:
        raise InvalidRequest(f"The batch has {len(lines)} lines; {_MOST_LINES} are permitted.")
    for number, line in enumerate(lines, start=1):
        try:
            inner = bytes(decode_body(line, _LINE).body)
            yield parse_chat(inner or line, request.headers, origin=origin)
        except InvalidRequest as error:
            raise InvalidRequest(f"Line {number}: {error.message}", param=error.param) from error


def _is_batch(lines: list[bytes]) -> bool:
    """Several lines that each begin an object, or one that holds a request as `body`."""
    if len(lines) == 1:
        try:
            return bool(bytes(decode_body(lines[0], _LINE).body))
        except InvalidRequest:
            return False
    return len(lines) > 1 and all(line.lstrip().startswith(b"{") for line in lines)


def _json(found: Estimated, *, with_amounts: bool) -> dict[str, object]:
    return {
        "object": "tierwise.estimate",
        "requests": found.requests,
        "input_tokens": found.input_tokens,
        "expected_output_tokens": found.expected_output_tokens,
        "expected_usd": format_usd(found.expected_usd),
        "worst_case_usd": format_usd(found.worst_case_usd),
        "deployments": [
            {
                "name": name,
                "tier": share.tier,
                "requests": share.requests,
                "expected_usd": format_usd(share.expected_usd),
                "worst_case_usd": format_usd(share.worst_case_usd),
            }
            for name, share in sorted(found.by_deployment.items())
        ],
        "refused": [
            {"code": code, "requests": count, "message": found.why_refused[code]}
            for code, count in found.refused.most_common()
        ],
        "approvals": [
            {"rule": rule, "requests": told.requests, "message": told.ask}
            for rule, told in found.approvals.items()
        ],
        "limits": [_limit(fit, with_amounts=with_amounts) for fit in found.fits],
    }


def _limit(fit: Fit, *, with_amounts: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "name": fit.account.name,
        "unit": fit.state.unit.value,
        "fits": fit.fits,
        "fits_at_worst": fit.fits_at_worst,
    }
    if fit.state.unit is not Unit.USD:
        return told | {"left": fit.state.room}
    return told | ({"left_usd": format_usd(from_nanos(fit.state.room))} if with_amounts else {})
