"""GET /guide: the policy in force, in plain words, for the people whose requests it routes."""

import asyncio
import base64
import binascii

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from router.api.access import called_by
from router.api.guide_page import render_guide
from router.api.services import container_of
from router.core.errors import Unauthenticated
from router.core.guide.writing import guide_to

__all__ = ["routes"]

routes = APIRouter()
_LONGEST_TEAM = 256
_HEADERS = {
    "cache-control": "no-cache",
    # The organisation's own words stand on the page: whatever they hold, nothing runs or loads.
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@routes.get("/guide", response_class=HTMLResponse)
async def show_guide(request: Request, team: str | None = None) -> HTMLResponse:
    """The policy in plain words, as a page; `team` leaves out what does not concern it."""
    container = container_of(request)
    try:
        await called_by(request, secret=_password_of(request))
    except Unauthenticated as error:
        asked = 'Basic realm="Tierwise: any name, and a virtual key as the password"'
        raise Unauthenticated(error.message, headers={"www-authenticate": asked}) from None
    guide = await asyncio.to_thread(
        guide_to,
        container.rulebooks.current(),
        base_url=f"{request.base_url}v1",
        at=container.steps.clock.now(),
        team=(team or "").strip()[:_LONGEST_TEAM] or None,
    )
    return HTMLResponse(render_guide(guide, links_to_teams=True), headers=_HEADERS)


def _password_of(request: Request) -> str | None:
    """The virtual key as a browser sends it: as the password that it asked its user for."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password.strip()
