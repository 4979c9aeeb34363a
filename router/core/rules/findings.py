"""Condition `findings`: unusual spend that is being looked at."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.names import CarriesAny
from router.core.rules.phrases import listed


class HasFinding(CarriesAny):
    """Matches when an anomaly finding of one of these kinds is open for the caller."""

    kind: ClassVar[str] = "findings"
    plural: ClassVar[str] = "open findings"

    @override
    def names(self, facts: Facts) -> tuple[str, ...]:
        return facts.findings

    @override
    def in_words(self) -> str:
        return f"made while unusual spend of the caller ({listed(self.root)}) is looked into"
