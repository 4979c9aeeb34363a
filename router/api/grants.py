"""/v1/grants: what approvers gave, what is left of it, and its end before its time."""

from dataclasses import replace
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from msgspec import Meta

from router.api.access import Admitted, admit, approving_of
from router.api.admin.body import read_json
from router.api.admin.listing import asked_of, page_of
from router.api.approval_json import grant_json

__all__ = ["routes"]

routes = APIRouter(prefix="/v1/grants", dependencies=[Depends(admit)])
Json = dict[str, object]


class _Revoke(msgspec.Struct, forbid_unknown_fields=True):
    why: Annotated[str, Meta(max_length=1_000)] = ""


_REVOKE = msgspec.json.Decoder(_Revoke)


@routes.get("")
async def list_grants(request: Request, by: Admitted) -> Json:
    """Those that the caller may see, newest first."""
    asked = asked_of(request)
    found = await approving_of(request).grants.visible(by, most=asked.limit + 1, before=asked.after)
    return page_of(
        found, replace(asked, after=None), id_of=lambda one: one.grant.id, shown=grant_json
    )


@routes.get("/{grant_id}")
async def show_grant(request: Request, by: Admitted, *, grant_id: str) -> Json:
    """One of them."""
    return grant_json(await approving_of(request).grants.get(by, grant_id))


@routes.post("/{grant_id}/revoke")
async def revoke_grant(request: Request, by: Admitted, *, grant_id: str) -> Json:
    """End a grant now; calls under way keep what they hold."""
    body = await read_json(request, _REVOKE)
    return grant_json(await approving_of(request).grants.revoke(by, grant_id, why=body.why))
