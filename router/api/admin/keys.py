"""/v1/admin/keys: virtual keys are created, seen, changed, rotated and revoked."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from msgspec import UNSET, Meta, UnsetType
from starlette.responses import JSONResponse

from router.api.access import ADMIN_PREFIX, Admitted, administration_of, admit
from router.api.admin.body import idempotency_key_of, in_zone, read_json
from router.api.admin.listing import asked_of, page_of
from router.core.key import ANYTHING, Claimable, KeyScope, Role, VirtualKey
from router.services.administer import Once
from router.services.administer_keys import NewKey, key_told

__all__ = ["routes"]

routes = APIRouter(prefix=f"{ADMIN_PREFIX}/keys", dependencies=[Depends(admit)])
_Name = Annotated[str, Meta(min_length=1, max_length=256)]
_Names = Annotated[tuple[_Name, ...], Meta(max_length=64)]
_Seconds = Annotated[int, Meta(ge=1, le=10 * 366 * 86_400)]
_DAY_S = 86_400


class _Scope(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    models: _Names = ()
    tiers: _Names = ()
    endpoints: _Names = ()
    networks: _Names = ()


class _New(msgspec.Struct, forbid_unknown_fields=True):
    name: _Name
    team: _Name | None = None
    user: _Name | None = None
    project: _Name | None = None
    service_account: _Name | None = None
    environment: _Name = "prod"
    tags: _Names = ()
    expires_in_s: _Seconds | None = None
    may_keep_text: bool = True
    role: Role = Role.MEMBER
    scope: _Scope = _Scope()
    may_claim: frozenset[Claimable] = frozenset(Claimable)


class _Change(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    name: _Name | UnsetType = UNSET
    team: _Name | UnsetType | None = UNSET
    user: _Name | UnsetType | None = UNSET
    project: _Name | UnsetType | None = UNSET
    service_account: _Name | UnsetType | None = UNSET
    environment: _Name | UnsetType = UNSET
    tags: _Names | UnsetType = UNSET
    expires_at: datetime | UnsetType | None = UNSET
    may_keep_text: bool | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    scope: _Scope | UnsetType = UNSET
    may_claim: frozenset[Claimable] | UnsetType = UNSET


class _Rotation(msgspec.Struct, forbid_unknown_fields=True):
    overlap_s: Annotated[int, Meta(ge=0, le=90 * _DAY_S)] = _DAY_S
    expires_in_s: _Seconds | None = None


_NEW = msgspec.json.Decoder(_New)
_CHANGE = msgspec.json.Decoder(_Change)
_ROTATION = msgspec.json.Decoder(_Rotation)


@routes.get("")
async def list_keys(request: Request, by: Admitted) -> dict[str, object]:
    """The keys that the caller may see, oldest first."""
    asked = asked_of(request)
    found = await administration_of(request).keys.visible(by)
    return page_of(found, asked, id_of=lambda key: key.id, shown=_shown)


@routes.post("", status_code=201)
async def create_key(request: Request, by: Admitted) -> JSONResponse:
    """Create a key. Its secret is in this answer and in no other."""
    body = await read_json(request, _NEW)
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    lives_s, scope = fields.pop("expires_in_s"), fields.pop("scope")
    new = NewKey(**fields, expires_in=_lifetime(lives_s), scope=_scope(scope))
    made = await administration_of(request).keys.create(
        by, new, idempotency_key=idempotency_key_of(request)
    )
    return _made(made)


@routes.get("/{key_id}")
async def show_key(request: Request, by: Admitted, *, key_id: str) -> dict[str, object]:
    """One key, without its secret."""
    return _shown(await administration_of(request).keys.get(by, key_id))


@routes.patch("/{key_id}")
async def change_key(request: Request, by: Admitted, *, key_id: str) -> dict[str, object]:
    """Change what the body names; all else stays."""
    body = await read_json(request, _CHANGE)
    said = {name: getattr(body, name) for name in body.__struct_fields__}
    given = {name: value for name, value in said.items() if value is not UNSET}
    if isinstance(given.get("scope"), _Scope):
        given["scope"] = _scope(given["scope"])
    if isinstance(ends := given.get("expires_at"), datetime):
        given["expires_at"] = in_zone(ends, param="expires_at")

    def edit(key: VirtualKey) -> VirtualKey:
        return replace(key, **given)

    asked = msgspec.to_builtins(body, order="deterministic")
    return _shown(await administration_of(request).keys.change(by, key_id, edit=edit, asked=asked))


@routes.post("/{key_id}/rotate", status_code=201)
async def rotate_key(request: Request, by: Admitted, *, key_id: str) -> JSONResponse:
    """A new secret in the place of the old one, which works for `overlap_s` more seconds."""
    body = await read_json(request, _ROTATION)
    made = await administration_of(request).keys.rotate(
        by,
        key_id,
        overlap=timedelta(seconds=body.overlap_s),
        expires_in=_lifetime(body.expires_in_s),
        idempotency_key=idempotency_key_of(request),
    )
    return _made(made)


@routes.post("/{key_id}/revoke")
async def revoke_key(request: Request, by: Admitted, *, key_id: str) -> dict[str, object]:
    """Revoke a key; every replica refuses it within a second."""
    return _shown(await administration_of(request).keys.revoke(by, key_id))


def _shown(key: VirtualKey) -> dict[str, object]:
    return {"object": "tierwise.key", **key_told(key)}


def _made(made: Once[tuple[VirtualKey, str | None]]) -> JSONResponse:
    key, secret = made.result
    headers = {"cache-control": "no-store"}
    if made.is_repeated:
        headers["idempotent-replayed"] = "true"
    return JSONResponse(
        {**_shown(key), "secret": secret},
        status_code=200 if made.is_repeated else 201,
        headers=headers,
    )


def _lifetime(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _scope(scope: _Scope) -> KeyScope:
    if scope == _Scope():
        return ANYTHING
    return KeyScope(
        models=scope.models,
        tiers=scope.tiers,
        endpoints=scope.endpoints,
        networks=scope.networks,
    )
