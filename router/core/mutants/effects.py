"""Which effects differ from a rule's own by one change?"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from router.core.effects import (
    Balance,
    BestValue,
    CheapestSufficient,
    Demand,
    Effort,
    Failover,
    Hedge,
    Reuse,
    ReuseSimilar,
    Sharing,
    StandIn,
    Stickiness,
    Then,
)
from router.core.mutants.steps import neighbours, numbers_next_to, worth_next_to
from router.core.tier import Tier

__all__ = ["other_effects"]

_CHANGED = "changed"


def other_effects(then: Then) -> Iterator[tuple[str, Then]]:
    """All effects that differ by one change, each with the change in words."""
    written = {
        name: value for name in Then.model_fields if (value := getattr(then, name)) is not None
    }
    for kind, value in written.items():
        others = {name: kept for name, kept in written.items() if name != kind}
        if others:
            yield f"{kind} left out", Then.model_validate(others)
        for changed in _OTHERS.get(kind, _nothing)(value):
            try:
                mutant = Then.model_validate({**written, kind: changed})
            except ValidationError:
                continue  # at the end of a scale, or a floor above its cap: no policy can say so
            yield f"{kind} {_said(value)} to {_said(changed)}", mutant


def _nothing(_: Any) -> Iterator[Any]:
    return iter(())


def _names(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (tuple(one for one in names if one != out) for out in names if len(names) > 1)


def _sufficient(goal: CheapestSufficient) -> Iterator[dict[str, float]]:
    return ({"p_good": moved} for moved in numbers_next_to("p_good", goal.p_good))


def _value(goal: BestValue) -> Iterator[dict[str, Decimal]]:
    return ({"value_usd": moved} for moved in worth_next_to(goal.value_usd))


def _elsewhere(part: Any) -> Iterator[dict[str, Any]]:
    written = part.model_dump(exclude_none=True)
    for share in numbers_next_to("share", part.share):
        yield {**written, "share": share}
    if part.tier is not None:
        yield from ({**written, "tier": tier} for tier in neighbours(part.tier))


def _demand(demand: Demand) -> Iterator[dict[str, Any]]:
    if demand.above_usd is None:
        return
    yield {"ask": demand.ask}
    for moved in worth_next_to(demand.above_usd):
        yield {"ask": demand.ask, "above_usd": moved}


def _spans(span: str) -> Iterator[str]:
    number, unit = int(span[:-1]), span[-1]
    yield from (f"{moved}{unit}" for moved in (number * 2, number // 2))


def _reuse(told: Reuse | ReuseSimilar) -> Iterator[dict[str, Any]]:
    written = told.model_dump()
    yield from ({**written, "lasting": span} for span in _spans(told.lasting))
    yield from ({**written, "shared_by": one} for one in _next_to(Sharing, told.shared_by))


def _failover(told: Failover) -> Iterator[dict[str, Any]]:
    written = told.model_dump()
    yield from ({**written, "retries": told.retries + step} for step in (1, -1))
    yield from ({**written, "stand_in": one} for one in _next_to(StandIn, told.stand_in))


def _hedge(told: Hedge) -> Iterator[dict[str, int]]:
    return ({"after_ms": moved} for moved in (told.after_ms * 2, told.after_ms // 2))


def _next_to(scale: type[StrEnum], value: StrEnum) -> Iterator[StrEnum]:
    members = list(scale)
    place = members.index(value)
    return iter((*members[max(place - 1, 0) : place], *members[place + 1 : place + 2]))


def _headers(headers: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for name in headers:
        if len(headers) > 1:
            yield {other: value for other, value in headers.items() if other != name}
        yield {**headers, name: _CHANGED}


_Others = Callable[[Any], Iterator[Any]]
_OTHERS: Mapping[str, _Others] = MappingProxyType(
    {
        **dict.fromkeys(("tier", "floor", "cap"), lambda tier: neighbours(Tier(tier))),
        "cheapest_sufficient": _sufficient,
        "best_value": _value,
        "region": _names,
        "max_tokens": lambda most: numbers_next_to("max_tokens", most),
        "reasoning_effort": lambda effort: neighbours(Effort(effort)),
        "canary": _elsewhere,
        "shadow": _elsewhere,
        "require_approval": _demand,
        "slow_down": lambda most: iter((most * 2, most // 2)),
        "coach": lambda coached: iter((not coached,)),
        "reuse_answers": _reuse,
        "reuse_similar": _reuse,
        "failover": _failover,
        "hedge": _hedge,
        "balance": lambda how: (other for other in Balance if other is not how),
        "stickiness": lambda how: (other for other in Stickiness if other is not how),
        "prompt_cache": lambda counts: iter((not counts,)),
        "headers": _headers,
    }
)
"""For each kind of effect that has neighbours, how they are found."""


def _said(value: Any) -> str:
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(part)}" for name, part in value.items())
    if isinstance(value, tuple):
        return " or ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
