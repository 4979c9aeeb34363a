"""Which policy does a file hold, and under which version?"""

from pathlib import Path

from router.adapters.files.content_version import content_version
from router.adapters.files.mistakes import WrongFiles
from router.adapters.files.policy_reading import PolicyReading, read_policy
from router.core.policy import Policy

__all__ = ["load_policy", "policy_content", "policy_of", "version_of_policy"]


def load_policy(path: Path) -> tuple[Policy, str]:
    """The policy in a file, its bases and overlays worked in, and its version.

    Raises:
        ConfigurationError: with every mistake in the files, a line for each.
    """
    policy = policy_of(read_policy(path))
    return policy, version_of_policy(policy)


def policy_of(reading: PolicyReading) -> Policy:
    """The policy of files without a mistake.

    Raises:
        ConfigurationError: with every mistake in them.
    """
    if reading.wrong or reading.policy is None:
        raise WrongFiles(reading.wrong)
    return reading.policy


def policy_content(policy: Policy) -> dict[str, object]:
    """All that a policy says, without comments and layout, in one canonical form."""
    return policy.model_dump(mode="json", exclude_none=True, by_alias=True)


def version_of_policy(policy: Policy) -> str:
    """Name and hash of the content: comments and layout do not change it."""
    return content_version(policy.name, policy_content(policy))
