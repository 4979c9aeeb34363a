"""Condition `findings`: something abnormal in the traffic of the caller, or around it."""

from typing import ClassVar

from typing_extensions import override

from router.core.detection import KINDS
from router.core.facts import Facts
from router.core.finding import SubjectKind
from router.core.rules.names import CarriesAny
from router.core.rules.phrases import listed

FINDINGS: tuple[str, ...] = (
    *KINDS,
    *(f"{kind}:{name}" for kind in SubjectKind if kind is not SubjectKind.KEY for name in KINDS),
)
"""All names: those of findings of the caller's key, and of what the key belongs to."""


class HasFinding(CarriesAny):
    """Matches when an anomaly finding of one of these kinds is open for the caller."""

    kind: ClassVar[str] = "findings"
    plural: ClassVar[str] = "open findings"

    @override
    def names(self, facts: Facts) -> tuple[str, ...]:
        return facts.findings

    @override
    def in_words(self) -> str:
        return f"made while something unusual ({listed(self.root)}) goes on"
