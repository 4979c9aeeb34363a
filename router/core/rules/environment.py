"""Condition `environment`: dev, ci or prod, as the virtual key says."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names


class EnvironmentIs(Condition[Names]):
    """Matches when the key belongs to one of these environments."""

    kind: ClassVar[str] = "environment"

    @override
    def matches(self, facts: Facts) -> bool:
        return facts.caller.environment in self.root

    @override
    def observed(self, facts: Facts) -> str:
        return f"environment is {facts.caller.environment}"
