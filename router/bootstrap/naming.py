"""Which rulebook does a command mean that names files or versions?"""

from pathlib import Path

from router.adapters.classifying.difficulty import LearntDifficulty
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.adapters.files.rulebook_json import versioned
from router.adapters.providers.discovery import provider_has_key
from router.adapters.storage.stores import Stores
from router.core.availability import available
from router.core.catalog import Catalog
from router.services.name_policy import NamePolicy
from router.services.name_rulebook import NameRulebook
from router.settings import Settings

__all__ = ["rulebooks_by_name"]


def rulebooks_by_name(settings: Settings, stores: Stores) -> NameRulebook:
    """Policies and catalogs by file or version, over these stores."""

    def load(path: Path, known: Catalog) -> Catalog:
        written = load_catalog(path)
        deployments = (*written.deployments, *known.deployments)
        environment = settings.environment
        found = {d.provider for d in deployments if provider_has_key(environment, d.provider)}
        named = {d.api_key_env for d in known.deployments if d.api_key_env is not None}
        callable_then = available(
            written,
            providers=found | {deployment.provider for deployment in known.deployments},
            variables=named | {name for name, value in environment.items() if value.strip()},
        )
        return versioned(LearntDifficulty(settings.adapted).enter(callable_then))

    return NameRulebook(
        history=stores.history,
        past=stores.past,
        name_policy=NamePolicy(
            policies=stores.policies, policy_file=settings.policy, load=load_policy
        ),
        load_catalog=load,
    )
