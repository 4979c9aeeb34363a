"""What does an effect do to the requests that a rule matches, as the end of a sentence?

Each sentence begins with "Requests" and the words of the rule's conditions.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from router.core.effects import (
    Balance,
    CheapestSufficient,
    Effort,
    Goal,
    Named,
    Sharing,
    StandIn,
    Stickiness,
    Then,
)
from router.core.money import format_usd
from router.core.rules.phrases import listed, percent, text_length, time_span
from router.core.tier import Tier

__all__ = ["KINDS", "effects_in_words", "goal_words"]

_STICKINESS: Mapping[Stickiness, str] = MappingProxyType(
    {
        Stickiness.NEVER: "may change the model at every turn of a conversation",
        Stickiness.WHERE_IT_PAYS: "change the model in mid-conversation only where that pays",
        Stickiness.ALWAYS: "keep the model that answered the turn before, unless a better class "
        "is wanted or it can no longer serve",
    }
)
_EFFORT: Mapping[Effort, str] = MappingProxyType(
    {
        Effort.MINIMAL: "get the least effort from models that reason",
        Effort.LOW: "get low effort at most from models that reason",
        Effort.MEDIUM: "get medium effort at most from models that reason",
        Effort.HIGH: "get high effort at most from models that reason",
    }
)


_SHARED: Mapping[Sharing, str] = MappingProxyType(
    {
        Sharing.KEY: "",
        Sharing.USER: ", among the keys of one user",
        Sharing.TEAM: ", within a team",
        Sharing.PROJECT: ", within a project",
        Sharing.EVERYBODY: ", whoever asked before",
    }
)
_STAND_IN: Mapping[StandIn, str] = MappingProxyType(
    {
        StandIn.NOBODY: "with the same model",
        StandIn.SAME_TIER: "with a model of the same class where the first one fails",
        StandIn.PERMITTED: "with another model that is permitted where the first one fails",
    }
)
_BALANCE: Mapping[Balance, str] = MappingProxyType(
    {
        Balance.FIRST: "go to the first of models that cost the same",
        Balance.WEIGHTED: "are shared out among models that cost the same",
        Balance.FASTEST: "go to the quickest of models that cost the same",
    }
)


def goal_words(then: Then) -> str | None:
    """Where it sends requests to `auto`, all or some; None where it does not say."""
    goal, trial = then.goal, _canary(then)
    if goal is None:
        return trial and f"{trial}; the others go by the lines below"
    return _goal(goal) + (f", but {trial}" if trial else "")


def _goal(goal: Goal) -> str:
    if isinstance(goal, Tier | Named):
        return f"go to {_destination(goal)}"
    if isinstance(goal, CheapestSufficient):
        return (
            "go to the cheapest model whose chance of a good answer is "
            f"at least {percent(goal.p_good)}"
        )
    return "go to the model whose answer is most worth its price"


def _destination(goal: Tier | Named) -> str:
    return f"the model {goal.name}" if isinstance(goal, Named) else f"{goal} models"


def _floor(then: Then) -> str | None:
    return then.floor and f"never go below {then.floor} models"


def _cap(then: Then) -> str | None:
    return then.cap and f"never go above {then.cap} models"


def _region(then: Then) -> str | None:
    return f"go only to models in the region {listed(then.region)}" if then.region else None


def _deny(then: Then) -> str | None:
    return then.deny and "are refused"


def _quarantine(then: Then) -> str | None:
    return then.quarantine and "are refused until that is over"


def _approval(then: Then) -> str | None:
    demand = then.require_approval
    if demand is None:
        return None
    above_usd = demand.above_usd
    if above_usd is None:
        return "need approval"
    return f"need approval if they are expected to cost more than {format_usd(above_usd)} USD"


def _slow_down(then: Then) -> str | None:
    most = then.slow_down
    return f"are slowed down to {most:,} a minute for each key" if most else None


def _max_tokens(then: Then) -> str | None:
    most = then.max_tokens
    return f"get answers of at most {text_length(most)}" if most else None


def _effort(then: Then) -> str | None:
    return then.reasoning_effort and _EFFORT[then.reasoning_effort]


def _canary(then: Then) -> str | None:
    canary = then.canary
    if canary is None:
        return None
    return f"try {_destination(canary.goal)} in {percent(canary.share)} of the conversations"


def _shadow(then: Then) -> str | None:
    shadow = then.shadow
    if shadow is None:
        return None
    return (
        f"are answered a second time by {_destination(shadow.goal)} in {percent(shadow.share)} "
        "of the cases, to compare; you never see that answer"
    )


def _stickiness(then: Then) -> str | None:
    return then.stickiness and _STICKINESS[then.stickiness]


def _prompt_cache(then: Then) -> str | None:
    if then.prompt_cache is None:
        return None
    counts = "with" if then.prompt_cache else "without"
    return f"are priced {counts} what the model's memory of earlier turns saves"


def _coach(then: Then) -> str | None:
    if then.coach is None:
        return None
    return f"come back {'with' if then.coach else 'without'} a tip on what would have cost less"


def _reuse(then: Then) -> str | None:
    told = then.reuse_answers
    if told is None:
        return None
    only = "" if told.sampled else " and ask for no variety"
    lasting = time_span(told.lasting)
    return (
        f"get an answer again for {lasting} where they are identical{only}"
        + (_SHARED[told.shared_by])
    )


def _similar(then: Then) -> str | None:
    told = then.reuse_similar
    if told is None:
        return None
    lasting = time_span(told.lasting)
    return f"get an answer again for {lasting} where they mean the same{_SHARED[told.shared_by]}"


def _failover(then: Then) -> str | None:
    told = then.failover
    if told is None:
        return None
    if not told.retries:
        return "are tried once"
    times = "once more" if told.retries == 1 else f"up to {told.retries} times more"
    return f"are tried {times}, {_STAND_IN[told.stand_in]}"


def _timeouts(then: Then) -> str | None:
    told = then.timeouts
    if told is None:
        return None
    stages = (
        (told.connect_s, "to connect"),
        (told.first_token_s, "for a first word"),
        (told.between_tokens_s, "between words"),
        (told.total_s, "in all"),
    )
    waits = listed((f"{s:g} s {stage}" for s, stage in stages if s is not None), word="and")
    return f"wait {waits}"


def _hedge(then: Then) -> str | None:
    told = then.hedge
    if told is None:
        return None
    return f"ask a second model too if the first is silent for {told.after_ms:,} ms"


def _balance(then: Then) -> str | None:
    return then.balance and _BALANCE[then.balance]


def _guideline(then: Then) -> str | None:
    return then.guideline and "come back with a hint"


def _headers(then: Then) -> str | None:
    added = listed((f"{k}: {v}" for k, v in (then.headers or {}).items()), word="and")
    return added and f"come back with the header {added}"


KINDS: Mapping[str, Callable[[Then], str | None]] = MappingProxyType(
    {
        "goal": goal_words,
        "floor": _floor,
        "cap": _cap,
        "region": _region,
        "deny": _deny,
        "quarantine": _quarantine,
        "require_approval": _approval,
        "slow_down": _slow_down,
        "max_tokens": _max_tokens,
        "reasoning_effort": _effort,
        "canary": _canary,
        "shadow": _shadow,
        "stickiness": _stickiness,
        "prompt_cache": _prompt_cache,
        "reuse_answers": _reuse,
        "reuse_similar": _similar,
        "failover": _failover,
        "timeouts": _timeouts,
        "hedge": _hedge,
        "balance": _balance,
        "coach": _coach,
        "guideline": _guideline,
        "headers": _headers,
    }
)
"""For each kind of effect what a rule does, as words; None where it does nothing of the kind."""


def effects_in_words(then: Then) -> str:
    """All that a rule does."""
    return listed((words for say in KINDS.values() if (words := say(then))), word="and")
