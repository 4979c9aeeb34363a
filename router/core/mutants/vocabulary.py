"""Which values of each fact can a policy tell apart?

Near every threshold that a policy names there are facts on both sides of it, so that a search
among these values finds what two policies decide differently.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise, product
from math import log
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from classifier.labels import Complexity, Priority, Task
from router.core.caller import UNASSIGNED
from router.core.catalog import AUTO, Catalog
from router.core.deployment import Kind
from router.core.effects import BestValue, CheapestSufficient
from router.core.kept_text import is_drawn
from router.core.mutants.steps import STEPS
from router.core.policy import Policy
from router.core.quality import ANY_TASK, ability_of
from router.core.tier import TIERS

__all__ = ["Vocabulary", "vocabulary"]

Vocabulary = Mapping[str, Sequence[object]]
"""Fact, as a case writes it, to values; None leaves it at the ordinary."""

_OTHER_LANGUAGE = "sw"
_LONG = 50_000
_ELAPSED = 0.5
_MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
_MOST_LOTS = 3_000
_AROUND = tuple(Decimal(tenths) / 10 for tenths in (4, 6, 8, 9, 10, 12, 15, 18, 22))
"""Multiples of an amount, which tell it from its neighbours."""
_DIFFICULTIES = tuple(round(-4 + step * 0.05, 2) for step in range(201))
_NAMED = {
    "user": UNASSIGNED,
    "team": UNASSIGNED,
    "project": UNASSIGNED,
    "environment": "prod",
    "key": "key_case",
}


def vocabulary(policies: Iterable[Policy], catalog: Catalog) -> Vocabulary:
    """The values that any of the policies can tell apart, given the catalog."""
    both = list(policies)
    found: dict[str, dict[str, object]] = {}
    for fact, value in (*_always(catalog), *_goals(both, catalog=catalog)):
        found.setdefault(fact, {})[repr(value)] = value
    budgets = [one.id for policy in both for one in policy.budgets]
    for leaf in (leaf for p in both for rule in p.rules for leaf in rule.when.leaves()):
        read = _budgets(budgets) if leaf.kind == "budget" else _OF_KIND.get(leaf.kind)
        argument = leaf.model_dump(mode="json", by_alias=True, exclude_none=True)
        for fact, value in read(argument) if read else ():
            found.setdefault(fact, {})[repr(value)] = value
    return {fact: list(values.values()) for fact, values in found.items()}


_Values = Iterator[tuple[str, object]]


def _always(catalog: Catalog) -> _Values:
    chats = catalog.of_kind(Kind.CHAT)
    yield from (("priority", label.value) for label in Priority)
    yield from (("complexity", label.value) for label in Complexity)
    yield from (("abstained", value) for value in (False, True))
    yield from (
        ("requested_model", name) for name in (AUTO, *map(str, TIERS), *(d.name for d in chats))
    )
    yield from (("tokens", tokens) for tokens in (100, _LONG))
    yield from (("tools", value) for value in (False, True))
    yield ("conversation", None)
    for one in chats:
        yield "conversation", {"deployment": one.name, "warm_tokens": _LONG}
        yield "unhealthy", [f"{one.provider}/{one.name}"]
    yield ("unhealthy", None)
    yield ("max_tokens", None)


def _goals(policies: list[Policy], *, catalog: Catalog) -> _Values:
    """What shows how a goal of quality, a draw or a limit was changed."""
    goals = [rule.then.goal for policy in policies for rule in policy.rules]
    for goal in goals:
        if isinstance(goal, CheapestSufficient):
            # Where P(good) of a deployment crosses the quality that is asked for.
            crossing = log(1 / goal.p_good - 1)
            for one in catalog.of_kind(Kind.CHAT):
                at = ability_of(one, ANY_TASK).value + crossing
                yield from (("difficulty", round(at + moved, 6)) for moved in (-1e-3, 0, 1e-3))
    if any(isinstance(goal, CheapestSufficient | BestValue) for goal in goals):
        yield "difficulty", None
        yield from (("difficulty", value) for value in _DIFFICULTIES)
        yield "budgets", None
        for name in dict.fromkeys(one.id for policy in policies for one in policy.budgets):
            yield from (("budgets", [_budget(name, used)]) for used in (0.52, 0.6, 0.7, 0.8, 2.0))
    thens = [rule.then for policy in policies for rule in policy.rules]
    yield from (("lot", lot) for lot in _lots(policies))
    yield from _demands(policies, catalog=catalog)
    for most in {then.max_tokens for then in thens if then.max_tokens is not None}:
        yield from (("max_tokens", most + moved) for moved in (0, 1))


def _demands(policies: list[Policy], *, catalog: Catalog) -> _Values:
    """A grant for each rule that demands approval, and inputs on both sides of each amount."""
    rules = [rule for policy in policies for rule in policy.rules if rule.then.require_approval]
    if rules:
        yield "grants", None
    for rule in rules:
        yield "grants", [{"rules": [rule.id]}]
        demand = rule.then.require_approval
        if demand is None or demand.above_usd is None:
            continue
        for one in catalog.of_kind(Kind.CHAT):
            usd_per_token = one.prices.prices[-1].input_usd_per_mtok / 1_000_000
            for factor in _AROUND if usd_per_token else ():
                tokens = int(demand.above_usd * factor / usd_per_token)
                if tokens < one.context_window:
                    yield "tokens", tokens


def _lots(policies: list[Policy]) -> Iterator[str]:
    """For each canary a lot that it draws, one that it does not, and one between two shares."""
    shares: dict[str, set[float]] = {}
    for rule in (rule for policy in policies for rule in policy.rules):
        if rule.then.canary is not None:
            shares.setdefault(rule.id, {0.0, 1.0}).add(rule.then.canary.share)
    for rule_id, known in shares.items():
        for low, high in pairwise(sorted(known)):
            lots = (f"lot-{number}" for number in range(_MOST_LOTS))
            between = (
                lot
                for lot in lots
                if is_drawn(lot, high, salt=rule_id) and not is_drawn(lot, low, salt=rule_id)
            )
            yield from islice(between, 1)


def _names(fact: str) -> Callable[[Any], _Values]:
    def read(names: list[str]) -> _Values:
        yield fact, _NAMED.get(fact)
        yield from ((fact, name.replace("*", "x")) for name in names)

    return read


def _lists(fact: str) -> Callable[[Any], _Values]:
    def read(names: list[str]) -> _Values:
        yield fact, None
        yield from ((fact, [name]) for name in names)

    return read


def _numbers(fact: str) -> Callable[[Any], _Values]:
    def read(bounds: dict[str, float]) -> _Values:
        for value in _near(fact, bounds):
            yield fact, value

    return read


def _counts(fact: str, bounds: dict[str, float]) -> _Values:
    """Counts that are at least one."""
    yield from ((fact, value) for value in _near(fact, bounds) if value > 0)


def _hours(volume: dict[str, dict[str, float]]) -> _Values:
    yield "last_hour", None
    bounds = {"requests": volume.get("requests", {}), "usd": volume.get("usd", {})}
    requests, usd = (list(_near(name, bounds[name])) or [1_000] for name in bounds)
    for made, cost_usd in product(requests, usd):
        yield "last_hour", {"requests": made, "cost_usd": max(0.0, cost_usd)}


def _near(name: str, bounds: Mapping[str, float]) -> Iterator[float]:
    """Values on both sides of each bound, and of what is a unit or a step from it."""
    for bound in bounds.values():
        unit, step = STEPS.get(name, (1, max(1, round(abs(bound) * 0.1))))
        for size in (0, unit, -unit, step, -step):
            value = bound + size
            if isinstance(bound, int):
                yield max(0, int(value))
            else:
                yield from (round(value + nudge, 6) for nudge in (0, unit / 2, -unit / 2))


def _probabilities(labels: dict[str, dict[str, float]]) -> _Values:
    for label, bounds in labels.items():
        for value in _near("probability", bounds):
            if 0 <= value <= 1:
                yield "probability", {label: value}


def _tasks(names: list[str]) -> _Values:
    yield from (("task", name) for name in names)
    others = [task.value for task in Task if task not in names]
    yield from (("task", name) for name in others[:1])


def _budgets(declared: Sequence[str]) -> Callable[[Any], _Values]:
    def read(told: dict[str, Any]) -> _Values:
        yield "budgets", None
        for name in dict.fromkeys([*declared, *([told["id"]] if "id" in told else [])]):
            for used in _near("share_used", told.get("share_used", {"at_least": _ELAPSED})):
                yield "budgets", [_budget(name, max(used, 0.0))]
                for pace in _near("pace", told.get("pace", {})):
                    if 0 < used <= pace:
                        yield "budgets", [_budget(name, used, elapsed=round(used / pace, 9))]

    return read


def _budget(name: str, used: float, *, elapsed: float = _ELAPSED) -> dict[str, object]:
    return {"id": name, "share_used": used, "share_elapsed": elapsed}


def _times(window: dict[str, Any]) -> _Values:
    """Each day of a week, just before, at and after each end of the window."""
    zone = ZoneInfo(window.get("timezone", "UTC"))
    clocks = [window[end] for end in ("from", "until") if end in window] or ["12:00"]
    for day in range(7):
        for clock in clocks:
            hours, minutes = map(int, clock.split(":"))
            local = (_MONDAY + timedelta(days=day)).replace(tzinfo=zone)
            at = local.replace(hour=hours, minute=minutes)
            for moved in (-61, -60, -2, -1, 0, 1, 2, 59, 60):
                yield "at", (at + timedelta(minutes=moved)).isoformat()


_OF_KIND: Mapping[str, Callable[[Any], _Values]] = MappingProxyType(
    {
        **{name: _names(name) for name in ("key", "user", "team", "project", "environment")},
        "requested_model": _names("requested_model"),
        "language": lambda names: iter(
            [("language", None), *(("language", n) for n in (*names, _OTHER_LANGUAGE))]
        ),
        "tags": _lists("tags"),
        "findings": _lists("findings"),
        "task": _tasks,
        "tokens": _numbers("tokens"),
        "turns": _numbers("turns"),
        "batch": lambda bounds: iter([("batch_size", None), *_counts("batch_size", bounds)]),
        "last_hour": _hours,
        "new": _lists("new"),
        "difficulty": lambda bounds: iter([("difficulty", None), *_numbers("difficulty")(bounds)]),
        "probability": _probabilities,
        "images": lambda _: iter([("images", False), ("images", True)]),
        "time": _times,
    }
)
"""For each kind of condition the values of facts that decide it."""
