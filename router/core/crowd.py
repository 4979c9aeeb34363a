"""Which groups hold enough people that none of them can be made out?"""

from collections.abc import Mapping, Set
from types import MappingProxyType

from router.core.caller import UNASSIGNED, Caller

__all__ = ["FEWEST_PEOPLE", "OTHERS", "person_of", "shown_as"]

FEWEST_PEOPLE = 5
"""A group with fewer people is not shown by itself."""
OTHERS = "(others, merged)"


def person_of(caller: Caller) -> str | None:
    """Who is behind a request; None where a program is.

    A user, and where none is named the key: two people who share a key count as one.
    """
    if caller.service_account is not None:
        return None
    return caller.user if caller.user != UNASSIGNED else caller.key_id


def shown_as(people: Mapping[str, Set[str]]) -> Mapping[str, str | None]:
    """Under which name each group is shown, given who is in it; None where it is not shown.

    Groups of fewer than five people become one. Where those together are still fewer, the smallest
    group that could be shown joins them: else the difference between a whole and what is shown of
    it would tell of them. Where all together are fewer, none is shown. A group of programs alone
    holds nobody, and is shown as it is.
    """
    shown = {name: name for name, members in people.items() if not 0 < len(members) < FEWEST_PEOPLE}
    merged = set(people) - set(shown)
    crowd = set[str]().union(*(people[name] for name in merged))
    while merged and len(crowd) < FEWEST_PEOPLE:
        large = [name for name in shown if people[name]]
        if not large:
            return MappingProxyType({name: shown.get(name) for name in people})
        smallest = min(large, key=lambda name: (len(people[name]), name))
        del shown[smallest]
        merged.add(smallest)
        crowd |= people[smallest]
    return MappingProxyType({name: shown.get(name, OTHERS) for name in people})
