"""In what do two policies differ, rule by rule and in words?"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel
from typing_extensions import override

from router.core.policy import Policy

__all__ = ["Change", "Kind", "differences"]

_HEAD = ("name", "description", "owner", "default", "thrift")


class Kind(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference."""

    kind: Kind
    subject: str
    """What it is about: `policy`, `rule x` or `budget y`."""
    field: str | None = None
    """What of it, such as `then.tier`."""
    before: object = None
    after: object = None
    words: str

    @override
    def __str__(self) -> str:
        return self.words


def differences(before: Policy, after: Policy) -> tuple[Change, ...]:
    """All differences: of the policy itself, of its budgets, of its rules in their new order."""
    return (
        *_of_fields("policy", _head(before), now=_head(after)),
        *_of_items(
            "budget",
            {budget.id: _content(budget) for budget in before.budgets},
            now={budget.id: _content(budget) for budget in after.budgets},
        ),
        *_of_items("rule", _rules(before), now=_rules(after)),
        *_moves([rule.id for rule in before.rules], [rule.id for rule in after.rules]),
    )


def _head(policy: Policy) -> dict[str, object]:
    content = _content(policy)
    return _flat({name: content[name] for name in _HEAD if name in content})


def _rules(policy: Policy) -> dict[str, dict[str, object]]:
    return {rule.id: _content(rule) for rule in policy.rules}


def _content(written: BaseModel) -> dict[str, object]:
    found = written.model_dump(mode="json", exclude_none=True, by_alias=True)
    return {name: value for name, value in found.items() if value != []}


def _of_items(
    noun: str, old: Mapping[str, dict[str, object]], *, now: Mapping[str, dict[str, object]]
) -> Iterator[Change]:
    for name, content in old.items():
        if name not in now:
            yield _came_or_went(Kind.REMOVED, f"{noun} '{name}'", content=content)
    places = list(now)
    for index, (name, content) in enumerate(now.items()):
        subject = f"{noun} '{name}'"
        if name not in old:
            where = f" after '{places[index - 1]}'" if index else ", the first"
            place = where if noun == "rule" else ""
            yield _came_or_went(Kind.ADDED, subject, content=content, where=place)
        else:
            yield from _of_fields(subject, _flat(old[name]), now=_flat(content))


def _came_or_went(
    kind: Kind, subject: str, *, content: dict[str, object], where: str = ""
) -> Change:
    said = _shown({name: content[name] for name in content if name in ("when", "then")})
    words = f"{subject} {kind}{where}: {said}" if said else f"{subject} {kind}: {_shown(content)}"
    pair = (content, None) if kind is Kind.REMOVED else (None, content)
    return Change(kind=kind, subject=subject, before=pair[0], after=pair[1], words=words)


def _of_fields(
    subject: str, old: Mapping[str, object], *, now: Mapping[str, object]
) -> Iterator[Change]:
    for field in dict.fromkeys((*old, *now)):
        was, is_now = old.get(field), now.get(field)
        if was == is_now:
            continue
        if field not in now:
            words = f"{subject}: {field} removed, was {_shown(was)}"
        elif field not in old:
            words = f"{subject}: {field} added: {_shown(is_now)}"
        else:
            words = f"{subject}: {field} {_shown(was)} -> {_shown(is_now)}"
        kind = Kind.CHANGED
        yield Change(kind=kind, subject=subject, field=field, before=was, after=is_now, words=words)


def _moves(old: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    """The fewest rules that must be moved to come from one order to the other.

    The rules that keep their order are a longest increasing run of old places in the new order.
    """
    place = {name: n for n, name in enumerate(old)}
    both = [name for name in now if name in place]
    stays = _longest_increasing([place[name] for name in both])
    for index, name in enumerate(now):
        if name not in place or place[name] in stays:
            continue
        where = f"after '{now[index - 1]}'" if index else "to the front"
        before = old[place[name] - 1] if place[name] else None
        was = f"after '{before}'" if before else "the first"
        yield Change(
            kind=Kind.MOVED,
            subject=f"rule '{name}'",
            before=place[name] + 1,
            after=index + 1,
            words=f"rule '{name}' moved {where}; it was {was}",
        )


def _longest_increasing(numbers: Sequence[int]) -> set[int]:
    """The numbers of one longest increasing subsequence (patience sorting)."""
    tops: list[int] = []
    behind: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        behind[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    found: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        found.add(last)
        last = behind[last]
    return found


def _flat(content: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """`{"then": {"tier": "economy"}}` as `{"then.tier": "economy"}`; lists stay whole."""
    found: dict[str, object] = {}
    for name, value in content.items():
        if isinstance(value, Mapping) and value:
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found


def _shown(value: object) -> str:
    """As one would write it in YAML on one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_inner(v)}" for k, v in value.items())
    return _inner(value)


def _inner(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{_shown(value)}}}"
    if isinstance(value, list) and len(value) == 1:
        return _inner(value[0])
    if isinstance(value, list):
        return f"[{', '.join(_inner(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str) and (" " in value or not value) else str(value)
