"""For which requests do two policies surely decide the same, so that once is enough?

Most changes concern few requests, and trying the rules takes a small part of deciding. What is
decided depends on a policy by the effects of the rules that match, in their order, by its default
and its thrift alone. Where these are equal, and the catalog is, the route and its cost are.
"""

from collections.abc import Callable

from router.core.facts import Facts
from router.core.policy import Policy, Rule
from router.core.routing import Rulebook

__all__ = ["alike"]

_ELSEWHERE = {
    *("coach", "failover", "guideline", "headers", "hedge", "reasoning_effort", "reuse_answers"),
    *("reuse_similar", "shadow", "slow_down", "timeouts"),
}
"""Effects that neither a route nor its cost depends on."""
_Keys = dict[tuple[str, str], int]


def alike(one: Rulebook, other: Rulebook) -> Callable[[Facts], bool]:
    """A test on facts. It may say no where both would decide the same, and never yes otherwise."""
    ours, theirs = one.policy, other.policy
    same_ends = (ours.default.tier, ours.thrift) == (theirs.default.tier, theirs.thrift)
    if not same_ends or one.catalog != other.catalog:
        return lambda facts: False
    keys: _Keys = {}
    first, second = _signature(ours, keys), _signature(theirs, keys)
    return lambda facts: first(facts) == second(facts)


def _signature(policy: Policy, keys: _Keys) -> Callable[[Facts], list[int]]:
    """What the matching rules do, one number for each that matters; equal effects are equal."""
    known = {id(rule): _key(rule, keys, policy=policy) for rule in policy.rules}
    matching = policy.index.matching

    def signature(facts: Facts) -> list[int]:
        return [key for rule in matching(facts) if (key := known[id(rule)])]

    return signature


def _key(rule: Rule, keys: _Keys, *, policy: Policy) -> int:
    """0 where a rule does nothing that matters.

    A canary and a grant go by the id of a rule, and a step of a ladder holds otherwise than a rule.
    """
    effects = rule.then.model_dump_json(exclude=_ELSEWHERE, exclude_none=True)
    if effects == "{}":
        return 0
    by_id = rule.then.canary is not None or rule.then.require_approval is not None
    salt = rule.id if by_id else ""
    salt += "/" if rule.id in policy.steps else ""
    return keys.setdefault((effects, salt), len(keys) + 1)
