"""Condition `project`: the project that the work is for."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.names import NameIs
from router.core.rules.phrases import listed


class ProjectIs(NameIs):
    """Matches when the request is billed to one of these projects."""

    kind: ClassVar[str] = "project"

    @override
    def name(self, facts: Facts) -> str:
        return facts.caller.project

    @override
    def in_words(self) -> str:
        return f"for the project {listed(self.root)}"
