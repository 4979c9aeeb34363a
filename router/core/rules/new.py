"""Condition `new`: who or what asks was first seen a few days ago."""

from enum import StrEnum
from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, OneOrMore
from router.core.rules.phrases import listed
from router.core.rules.space import YES, Boxes


class Newcomer(StrEnum):
    """What can be new."""

    KEY = "key"
    USER = "user"
    TEAM = "team"
    PROJECT = "project"


class IsNew(Condition[OneOrMore[Newcomer]]):
    """Matches when at least one of these was first seen a few days ago."""

    kind: ClassVar[str] = "new"
    asks: ClassVar[str | None] = "new"

    @override
    def matches(self, facts: Facts) -> bool:
        for name in facts.new:  # noqa: SIM110 - a generator costs more
            if name in self.root:
                return True
        return False

    @override
    def observed(self, facts: Facts) -> str:
        return f"new: {', '.join(facts.new) or 'nothing'}"

    @override
    def in_words(self) -> str:
        return f"whose {listed(self.root)} is new"

    @override
    def boxes(self) -> Boxes:
        return tuple({f"{self.kind}:{name}": YES} for name in self.root)
