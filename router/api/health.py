"""GET /healthz and /readyz: is the process alive, and should it be given requests?"""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from router import __version__
from router.api.services import container_of
from router.core.admission import Rank

__all__ = ["routes"]

routes = APIRouter()


@routes.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok", "version": __version__}


@routes.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """What is in force. A broken file does not stop service: the last good one stays."""
    if request.app.state.is_draining:
        return JSONResponse({"status": "draining", "version": __version__}, status_code=503)
    container = container_of(request)
    rulebook = container.rulebooks.current()
    problems = {
        "rulebook": container.rulebooks.problem,
        "classifier": container.classifier.problem,
    }
    audit = container.learning.audit
    previous = [name for name, problem in problems.items() if problem is not None]
    return JSONResponse(
        {
            "status": _status(previous),
            "version": __version__,
            "policy": rulebook.policy_version,
            "catalog": rulebook.catalog_version,
            "classifier": container.classifier.version,
            "shadow": container.classifier.shadow,
            "deployments": [d.name for d in rulebook.catalog.deployments],
            "audit": None if audit is None else dict(audit.counts),
            "waiting": len(container.waiting),
            "overload": {
                "is_refusing": container.admit.is_overloaded,
                "refused": {rank.name.lower(): container.admit.refused[rank] for rank in Rank},
            },
            "problem": "\n".join(filter(None, problems.values())) or None,
        }
    )


def _status(previous: list[str]) -> str:
    return f"ready, with the previous {' and '.join(previous)}" if previous else "ready"
