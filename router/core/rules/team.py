"""Condition `team`: the team that pays."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.names import NameIs
from router.core.rules.phrases import listed


class TeamIs(NameIs):
    """Matches when the request is billed to one of these teams."""

    kind: ClassVar[str] = "team"

    @override
    def name(self, facts: Facts) -> str:
        return facts.caller.team

    @override
    def in_words(self) -> str:
        return f"from {'team' if len(self.root) == 1 else 'the teams'} {listed(self.root)}"
