"""Which rulebook do the files hold as they are written, whatever can be called now?"""

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.core.routing import Rulebook
from router.settings import Settings

__all__ = ["rulebook_as_written"]


def rulebook_as_written(settings: Settings) -> Rulebook:
    """Policy and catalog with all deployments, also those whose provider has no key here.

    Raises:
        ConfigurationError: with every mistake in the files.
    """
    policy, policy_version = load_policy(settings.policy)
    catalog = load_catalog(settings.catalog)
    return Rulebook(
        policy=policy,
        catalog=catalog,
        policy_version=policy_version,
        catalog_version=catalog.version,
    )
