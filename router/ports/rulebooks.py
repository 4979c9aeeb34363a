"""Which policy and catalog are in force, and which were in force then?"""

from typing import Protocol

from router.core.facts import Facts
from router.core.rollout.in_force import InForce
from router.core.routing import Rulebook

__all__ = ["RulebookArchive", "Rulebooks"]


class Rulebooks(Protocol):
    """The rulebooks in force."""

    def current(self) -> Rulebook:
        """The rulebook of most requests now; keep it for the whole request."""
        ...

    def now(self) -> InForce:
        """All rulebooks of this moment: a canary's and a shadow's too."""
        return InForce(primary=self.current())

    def for_request(self, facts: Facts) -> Rulebook:
        """The rulebook that decides on `facts`; keep it for the whole request."""
        return self.now().decides(facts)

    @property
    def problem(self) -> str | None:
        """Why the newest choice or files are not in force; None where they are."""
        ...


class RulebookArchive(Protocol):
    """Every rulebook that ever decided, by version, so that old decisions can be explained."""

    def remember(self, rulebook: Rulebook) -> None:
        """Keep a rulebook under its versions; does nothing where they are known."""
        ...

    def find(self, *, policy_version: str, catalog_version: str) -> Rulebook | None:
        """The rulebook with these versions."""
        ...
