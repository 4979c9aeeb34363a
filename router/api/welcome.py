"""GET /: what finds a program or person that knocks before it asks?"""

from fastapi import APIRouter

from router import __version__

__all__ = ["routes"]

routes = APIRouter()
_TOLD = {
    "name": "Tierwise",
    "version": __version__,
    "says": "Hello. Point your client here: OpenAI's at /v1, Anthropic's at this address.",
    "openapi": "/openapi.json",
}


@routes.get("/")
@routes.head("/", include_in_schema=False)
async def welcome() -> dict[str, str]:
    """Tell what this is; some clients look before they call."""
    return _TOLD
