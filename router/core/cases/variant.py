"""What is the same rulebook with other rules?"""

from collections.abc import Sequence
from dataclasses import replace

from router.core.policy import Policy, Rule
from router.core.routing import Rulebook

__all__ = ["with_policy", "with_rules"]


def with_rules(policy: Policy, rules: Sequence[Rule], **changed: object) -> Policy:
    """The same policy with these rules, and other fields where they are named."""
    fields = {name: getattr(policy, name) for name in Policy.model_fields}
    return Policy.model_validate({**fields, **changed, "rules": tuple(rules)})


def with_policy(rulebook: Rulebook, policy: Policy) -> Rulebook:
    """The same catalog and versions with another policy."""
    return replace(rulebook, policy=policy)
