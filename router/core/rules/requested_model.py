"""Condition `requested_model`: the name that the caller wrote in `model`."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names
from router.core.rules.names import WILDCARD, fits_any
from router.core.rules.phrases import listed
from router.core.rules.space import YES, Boxes, Values, box_of


class RequestedModelIs(Condition[Names]):
    """Matches when the caller asked for one of these names; `*` stands for any characters."""

    kind: ClassVar[str] = "requested_model"

    @cached_property
    def fits(self) -> Callable[[str], re.Match[str] | None]:
        """Whether a name is one of these."""
        return fits_any(self.root)

    @override
    def matches(self, facts: Facts) -> bool:
        return self.fits(facts.request.requested_model) is not None

    @override
    def observed(self, facts: Facts) -> str:
        return f"requested model is {facts.request.requested_model}"

    @override
    def in_words(self) -> str:
        some = " (* stands for any characters)" if any(WILDCARD in n for n in self.root) else ""
        return f"that ask for the model {listed(self.root)}{some}"

    @override
    def boxes(self) -> Boxes:
        if WILDCARD in self.root:
            return ({},)
        plain = Values(frozenset(name for name in self.root if WILDCARD not in name))
        # Which names fit a pattern is not weighed: each pattern is a question of its own.
        patterns = (name for name in self.root if WILDCARD in name)
        return (
            *box_of({"requested_model": plain}),
            *({f"requested_model~{pattern}": YES} for pattern in patterns),
        )
