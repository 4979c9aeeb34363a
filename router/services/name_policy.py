"""Which policy is meant by a file, a version, or nothing at all?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from router.core.errors import ConfigurationError, InvalidRequest
from router.core.policy import Policy
from router.core.rollout.journal import rollout_of
from router.ports.policies import Policies
from router.services.roll_out import Version, version_named

__all__ = ["IN_FORCE", "NamePolicy", "is_file"]

IN_FORCE = "current"
"""Stands for the policy in force where a file or a version would stand."""
_FILES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePolicy:
    """Finds policies among files and among all that were applied or ever decided."""

    policies: Policies
    policy_file: Path
    load: Callable[[Path], tuple[Policy, str]]

    def __call__(self, name: str = IN_FORCE) -> Version:
        """The policy that `name` means.

        Raises:
            InvalidRequest: there is no such version.
            ConfigurationError: there is no such file, or it is wrong.
        """
        if name == IN_FORCE:
            current = rollout_of(self.policies.journal()).current
            return self.file() if current is None else self._kept(current)
        if is_file(name):
            return self.file(Path(name))
        return self._kept(version_named(name, among=self.policies.versions()))

    def file(self, path: Path | None = None) -> Version:
        """The policy in a file; in the service's own one where none is named."""
        policy, version = self.load(path or self.policy_file)
        return Version(version, policy)

    def _kept(self, version: str) -> Version:
        policy = self.policies.find(version)
        if policy is None:
            raise InvalidRequest(f"The policy {version} is not kept. Name its file.")
        return Version(version, policy)


def is_file(name: str) -> bool:
    """Whether a file is named, and not a version.

    Raises:
        ConfigurationError: it can only be a file, and there is none.
    """
    path = Path(name)
    is_there = path.is_file()
    if not is_there and (path.suffix in _FILES or len(path.parts) > 1):
        raise ConfigurationError(f"There is no file {name}. Name a file, or a version.")
    return is_there
