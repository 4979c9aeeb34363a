"""GET /healthz and /readyz: is the process alive, and should it be given requests?"""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from router import __version__
from router.api.services import container_of

__all__ = ["routes"]

routes = APIRouter()


@routes.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok", "version": __version__}


@routes.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """What is in force. A broken file does not stop service: the last good rulebook decides."""
    container = container_of(request)
    rulebook = container.rulebooks.current()
    problem = container.rulebooks.problem
    return JSONResponse(
        {
            "status": "ready" if problem is None else "ready, with the previous rulebook",
            "version": __version__,
            "policy": rulebook.policy_version,
            "catalog": rulebook.catalog_version,
            "classifier": container.classifier.version,
            "deployments": [d.name for d in rulebook.catalog.deployments],
            "problem": problem,
        }
    )
