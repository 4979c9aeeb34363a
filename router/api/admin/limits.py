"""/v1/admin/budgets and /v1/admin/quotas: limits are set, raised and removed; how they stand."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from msgspec import Meta
from starlette.responses import JSONResponse

from router.api.access import ADMIN_PREFIX, Admitted, administration_of, admit
from router.api.admin.body import idempotency_key_of, in_zone, read_json
from router.api.admin.limit_json import limit_json, listed_json
from router.api.admin.listing import asked_of, page_of
from router.core.errors import InvalidRequest
from router.core.key import VirtualKey
from router.core.stored_limit import LimitKind, LimitName
from router.services.set_limits import limit_from

__all__ = ["budgets", "quotas"]

Json = dict[str, object]


class _Increase(msgspec.Struct, forbid_unknown_fields=True):
    amount_usd: Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?\Z")]
    until: datetime
    why: Annotated[str, Meta(min_length=1, max_length=1_000)]
    since: datetime | None = None


_FIELDS = msgspec.json.Decoder(dict[str, Any])
_INCREASE = msgspec.json.Decoder(_Increase)


def _routes_of(kind: LimitKind) -> APIRouter:
    """The same for both kinds of limits."""
    made = APIRouter(prefix=f"{ADMIN_PREFIX}/{kind}s", dependencies=[Depends(admit)])

    @made.get("")
    async def list_limits(request: Request, by: Admitted) -> Json:
        """Those that the caller may see, and how far they are used."""
        asked = asked_of(request)
        found = await administration_of(request).limits.visible(by, kind)
        shown = listed_json(found)
        return page_of(found, asked, id_of=lambda one: one.standing.account.name, shown=shown)

    @made.get("/{limit_id}")
    async def show_limit(request: Request, by: Admitted, *, limit_id: str) -> Json:
        """One of them."""
        return await _shown(request, by, name=LimitName(kind, limit_id))

    @made.put("/{limit_id}")
    async def put_limit(request: Request, by: Admitted, *, limit_id: str) -> JSONResponse:
        """Set a limit as a whole, in the words of the policy language."""
        limit = limit_from(kind, {**await _fields(request, limit_id), "id": limit_id})
        before, _ = await administration_of(request).limits.put(by, limit)
        shown = await _shown(request, by, name=LimitName(kind, limit_id))
        return JSONResponse(shown, status_code=201 if before is None else 200)

    @made.patch("/{limit_id}")
    async def change_limit(request: Request, by: Admitted, *, limit_id: str) -> Json:
        """Change what the body names; all else stays."""
        name, fields = LimitName(kind, limit_id), await _fields(request, limit_id)
        await administration_of(request).limits.amend(by, name, written=fields)
        return await _shown(request, by, name=name)

    @made.delete("/{limit_id}")
    async def remove_limit(request: Request, by: Admitted, *, limit_id: str) -> Json:
        """Take a limit out of force; what was spent stays in the ledger."""
        await administration_of(request).limits.remove(by, LimitName(kind, limit_id))
        return {"id": limit_id, "object": f"tierwise.{kind}", "deleted": True}

    return made


budgets, quotas = _routes_of(LimitKind.BUDGET), _routes_of(LimitKind.QUOTA)


@budgets.post("/{limit_id}/increases", status_code=201)
async def increase_budget(request: Request, by: Admitted, *, limit_id: str) -> JSONResponse:
    """Permit more of a budget until a moment; the log says who did, and why."""
    body = await read_json(request, _INCREASE)
    done = await administration_of(request).limits.increase(
        by,
        limit_id,
        amount_usd=Decimal(body.amount_usd),
        since=None if body.since is None else in_zone(body.since, param="since"),
        until=in_zone(body.until, param="until"),
        why=body.why,
        idempotency_key=idempotency_key_of(request),
    )
    shown = await _shown(request, by, name=LimitName(LimitKind.BUDGET, limit_id))
    if done.is_repeated:
        return JSONResponse(shown, status_code=200, headers={"idempotent-replayed": "true"})
    return JSONResponse(shown, status_code=201)


async def _shown(request: Request, by: VirtualKey, *, name: LimitName) -> Json:
    return limit_json(await administration_of(request).limits.get(by, name))


async def _fields(request: Request, limit_id: str) -> dict[str, Any]:
    fields = await read_json(request, _FIELDS)
    if fields.get("id", limit_id) != limit_id:
        raise InvalidRequest(
            f"'id' is {fields['id']!r} in the body and {limit_id!r} in the address. Leave it out.",
            param="id",
        )
    if "increases" in fields:
        raise InvalidRequest(
            "'increases' are not written with the others: POST them to "
            f"{ADMIN_PREFIX}/budgets/{limit_id}/increases, so that the log says who permitted "
            "them.",
            param="increases",
        )
    return fields
