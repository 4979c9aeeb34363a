"""/v1/batches: many requests in one file, answered within a day, mostly at half the price."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request

from router.api.access import called_by
from router.api.attribution import attribution_of
from router.api.origin import origin_of
from router.api.parsing import decode_body
from router.api.request_body import read_body
from router.api.services import container_of
from router.services.list_deposits import Page
from router.services.run_batches import BatchRequest

__all__ = ["routes"]

routes = APIRouter(prefix="/v1/batches")
_Limit = Annotated[int, Query(ge=1, le=100)]


class _Body(msgspec.Struct):
    input_file_id: str
    endpoint: str
    completion_window: str = "24h"
    metadata: dict[str, Any] | None = None


_BODY = msgspec.json.Decoder(_Body)


@routes.post("")
async def create_batch(request: Request) -> Mapping[str, object]:
    """Have the requests of a file answered."""
    container = container_of(request)
    key = await called_by(request)
    read = decode_body(await read_body(request, limit=container.settings.max_body_bytes), _BODY)
    claimed = attribution_of(request.headers, user=None, metadata=read.metadata, tags=None)
    asked = BatchRequest(
        input_id=read.input_file_id,
        endpoint=read.endpoint,
        completion_window=read.completion_window,
        metadata=read.metadata,
        claimed=claimed,
        origin=origin_of(request),
    )
    return await container.batches.create(asked, key)


@routes.get("")
async def list_batches(
    request: Request, *, limit: _Limit = 20, after: str | None = None
) -> Mapping[str, object]:
    """List the batches of the caller's key, newest first."""
    page = Page(limit=limit, after=after)
    return await container_of(request).batches.list(await called_by(request), page=page)


@routes.get("/{batch_id}")
async def show_batch(request: Request, batch_id: str) -> Mapping[str, object]:
    """Tell how far a batch is."""
    return await container_of(request).batches.show(batch_id, await called_by(request))


@routes.post("/{batch_id}/cancel")
async def cancel_batch(request: Request, batch_id: str) -> Mapping[str, object]:
    """Have a batch stopped; what was done until then is billed."""
    return await container_of(request).batches.cancel(batch_id, await called_by(request))
