"""Which policy and which catalog are meant by a file, a version, or nothing at all?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from router.core.catalog import Catalog
from router.core.errors import ConfigurationError, InvalidRequest
from router.core.policy import Policy
from router.core.rollout.journal import rollout_of
from router.core.routing import Rulebook
from router.ports.history import History, PastRulebooks
from router.ports.policies import Policies
from router.services.roll_out import version_named

__all__ = ["NameRulebook"]

_FILES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRulebook:
    """Finds rulebooks for a comparison over a time that is recorded."""

    history: History
    past: PastRulebooks
    policies: Policies
    policy_file: Path
    load_policy: Callable[[Path], tuple[Policy, str]]
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
        found, version = self._policy(policy)
        last = self.history.last_versions(since, until)
        if last is None:
            raise InvalidRequest(
                f"Nothing is recorded between {since:%Y-%m-%d %H:%M} and {until:%Y-%m-%d %H:%M} "
                "UTC. Look further back with --since, or name the service's file with --database."
            )
        chosen = self._catalog(catalog, last=last)
        return Rulebook(
            policy=found, catalog=chosen, policy_version=version, catalog_version=chosen.version
        )

    def _policy(self, name: str | None) -> tuple[Policy, str]:
        if name is None:
            name = rollout_of(self.policies.journal()).current
            if name is None:
                return self.load_policy(self.policy_file)
        if _is_file(name):
            return self.load_policy(Path(name))
        version = version_named(name, among=self.policies.versions())
        policy = self.policies.find(version)
        if policy is None:
            raise InvalidRequest(f"The policy {version} is not kept. Name its file.")
        return policy, version

    def _catalog(self, name: str | None, *, last: tuple[str, str]) -> Catalog:
        policy_version, version = last
        if name is not None and not _is_file(name):
            version = version_named(name, among=self.past.catalogs())
        # A rulebook is kept in two halves: the policy that decided last is found with any catalog.
        kept = self.past.find(policy_version=policy_version, catalog_version=version)
        if kept is None:
            raise InvalidRequest(f"The catalog {version} is not kept. Name a file with --catalog.")
        if name is not None and _is_file(name):
            return self.load_catalog(Path(name), kept.catalog)
        return kept.catalog


def _is_file(name: str) -> bool:
    path = Path(name)
    is_there = path.is_file()
    if not is_there and (path.suffix in _FILES or len(path.parts) > 1):
        raise ConfigurationError(f"There is no file {name}. Name a file, or a version.")
    return is_there
