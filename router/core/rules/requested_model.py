"""Condition `requested_model`: the name that the caller wrote in `model`."""

from fnmatch import fnmatchcase
from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names


class RequestedModelIs(Condition[Names]):
    """Matches when the caller asked for one of these names; `*` stands for any characters."""

    kind: ClassVar[str] = "requested_model"

    @override
    def matches(self, facts: Facts) -> bool:
        return any(fnmatchcase(facts.request.requested_model, name) for name in self.root)

    @override
    def observed(self, facts: Facts) -> str:
        return f"requested model is {facts.request.requested_model}"
