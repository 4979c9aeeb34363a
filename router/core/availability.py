"""Which deployments of a catalog can be called, given the keys and services that were found?"""

from collections.abc import Iterable, Set
from dataclasses import replace

from router.core.catalog import Catalog
from router.core.deployment import Deployment, Kind

__all__ = ["available"]


def available(
    catalog: Catalog,
    *,
    providers: Set[str],
    variables: Set[str],
    extra: Iterable[Deployment] = (),
    stand_in: Catalog | None = None,
) -> Catalog:
    """The part of `catalog` that can be called.

    Args:
        catalog: all deployments that were written down.
        providers: providers whose key or service was found.
        variables: names of the environment variables that are set.
        extra: deployments that were discovered, such as the models of a local Ollama.
        stand_in: used where no chat deployment is left (the simulated ones).
    """
    named = {deployment.name for deployment in catalog.deployments}
    found = [d for d in catalog.deployments if _is_callable(d, providers, variables=variables)]
    found += [deployment for deployment in extra if deployment.name not in named]
    if stand_in and not any(deployment.kind is Kind.CHAT for deployment in found):
        found += stand_in.deployments
        catalog = replace(catalog, aliases={**catalog.aliases, **stand_in.aliases})
    return replace(catalog, deployments=tuple(found))


def _is_callable(deployment: Deployment, providers: Set[str], *, variables: Set[str]) -> bool:
    if deployment.api_key_env is not None:
        return deployment.api_key_env in variables
    return deployment.api_base is not None or deployment.provider in providers
