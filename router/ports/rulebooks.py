"""Which policy and catalog are in force, and which were in force then?"""

from typing import Protocol

from router.core.routing import Rulebook

__all__ = ["RulebookArchive", "Rulebooks"]


class Rulebooks(Protocol):
    """The rulebook in force."""

    def current(self) -> Rulebook:
        """The rulebook now; keep it for the whole request."""
        ...

    @property
    def problem(self) -> str | None:
        """Why the newest files are not in force; None where they are."""
        ...


class RulebookArchive(Protocol):
    """Every rulebook that ever decided, by version, so that old decisions can be explained."""

    def remember(self, rulebook: Rulebook) -> None:
        """Keep a rulebook under its versions; does nothing where they are known."""
        ...

    def find(self, *, policy_version: str, catalog_version: str) -> Rulebook | None:
        """The rulebook with these versions."""
        ...
