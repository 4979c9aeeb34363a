"""GET /v1/models: what a caller may write into `model`."""

from datetime import date

from fastapi import APIRouter, Request

from router.api.access import called_by
from router.api.services import container_of
from router.core.catalog import AUTO, Catalog
from router.core.deployment import Deployment
from router.core.errors import ModelNotFound
from router.core.money import format_usd
from router.core.tier import TIERS

__all__ = ["routes"]

routes = APIRouter()
_WILD = frozenset("*?[")


@routes.get("/v1/models")
async def list_models(request: Request) -> dict[str, object]:
    """`auto`, the tiers and every deployment that can be called now."""
    return {"object": "list", "data": await _models(request)}


@routes.get("/v1/models/{name:path}")
async def show_model(request: Request, name: str) -> dict[str, object]:
    """One of them."""
    for model in await _models(request):
        if model["id"] == name:
            return model
    raise ModelNotFound(f"There is no model {name!r}. GET /v1/models lists all.", param="model")


async def _models(request: Request) -> list[dict[str, object]]:
    container = container_of(request)
    await called_by(request)
    catalog = container.rulebooks.current().catalog
    return [
        *_aliases(catalog),
        *(_deployment(d, container.steps.clock.now().date()) for d in catalog.deployments),
    ]


def _aliases(catalog: Catalog) -> list[dict[str, object]]:
    served = {deployment.tier for deployment in catalog.deployments}
    tiers = (tier.value for tier in TIERS if tier in served)
    exact = (alias for alias in catalog.aliases if not _WILD.intersection(alias))
    names = dict.fromkeys((AUTO, *tiers, *exact))
    return [{"id": n, "object": "model", "created": 0, "owned_by": "tierwise"} for n in names]


def _deployment(deployment: Deployment, day: date) -> dict[str, object]:
    price = deployment.prices.at(day)
    return {
        "id": deployment.name,
        "object": "model",
        "created": 0,
        "owned_by": deployment.provider,
        "model": deployment.model,
        "tier": deployment.tier,
        "kind": deployment.kind,
        "context_window": deployment.context_window,
        "capabilities": sorted(deployment.capabilities),
        "input_usd_per_mtok": format_usd(price.input_usd_per_mtok),
        "output_usd_per_mtok": format_usd(price.output_usd_per_mtok),
    }
