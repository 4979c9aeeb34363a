"""How are a policy and a catalog kept as text, so that old decisions replay to the last digit?"""

from typing import Any

import msgspec

from router.adapters.files.content_version import content_version
from router.adapters.files.policy_file import policy_content
from router.core.catalog import Catalog
from router.core.deployment import Deployment
from router.core.policy import Policy
from router.core.routing import Rulebook

__all__ = ["rulebook_from_text", "rulebook_to_text", "versioned"]


class _PolicyText(msgspec.Struct, frozen=True):
    version: str
    policy: dict[str, Any]


class _CatalogText(msgspec.Struct, frozen=True):
    version: str
    deployments: tuple[Deployment, ...]
    aliases: tuple[tuple[str, str], ...]
    """Pairs, because the order of patterns has a meaning."""


def rulebook_to_text(rulebook: Rulebook) -> tuple[str, str]:
    """JSON of policy and catalog, each with its version; amounts are kept as strings."""
    policy = _PolicyText(rulebook.policy_version, policy_content(rulebook.policy))
    catalog = _catalog_text(rulebook.catalog, version=rulebook.catalog_version)
    return _json(policy), _json(catalog)


def rulebook_from_text(policy_json: str, catalog_json: str) -> Rulebook:
    """The rulebook that was written by `rulebook_to_text`."""
    policy = msgspec.json.decode(policy_json, type=_PolicyText)
    catalog = msgspec.json.decode(catalog_json, type=_CatalogText)
    return Rulebook(
        policy=Policy.model_validate(policy.policy),
        catalog=Catalog(
            deployments=catalog.deployments,
            aliases=dict(catalog.aliases),
            version=catalog.version,
        ),
        policy_version=policy.version,
        catalog_version=catalog.version,
    )


def versioned(catalog: Catalog) -> Catalog:
    """The same catalog under the version that its content has, prices included."""
    content = _catalog_text(catalog, version="")
    return Catalog(
        deployments=catalog.deployments,
        aliases=catalog.aliases,
        version=content_version("catalog", content),
    )


def _catalog_text(catalog: Catalog, *, version: str) -> _CatalogText:
    return _CatalogText(version, catalog.deployments, tuple(catalog.aliases.items()))


def _json(content: msgspec.Struct) -> str:
    return msgspec.json.encode(content, order="deterministic").decode()
