"""Condition `tags`: labels on the key or the request."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.names import CarriesAny
from router.core.rules.phrases import listed


class HasTag(CarriesAny):
    """Matches when the request carries at least one of these tags."""

    kind: ClassVar[str] = "tags"
    plural: ClassVar[str] = "tags"

    @override
    def names(self, facts: Facts) -> tuple[str, ...]:
        return facts.caller.tags

    @override
    def in_words(self) -> str:
        return f"tagged {listed(self.root)}"
