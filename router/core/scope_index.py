"""Which of many scopes cover a request, without looking at each of them?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from router.core.caller import Caller
from router.core.scope import Scope

__all__ = ["ScopeIndex"]

T = TypeVar("T")
_MOST_REMEMBERED = 20_000
"""Callers whose scopes are remembered: to find them anew takes ten times as long."""
_Entry = tuple[int, tuple[tuple[str, str], ...], T]
"""Place in the given order, the names that are left to compare, and what they stand for."""


class ScopeIndex(Generic[T]):
    """Finds what covers a caller.

    Each entry lies under the name in its scope that fewest others have: ten thousand budgets of
    users are found by user, even where all of them say `environment: prod` too.
    """

    def __init__(self, entries: Iterable[tuple[Scope, T]]) -> None:
        named = [(scope.names, entry) for scope, entry in entries]
        shared = Counter(name for names, _ in named for name in names)
        self._everywhere: list[_Entry[T]] = []
        self._by_name: dict[str, dict[str, list[_Entry[T]]]] = {}
        self._fields = tuple(dict.fromkeys(field for field, _ in shared))
        self._remembered: dict[tuple[Caller, str | None, str | None], tuple[T, ...]] = {}
        for place, (names, entry) in enumerate(named):
            if not names:
                self._everywhere.append((place, (), entry))
                continue
            rarest = min(names, key=lambda name: shared[name])
            field, value = rarest
            rest = tuple(name for name in names if name != rarest)
            self._by_name.setdefault(field, {}).setdefault(value, []).append((place, rest, entry))
        self._of_all = tuple(entry for _, _, entry in self._everywhere)

    def covering(
        self, caller: Caller, *, deployment: str | None = None, tier: str | None = None
    ) -> tuple[T, ...]:
        """What covers a request of `caller` that is answered so, in the given order."""
        if not self._fields:
            return self._of_all
        asked = (caller, deployment, tier)
        found = self._remembered.get(asked)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[asked] = self._found(caller, deployment=deployment, tier=tier)
        return found

    def _found(self, caller: Caller, *, deployment: str | None, tier: str | None) -> tuple[T, ...]:
        of_answer = {"deployment": deployment, "tier": tier}
        has = {field: _values(field, caller, of_answer=of_answer) for field in self._fields}
        found = [
            entry
            for field, entries in self._by_name.items()
            for value in has[field]
            for entry in entries.get(value, ())
            if all(wanted in has[name] for name, wanted in entry[1])
        ]
        found += self._everywhere
        if len(found) > 1:
            found.sort(key=_place)
        return tuple(entry for _, _, entry in found)


def _place(entry: tuple[int, object, object]) -> int:
    return entry[0]


def _values(field: str, caller: Caller, *, of_answer: Mapping[str, str | None]) -> tuple[str, ...]:
    """What a request has under a name of a scope: only of tags there may be several."""
    if field == "tag":
        return tuple(dict.fromkeys(caller.tags))
    value = of_answer[field] if field in of_answer else getattr(caller, field)
    return () if value is None else (value,)
