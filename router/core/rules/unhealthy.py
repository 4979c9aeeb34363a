"""Condition `unhealthy`: a deployment or provider that is known to fail now."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

from pydantic import ConfigDict
from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names
from router.core.rules.names import fits_any
from router.core.rules.phrases import listed
from router.core.rules.space import YES, Boxes


class Unhealthy(Condition[Names]):
    """Matches when one of these deployments or providers fails now; `*` is any characters."""

    model_config = ConfigDict(json_schema_extra={"examples": [["openai", "azure/gpt-*"]]})
    kind: ClassVar[str] = "unhealthy"

    @cached_property
    def fits(self) -> Callable[[str], re.Match[str] | None]:
        """Whether a name is one of these."""
        return fits_any(self.root)

    @override
    def matches(self, facts: Facts) -> bool:
        return bool(facts.unhealthy) and any(map(self._names, facts.unhealthy))

    def _names(self, failing: str) -> bool:
        """Whether a failing `provider/deployment` is meant, by either part or the whole."""
        provider, _, deployment = failing.partition("/")
        fits = self.fits
        return bool(fits(failing) or fits(provider) or fits(deployment))

    @override
    def observed(self, facts: Facts) -> str:
        if not facts.unhealthy:
            return "all deployments are healthy"
        return f"failing now: {', '.join(facts.unhealthy)}"

    @override
    def in_words(self) -> str:
        return f"made while {listed(self.root)} is failing"

    @override
    def boxes(self) -> Boxes:
        # Which deployments a name stands for is not weighed: each is a question of its own.
        return tuple({f"unhealthy~{name}": YES} for name in self.root)
