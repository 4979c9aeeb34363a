"""Which point in the space of all facts are given facts, and which conditions can be written?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from fnmatch import fnmatchcase
from operator import attrgetter
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from classifier.labels import Complexity, Priority, Task
from router.core.budget import BudgetState
from router.core.deployment import Capability
from router.core.facts import Facts, LastHour
from router.core.rules.space import Box, Values
from tests import factories

__all__ = ["ARGUMENTS", "any_facts", "groups", "lies_in", "written"]

_PLAIN: Mapping[str, Callable[[Facts], object]] = {
    "abstained": attrgetter("assessment.is_abstained"),
    "priority": attrgetter("assessment.priority"),
    "complexity": attrgetter("assessment.complexity"),
    "task": attrgetter("assessment.task"),
    "difficulty?": lambda f: f.assessment.difficulty is not None,
    "difficulty": lambda f: f.assessment.difficulty or 0.0,
    "language": lambda f: f.request.language or "",
    "team": attrgetter("caller.team"),
    "project": attrgetter("caller.project"),
    "user": attrgetter("caller.user"),
    "key": attrgetter("caller.key_id"),
    "environment": attrgetter("caller.environment"),
    "requested_model": attrgetter("request.requested_model"),
    "tokens": attrgetter("request.input_tokens"),
    "turns": attrgetter("request.turns"),
    "batch?": lambda f: f.request.batch_size is not None,
    "batch": lambda f: f.request.batch_size or 0,
    "last_hour?": lambda f: f.last_hour is not None,
    "last_hour:requests": lambda f: f.last_hour.requests if f.last_hour else 0,
    "last_hour:usd": lambda f: f.last_hour.cost_usd if f.last_hour else 0.0,
    "tools": lambda f: f.request.tool_count > 0,
    "images": lambda f: Capability.VISION in f.request.needs,
}


def _on(facts: Facts, axis: str) -> object:
    """What the facts say on an axis, found without the conditions' own code."""
    if axis in _PLAIN:
        return _PLAIN[axis](facts)
    if "~" in axis:
        kind, pattern = axis.split("~")
        names = [facts.request.requested_model]
        if kind == "unhealthy":
            names = [n for each in facts.unhealthy for n in (each, *each.split("/", 1))]
        return any(fnmatchcase(name, pattern) for name in names)
    if "@" in axis:
        kind, zone = axis.split("@")
        local = facts.at.astimezone(ZoneInfo(zone))
        return f"{local:%a}".lower() if kind == "weekday" else local.hour * 60 + local.minute
    kind, name, *rest = axis.split(":")
    if kind == "budget":
        return _on_budget(facts, name, *rest)
    if kind == "probability":
        shares = {k: v for head in facts.assessment.probabilities.values() for k, v in head.items()}
        return name[:-1] in shares if name.endswith("?") else shares.get(name, 0.0)
    return name in {"tags": facts.caller.tags, "findings": facts.findings, "new": facts.new}[kind]


def _on_budget(facts: Facts, name: str, quantity: str = "") -> object:
    budgets = {budget.id: budget for budget in facts.budgets}
    if not quantity:
        return name.removesuffix("?") in budgets
    return getattr(budgets[name], quantity) if name in budgets else 0.0


def lies_in(box: Box, facts: Facts) -> bool:
    """Whether the point of the facts lies in a box."""
    for axis, span in box.items():
        value = _on(facts, axis)
        if isinstance(span, Values):
            name = str(value).lower() if isinstance(value, bool) else str(value)
            if (name in span.names) is span.is_complement:
                return False
        else:
            assert isinstance(value, int | float)
            is_above = value > span.low if span.is_low_open else value >= span.low
            is_below = value < span.high if span.is_high_open else value <= span.high
            if not (is_above and is_below):
                return False
    return True


def _some(*names: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=3)


def _bounds(*numbers: float) -> st.SearchStrategy[dict[str, float]]:
    number = st.sampled_from(numbers)
    both = st.tuples(number, number).map(sorted)
    return st.one_of(
        st.fixed_dictionaries({"at_least": number}),
        st.fixed_dictionaries({"at_most": number}),
        both.map(lambda ends: {"at_least": ends[0], "at_most": ends[1]}),
    )


_SHARES = (0.0, 0.1, 0.5, 0.8, 1.0)
_QUANTITIES = {"share_used": _bounds(*_SHARES, 1.2), "pace": _bounds(0.0, 0.5, 1.0, 2.0)}
_NAMES = ("a", "b", "c")
_MODELS = ("auto", "gpt-4o", "gpt-*", "*o", "*", "best")
_CLOCKS = ("00:00", "07:30", "18:00", "23:59")
_ZONES = ("UTC", "Europe/Berlin", "America/New_York")

