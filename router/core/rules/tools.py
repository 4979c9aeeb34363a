"""Condition `tools`: whether the request offers tools to the model."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.space import NO, YES, Boxes


class UsesTools(Condition[bool]):
    """Matches when the request carries tools (`true`) or none (`false`)."""

    kind: ClassVar[str] = "tools"

    @override
    def matches(self, facts: Facts) -> bool:
        return (facts.request.tool_count > 0) is self.root

    @override
    def observed(self, facts: Facts) -> str:
        return f"the request carries {facts.request.tool_count} tools"

    @override
    def wanted(self) -> str:
        return "tools" if self.root else "no tools"

    @override
    def boxes(self) -> Boxes:
        return ({"tools": YES if self.root else NO},)
