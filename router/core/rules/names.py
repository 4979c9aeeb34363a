"""What do the condition kinds share that test a name against a list of names?"""

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable
from fnmatch import translate
from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.base import Condition, Names
from router.core.rules.space import YES, Boxes, Values, box_of

__all__ = ["WILDCARD", "CarriesAny", "NameIs", "fits_any"]

WILDCARD = "*"
"""Stands for any characters, also none, where a kind of condition says so."""

_OTHER_WILDCARDS = re.compile(r"[?\[]")


def fits_any(names: Iterable[str]) -> Callable[[str], re.Match[str] | None]:
    """A test whether a name is one of `names`, in which `*` is a wildcard and nothing else is."""
    literal = (_OTHER_WILDCARDS.sub(r"[\g<0>]", name) for name in names)
    return re.compile("|".join(map(translate, literal))).match


class NameIs(Condition[Names]):
    """Matches when the name is one of these."""

    @abstractmethod
    def name(self, facts: Facts) -> str:
        """The name that is tested."""

    @override
    def matches(self, facts: Facts) -> bool:
        return self.name(facts) in self.root

    @override
    def observed(self, facts: Facts) -> str:
        return f"{self.kind} is {self.name(facts)}"

    @override
    def boxes(self) -> Boxes:
        return box_of({self.kind: Values(frozenset(self.root))})


class CarriesAny(Condition[Names]):
    """Matches when at least one of several names is one of these."""

    plural: ClassVar[str]
    """What the names are called."""

    @abstractmethod
    def names(self, facts: Facts) -> tuple[str, ...]:
        """The names that are tested."""

    @override
    def matches(self, facts: Facts) -> bool:
        for name in self.names(facts):  # noqa: SIM110 - a generator costs more
            if name in self.root:
                return True
        return False

    @override
    def observed(self, facts: Facts) -> str:
        return f"{self.plural} are {', '.join(self.names(facts)) or 'none'}"

    @override
    def boxes(self) -> Boxes:
        return tuple({f"{self.kind}:{name}": YES} for name in self.root)
