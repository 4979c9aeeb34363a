"""/v1/approvals/delegations: approvers let somebody else decide for a time."""

from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from msgspec import Meta
from starlette.responses import JSONResponse

from router.api.access import Admitted, admit, approving_of
from router.api.admin.body import in_zone, read_json
from router.api.admin.listing import asked_of, page_of
from router.api.approval_json import delegation_json

__all__ = ["routes"]

routes = APIRouter(prefix="/v1/approvals/delegations", dependencies=[Depends(admit)])
Json = dict[str, object]


class _Delegate(msgspec.Struct, forbid_unknown_fields=True):
    to: Annotated[str, Meta(min_length=1, max_length=256)]
    until: datetime


_DELEGATE = msgspec.json.Decoder(_Delegate)


@routes.post("", status_code=201)
async def delegate(request: Request, by: Admitted) -> JSONResponse:
    """Let a user, or the holder of a key, decide in one's place until a moment."""
    body = await read_json(request, _DELEGATE)
    until = in_zone(body.until, param="until")
    made = await approving_of(request).delegate.delegate(by, to=body.to, until=until)
    return JSONResponse(delegation_json(made), status_code=201)


@routes.get("")
async def list_delegations(request: Request, by: Admitted) -> Json:
    """Those in force that are of or for the caller, oldest first."""
    asked = asked_of(request)
    found = await approving_of(request).delegate.visible(by)
    return page_of(found, asked, id_of=lambda one: one.id, shown=delegation_json)


@routes.delete("/{delegation_id}")
async def end_delegation(request: Request, by: Admitted, *, delegation_id: str) -> Json:
    """End one's own now."""
    return delegation_json(await approving_of(request).delegate.revoke(by, delegation_id))
