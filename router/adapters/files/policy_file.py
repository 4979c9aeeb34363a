"""Which policy does a file hold, and under which version?"""

from collections.abc import Iterator
from pathlib import Path

from router.adapters.files.content_version import content_version
from router.adapters.files.mistakes import Mistake, shown
from router.adapters.files.validation import Vocabulary, validate
from router.adapters.files.yaml_source import YamlSource, read_yaml
from router.core.policy import DEFAULT_RULE, Policy, Then
from router.core.rules import When

__all__ = ["POLICY_WORDS", "load_policy", "policy_content", "policy_from", "version_of_policy"]

POLICY_WORDS = Vocabulary(
    nouns={When: "condition", Then: "effect"}, items={"rules": ("rule", ("id",))}
)


def load_policy(path: Path) -> tuple[Policy, str]:
    """The policy in a file, and its version.

    Raises:
        ConfigurationError: with every mistake in the file, a line for each.
    """
    policy = policy_from(read_yaml(path))
    return policy, version_of_policy(policy)


def policy_from(source: YamlSource) -> Policy:
    """The policy in a YAML source that has been read."""
    return validate(Policy, source, words=POLICY_WORDS, known=list(_repeated_ids(source)))


def policy_content(policy: Policy) -> dict[str, object]:
    """All that a policy says, without comments and layout, in one canonical form."""
    return policy.model_dump(mode="json", exclude_none=True)


def version_of_policy(policy: Policy) -> str:
    """Name and hash of the content: comments and layout do not change it."""
    return content_version(policy.name, policy_content(policy))


def _repeated_ids(source: YamlSource) -> Iterator[Mistake]:
    """Told here and not only by the model, which knows no lines and stops at other mistakes."""
    rules = source.data.get("rules") if isinstance(source.data, dict) else None
    first: dict[str, int] = {}
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        name = rule.get("id") if isinstance(rule, dict) else None
        if not isinstance(name, str):
            continue
        place = source.place_of(("rules", index, "id"))
        if name == DEFAULT_RULE:
            text = f"the id '{name}' stands for the policy's own default. Choose another id."
            yield Mistake(place, text)
        elif name in first:
            text = (
                f"a rule in line {first[name]} has the id {shown(name)} too. Ids must be unique: "
                "decisions name the rule that made them."
            )
            yield Mistake(place, text)
        first.setdefault(name, place.line)
