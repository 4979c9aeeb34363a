"""/v1/files: files that lie with a provider, under names that only their owner's key knows."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from router.api.access import called_by
from router.api.forms import read_form
from router.api.request_body import read_body
from router.api.services import container_of
from router.core.errors import InvalidRequest
from router.services.list_deposits import Page

__all__ = ["routes"]

routes = APIRouter(prefix="/v1/files")
_Limit = Annotated[int, Query(ge=1, le=100)]


@routes.post("")
async def upload_file(request: Request) -> Mapping[str, object]:
    """Pass a file on to a provider: a form with `file` and `purpose`."""
    container = container_of(request)
    key = await called_by(request)
    body = await read_body(request, limit=container.settings.max_body_bytes)
    kind = request.headers.get("content-type", "")
    form = read_form(body, kind)
    if not form.files("file"):
        raise InvalidRequest("The form lacks the file 'file'.", param="file")
    if not form.value("purpose"):
        raise InvalidRequest("The form lacks 'purpose'; of batches, 'batch'.", param="purpose")
    provider = request.headers.get("x-tierwise-provider")
    return await container.batches.files.upload(body, key, content_type=kind, provider=provider)


@routes.get("")
async def list_files(
    request: Request,
    *,
    purpose: str | None = None,
    limit: _Limit = 100,
    after: str | None = None,
) -> Mapping[str, object]:
    """List the files of the caller's key, newest first."""
    files, page = container_of(request).batches.files, Page(limit=limit, after=after)
    return await files.list(await called_by(request), purpose=purpose, page=page)


@routes.get("/{file_id}")
async def show_file(request: Request, file_id: str) -> Mapping[str, object]:
    """Tell of a file."""
    return await container_of(request).batches.files.show(file_id, await called_by(request))


@routes.get("/{file_id}/content", response_class=Response)
async def read_file(request: Request, file_id: str) -> Response:
    """Give the bytes of a file."""
    files = container_of(request).batches.files
    found = await files.content(file_id, await called_by(request))
    return Response(found.body, media_type=found.content_type or "application/octet-stream")


@routes.delete("/{file_id}")
async def delete_file(request: Request, file_id: str) -> Mapping[str, object]:
    """Have a file deleted."""
    return await container_of(request).batches.files.delete(file_id, await called_by(request))