ARGUMENTS: Mapping[str, st.SearchStrategy[object]] = {
    "priority": _some(*Priority),
    "complexity": _some(*Complexity),
    "task": _some(*list(Task)[:4]),
    "abstained": st.booleans(),
    "probability": st.dictionaries(
        st.sampled_from(["high", "low", "trivial", "chat"]), _bounds(*_SHARES), min_size=1
    ),
    "difficulty": _bounds(-1.0, 0.0, 0.5, 2.0),
    "language": _some("de", "en", "fr"),
    **dict.fromkeys(("team", "project", "user", "key", "environment"), _some(*_NAMES)),
    **dict.fromkeys(("tags", "findings"), _some(*_NAMES)),
    "requested_model": _some(*_MODELS),
    "tokens": _bounds(0, 1, 2, 3),
    "turns": _bounds(0, 1, 2, 3),
    "batch": _bounds(0, 1, 2, 3),
    "last_hour": st.fixed_dictionaries(
        {}, optional={"requests": _bounds(0, 1, 2, 3), "usd": _bounds(0.0, 0.5, 1.0)}
    ).filter(bool),
    "new": _some("key", "user", "team", "project"),
    "tools": st.booleans(),
    "images": st.booleans(),
    "budget": st.fixed_dictionaries({"id": st.sampled_from(_NAMES)}, optional=_QUANTITIES).filter(
        lambda argument: len(argument) > 1
    ),
    "time": st.fixed_dictionaries(
        {"timezone": st.sampled_from(_ZONES)},
        optional={
            "days": _some("mon", "fri", "sun"),
            "from": st.sampled_from(_CLOCKS),
            "until": st.sampled_from(_CLOCKS),
        },
    ).filter(lambda window: len(window) > 1 and window.get("from") != window.get("until", 0)),
    "unhealthy": _some("openai", "a", "openai/a", "*b", "azure/*"),
}
"""For each kind what may be written; of `budget` only that on one budget: it alone has axes."""


@st.composite
def written(draw: st.DrawFn) -> dict[str, object]:
    """One to three conditions of a rule."""
    kinds = draw(st.lists(st.sampled_from(sorted(ARGUMENTS)), min_size=1, max_size=3, unique=True))
    return {kind: draw(ARGUMENTS[kind]) for kind in kinds}


def groups() -> st.SearchStrategy[dict[str, object]]:
    """Conditions, also under `all`, `any` and `not`, a few deep."""
    return st.recursive(
        written(),
        lambda inner: st.dictionaries(
            st.sampled_from(["all", "any", "not"]),
            st.lists(inner, min_size=1, max_size=2),
            min_size=1,
            max_size=2,
        ),
        max_leaves=4,
    )


_HOURS = st.builds(LastHour, requests=st.integers(0, 4), cost_usd=st.sampled_from((0.0, 0.5, 2.0)))


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """Facts that meet and miss each of the arguments now and then."""
    name, names = st.sampled_from(_NAMES), st.lists(st.sampled_from(_NAMES), max_size=2).map(tuple)
    labels = st.sampled_from(Priority), st.sampled_from(Complexity), st.sampled_from(list(Task)[:4])
    said = replace(
        factories.assessment(
            priority=draw(labels[0]),
            complexity=draw(labels[1]),
            task=draw(labels[2]),
            is_abstained=draw(st.booleans()),
        ),
        priority_probabilities={"high": draw(st.sampled_from(_SHARES))},
        difficulty=draw(st.none() | st.sampled_from((-1.0, 0.2, 0.5, 3.0))),
    )
    asked = replace(
        factories.shape(
            requested_model=draw(st.sampled_from(("auto", "gpt-4o", "gpt-5", "best"))),
            input_tokens=draw(st.integers(0, 4)),
            tool_count=draw(st.integers(0, 1)),
            needs=draw(st.sets(st.just(Capability.VISION))),
        ),
        turns=draw(st.integers(0, 4)),
        batch_size=draw(st.none() | st.integers(1, 4)),
        language=draw(st.sampled_from((None, "de", "en", "it"))),
    )
    who = factories.caller(
        team=draw(name), project=draw(name), user=draw(name), environment=draw(name)
    )
    shares = st.sampled_from((0.0, 0.1, 0.5, 0.9, 1.2))
    states = st.builds(BudgetState, id=name, share_used=shares, share_elapsed=shares)
    return replace(
        factories.facts(
            said=said, asked=asked, who=replace(who, key_id=draw(name), tags=draw(names))
        ),
        at=factories.NOON + timedelta(minutes=draw(st.integers(0, 370 * 24 * 60))),
        budgets=tuple(draw(st.lists(states, max_size=2, unique_by=lambda state: state.id))),
        findings=draw(names),
        last_hour=draw(st.none() | _HOURS),
        new=draw(st.sampled_from(((), ("key",), ("user", "project")))),
        unhealthy=draw(st.sampled_from(((), ("openai/a",), ("azure/b", "openai/c")))),
    )
