"""Condition `tags`: labels on the key or the request."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names


class HasTag(Condition[Names]):
    """Matches when the request carries at least one of these tags."""

    kind: ClassVar[str] = "tags"

    @override
    def matches(self, facts: Facts) -> bool:
        return any(tag in self.root for tag in facts.caller.tags)

    @override
    def observed(self, facts: Facts) -> str:
        return f"tags are {', '.join(facts.caller.tags) or 'none'}"
