"""Condition `team`: the team that pays."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names


class TeamIs(Condition[Names]):
    """Matches when the request is billed to one of these teams."""

    kind: ClassVar[str] = "team"

    @override
    def matches(self, facts: Facts) -> bool:
        return facts.caller.team in self.root

    @override
    def observed(self, facts: Facts) -> str:
        return f"team is {facts.caller.team}"
