"""How do rulebooks become texts, and how is one policy of them kept and read alone?"""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from router.core.catalog import Catalog
from router.core.errors import ConfigurationError
from router.core.policy import Policy
from router.core.routing import Rulebook

__all__ = ["FromTexts", "PolicyTexts", "ToTexts"]

ToTexts = Callable[[Rulebook], tuple[str, str]]
"""A rulebook as the text of its policy and the text of its catalog, versions included."""
FromTexts = Callable[[str, str], Rulebook]
"""The rulebook with this text of its policy and this of its catalog."""

_NO_CATALOG = Catalog(deployments=(), version="none")
"""Texts are made and read in pairs; of these pairs only the policy is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTexts:
    """Policies alone, as the texts that the archive keeps of whole rulebooks."""

    to_texts: ToTexts
    from_texts: FromTexts

    def text(self, version: str | None, policy: Policy | None) -> str | None:
        """The text to be kept under `version`; None where there is nothing to keep."""
        if version is None or policy is None:
            return None
        return self.to_texts(_rulebook(policy, version))[0]

    def policy(self, version: str, text: str) -> Policy:
        """The policy that was kept as `text`.

        Raises:
            ConfigurationError: a newer Tierwise wrote it.
        """
        _, no_catalog = self.to_texts(_rulebook(Policy(version=1, name="none"), "none"))
        try:
            return self.from_texts(text, no_catalog).policy
        except ValidationError as error:
            raise ConfigurationError(
                f"The policy {version} in the store says what this Tierwise does not understand: "
                f"{error.errors()[0]['msg']}. Use the Tierwise that wrote it, or a newer one."
            ) from error


def _rulebook(policy: Policy, version: str) -> Rulebook:
    return Rulebook(
        policy=policy,
        catalog=_NO_CATALOG,
        policy_version=version,
        catalog_version=_NO_CATALOG.version,
    )
