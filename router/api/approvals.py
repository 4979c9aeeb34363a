"""/v1/approvals: whoever was refused asks, approvers decide."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from msgspec import Meta
from starlette.responses import JSONResponse

from router.api.access import Admitted, admit, approving_of
from router.api.admin.body import read_json
from router.api.admin.listing import asked_of, page_of
from router.api.approval_json import approval_json, grant_json
from router.core.approvals.approval import ApprovalState, Reach, Verdict
from router.core.approvals.life import Ballot
from router.core.errors import InvalidRequest
from router.core.key import VirtualKey
from router.services.ask_approval import Wanted

__all__ = ["routes"]

routes = APIRouter(prefix="/v1/approvals", dependencies=[Depends(admit)])
Json = dict[str, object]
_Usd = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?\Z")]
_Count = Annotated[int, Meta(ge=1, le=10**9)]
_Id = Annotated[str, Meta(min_length=1, max_length=256)]
_Words = Annotated[str, Meta(max_length=1_000)]


class _Ask(msgspec.Struct, forbid_unknown_fields=True):
    reason: _Words
    usd: _Usd
    hours: _Count = 24
    requests: _Count | None = None
    reach: Reach = Reach.KEY
    id: _Id | None = None
    rule: _Id | None = None


class _Approve(msgspec.Struct, forbid_unknown_fields=True):
    usd: _Usd | None = None
    hours: _Count | None = None
    requests: _Count | None = None
    message: _Words = ""
    version: _Count | None = None


class _Deny(msgspec.Struct, forbid_unknown_fields=True):
    message: _Words
    version: _Count | None = None


class _Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """An act that needs no more than its address."""


_ASK = msgspec.json.Decoder(_Ask)
_APPROVE = msgspec.json.Decoder(_Approve)
_DENY = msgspec.json.Decoder(_Deny)
_NOTHING = msgspec.json.Decoder(_Nothing)


@routes.post("", status_code=201)
async def ask(request: Request, by: Admitted) -> JSONResponse:
    """Ask for approval of what was refused; asked again while it waits, it is the same."""
    body = await read_json(request, _ASK)
    if (body.id is None) == (body.rule is None):
        raise InvalidRequest(
            "Send 'id' with what the refusal named, or 'rule' for requests that are still to come.",
            param="id",
        )
    wanted = Wanted(
        reason=body.reason,
        usd=Decimal(body.usd),
        hours=body.hours,
        requests=body.requests,
        reach=body.reach,
        id=body.id,
        rule_id=body.rule,
    )
    asked = await approving_of(request).ask(by, wanted)
    shown = await _shown(request, by, approval_id=asked.result.id)
    return JSONResponse(shown, status_code=200 if asked.is_repeated else 201)


@routes.get("")
async def list_approvals(request: Request, by: Admitted) -> Json:
    """One's own, and those that one may decide on, newest first."""
    asked = asked_of(request, "state")
    found = await approving_of(request).show.visible(
        by, states=_states(asked.others.get("state")), most=asked.limit + 1, before=asked.after
    )
    return page_of(
        found,
        replace(asked, after=None),
        id_of=lambda seen: seen.approval.id,
        shown=approval_json,
    )


@routes.get("/{approval_id}")
async def show_approval(request: Request, by: Admitted, *, approval_id: str) -> Json:
    """One of them."""
    return await _shown(request, by, approval_id=approval_id)


@routes.post("/{approval_id}/approve")
async def approve(request: Request, by: Admitted, *, approval_id: str) -> Json:
    """Approve all that was asked for, or less."""
    body = await read_json(request, _APPROVE)
    ballot = Ballot(
        verdict=Verdict.APPROVE,
        limit_usd=None if body.usd is None else Decimal(body.usd),
        hours=body.hours,
        most_requests=body.requests,
        message=body.message,
        version=body.version,
    )
    return await _voted(request, by, approval_id=approval_id, ballot=ballot)


@routes.post("/{approval_id}/deny")
async def deny(request: Request, by: Admitted, *, approval_id: str) -> Json:
    """Deny it; whoever asked reads the message."""
    body = await read_json(request, _DENY)
    ballot = Ballot(verdict=Verdict.DENY, message=body.message, version=body.version)
    return await _voted(request, by, approval_id=approval_id, ballot=ballot)


@routes.post("/{approval_id}/withdraw")
async def withdraw(request: Request, by: Admitted, *, approval_id: str) -> Json:
    """Take back what one asked for."""
    await read_json(request, _NOTHING)
    await approving_of(request).ask.withdraw(by, approval_id)
    return await _shown(request, by, approval_id=approval_id)


async def _voted(request: Request, by: VirtualKey, *, approval_id: str, ballot: Ballot) -> Json:
    approving = approving_of(request)
    decided = await approving.decide(by, approval_id, ballot=ballot)
    shown = await _shown(request, by, approval_id=approval_id)
    if decided.grant is not None:
        shown["grant"] = grant_json(await approving.grants.get(by, decided.grant.id))
    return shown


async def _shown(request: Request, by: VirtualKey, *, approval_id: str) -> Json:
    return approval_json(await approving_of(request).show.get(by, approval_id))


def _states(text: str | None) -> Sequence[ApprovalState]:
    try:
        return [] if text is None else [ApprovalState(name) for name in text.split(",")]
    except ValueError:
        raise InvalidRequest(
            f"'state' takes some of these, separated by commas: {', '.join(ApprovalState)}.",
            param="state",
        ) from None
