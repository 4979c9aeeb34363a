"""Condition `environment`: dev, ci or prod, as the virtual key says."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.names import NameIs
from router.core.rules.phrases import listed


class EnvironmentIs(NameIs):
    """Matches when the key belongs to one of these environments."""

    kind: ClassVar[str] = "environment"

    @override
    def name(self, facts: Facts) -> str:
        return facts.caller.environment

    @override
    def in_words(self) -> str:
        return f"in environment {listed(self.root)}"
