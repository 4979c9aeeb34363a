"""Which policy and which catalog are meant by a file, a version, or nothing at all?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from router.core.catalog import Catalog
from router.core.errors import InvalidRequest
from router.core.routing import Rulebook
from router.ports.history import History, PastRulebooks
from router.services.name_policy import IN_FORCE, NamePolicy, is_file
from router.services.roll_out import version_named

__all__ = ["NameRulebook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRulebook:
    """Finds rulebooks for a comparison over a time that is recorded."""

    history: History
    past: PastRulebooks
    name_policy: NamePolicy
    load_catalog: Callable[[Path, Catalog], Catalog]
    """The catalog of a file, as far as it can be called; told what could be called then."""

    def __call__(
        self, policy: str | None, *, catalog: str | None, since: datetime, until: datetime
    ) -> Rulebook:
        """The rulebook of a policy and a catalog.

        Args:
            policy: a file, a version or the beginning of one; None: the policy in force.
            catalog: the same; None: the catalog that decided last in [since, until).
            since: the first moment of the time that is compared.
            until: the moment after the last.

        Raises:
            InvalidRequest: there is no such version, or nothing is recorded in that time.
            ConfigurationError: there is no such file, or it is wrong.
        """
        found = self.name_policy(policy or IN_FORCE)
        last = self.history.last_versions(since, until)
        if last is None:
            raise InvalidRequest(
                f"Nothing is recorded between {since:%Y-%m-%d %H:%M} and {until:%Y-%m-%d %H:%M} "
                "UTC. Look further back with --since, or name the service's file with --database."
            )
        chosen = self._catalog(catalog, last=last)
        return Rulebook(
            policy=found.policy,
            catalog=chosen,
            policy_version=found.name,
            catalog_version=chosen.version,
        )

    def _catalog(self, name: str | None, *, last: tuple[str, str]) -> Catalog:
        policy_version, version = last
        if name is not None and not is_file(name):
            version = version_named(name, among=self.past.catalogs())
        # A rulebook is kept in two halves: the policy that decided last is found with any catalog.
        kept = self.past.find(policy_version=policy_version, catalog_version=version)
        if kept is None:
            raise InvalidRequest(f"The catalog {version} is not kept. Name a file with --catalog.")
        if name is not None and is_file(name):
            return self.load_catalog(Path(name), kept.catalog)
        return kept.catalog
