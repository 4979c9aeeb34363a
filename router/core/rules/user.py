"""Condition `user`: the person or service that asks."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.names import NameIs
from router.core.rules.phrases import listed


class UserIs(NameIs):
    """Matches when the request is billed to one of these users."""

    kind: ClassVar[str] = "user"

    @override
    def name(self, facts: Facts) -> str:
        return facts.caller.user

    @override
    def in_words(self) -> str:
        return f"by {listed(self.root)}"
