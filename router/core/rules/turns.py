"""Condition `turns`: how long the conversation is already."""

from typing import ClassVar

from pydantic import ConfigDict
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.bounds import Counts
from router.core.rules.phrases import amount
from router.core.rules.space import Boxes, box_of


class TurnRange(Counts):
    """Bounds on how often the user has spoken, both inclusive."""


class Turns(Condition[TurnRange]):
    """Matches when the user has spoken so many times, this time included."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"at_least": 10}]})
    kind: ClassVar[str] = "turns"

    @override
    def matches(self, facts: Facts) -> bool:
        return self.root.permit(facts.request.turns)

    @override
    def observed(self, facts: Facts) -> str:
        return f"the user has spoken {facts.request.turns} times"

    @override
    def in_words(self) -> str:
        return f"with {amount(self.root)} turns in the conversation"

    @override
    def boxes(self) -> Boxes:
        return box_of({"turns": self.root.span()})
