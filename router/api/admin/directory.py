"""/v1/admin/directory: who belongs to whom, and who pays."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from msgspec import Meta

from router.api.access import ADMIN_PREFIX, Admitted, administration_of, admit
from router.api.admin.body import read_json
from router.api.admin.listing import asked_of, page_of
from router.core.directory import Entry, EntryKind, Place
from router.core.errors import InvalidRequest
from router.services.administer_directory import entry_told

__all__ = ["routes"]

routes = APIRouter(prefix=f"{ADMIN_PREFIX}/directory", dependencies=[Depends(admit)])
_Id = Annotated[str, Meta(min_length=1, max_length=256)]


class _Parent(msgspec.Struct, forbid_unknown_fields=True):
    kind: EntryKind
    id: _Id


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(max_length=256)] = ""
    parent: _Parent | None = None
    cost_centre: _Id | None = None
    is_archived: bool = False


_ENTRY = msgspec.json.Decoder(_Entry)


@routes.get("")
async def list_entries(request: Request, by: Admitted) -> dict[str, object]:
    """The entries that the caller may see; `kind` leaves out others."""
    asked = asked_of(request, "kind")
    kind = asked.others.get("kind")
    found = await administration_of(request).directory.visible(
        by, None if kind is None else _kind(kind)
    )
    return page_of(found, asked, id_of=_id, shown=_shown)


@routes.get("/{kind}/{entry_id:path}")
async def show_entry(
    request: Request, by: Admitted, *, kind: str, entry_id: str
) -> dict[str, object]:
    """One entry."""
    place = Place(_kind(kind), entry_id)
    return _shown(await administration_of(request).directory.get(by, place))


@routes.put("/{kind}/{entry_id:path}")
async def put_entry(
    request: Request, response: Response, *, by: Admitted, kind: str, entry_id: str
) -> dict[str, object]:
    """Enter something, or put it in the place of what had this kind and id."""
    body = await read_json(request, _ENTRY)
    parent = None if body.parent is None else Place(body.parent.kind, body.parent.id)
    entry = Entry(
        kind=_kind(kind),
        id=entry_id,
        name=body.name,
        parent=parent,
        cost_centre=body.cost_centre,
    )
    kept, is_new = await administration_of(request).directory.put(
        by, entry, is_archived=body.is_archived
    )
    response.status_code = 201 if is_new else 200
    return _shown(kept)


@routes.delete("/{kind}/{entry_id:path}")
async def remove_entry(
    request: Request, by: Admitted, *, kind: str, entry_id: str
) -> dict[str, object]:
    """Remove an entry; refused while others belong to it."""
    place = Place(_kind(kind), entry_id)
    return {**_shown(await administration_of(request).directory.remove(by, place)), "deleted": True}


def _kind(text: str) -> EntryKind:
    if text not in set(EntryKind):
        raise InvalidRequest(
            f"{text[:100]!r} is no kind of entry. Kinds: {', '.join(EntryKind)}.", param="kind"
        )
    return EntryKind(text)


def _id(entry: Entry) -> str:
    return f"{entry.kind}:{entry.id}"


def _shown(entry: Entry) -> dict[str, object]:
    return {"object": "tierwise.entry", **entry_told(entry)}
