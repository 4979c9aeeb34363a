"""Which effects change nothing, or undo each other within one rule?"""

from collections.abc import Iterator

from router.core.deployment import Capability
from router.core.effects import Then
from router.core.lint.finding import Code, Finding, Location, Severity, Subject, named
from router.core.policy import Rule

__all__ = ["CODES", "check"]

BOUNDS = Code("tier-outside-bounds", Severity.WARNING, "Its own cap or floor overrules its tier.")
CANARY = Code("idle-canary", Severity.WARNING, "It is no comparison of two things.")
EFFORT = Code("idle-effort", Severity.WARNING, "No deployment takes a reasoning effort.")
LENGTH = Code("idle-max-tokens", Severity.NOTE, "No deployment answers at such length.")
CODES = (BOUNDS, CANARY, EFFORT, LENGTH)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at effects."""
    for place, rule in enumerate(subject.policy.rules):
        at = ("rules", place, "then")
        yield from _bounds(rule, at)
        yield from _elsewhere(rule, at)
        if subject.chats:
            yield from _unknown_to_all(subject, rule.then, at=at, rule_id=rule.id)


def _bounds(rule: Rule, at: Location) -> Iterator[Finding]:
    then = rule.then
    if then.tier is None:
        return
    wanted = then.tier.rank
    for kind, bound in (("cap", then.cap), ("floor", then.floor)):
        if bound is not None and (wanted > bound.rank if kind == "cap" else wanted < bound.rank):
            text = (
                f"{named(rule.id).capitalize()} uses tier {then.tier} and has a {kind} of {bound}, "
                f"so that it always uses {bound}. Write one of the two."
            )
            yield Finding(BOUNDS, (*at, "tier"), text)


def _elsewhere(rule: Rule, at: Location) -> Iterator[Finding]:
    then = rule.then
    if then.canary is not None and then.canary.share >= 1:
        text = (
            f"The canary of {named(rule.id)} takes all requests. Make it the rule's "
            f"{'tier' if then.canary.tier else 'deployment'}, or lower its share."
        )
        yield Finding(CANARY, (*at, "canary", "share"), text)
    if then.canary is not None and then.canary.goal == then.goal:
        text = (
            f"The canary of {named(rule.id)} uses what the rule uses. Name another, or delete it."
        )
        yield Finding(CANARY, (*at, "canary"), text)
    if then.shadow is not None and then.shadow.goal == then.goal:
        text = (
            f"The shadow of {named(rule.id)} is answered by what answers anyway. "
            "Name another, or delete it."
        )
        yield Finding(CANARY, (*at, "shadow"), text)


def _unknown_to_all(
    subject: Subject, then: Then, *, at: Location, rule_id: str
) -> Iterator[Finding]:
    if then.reasoning_effort is not None and not any(
        Capability.REASONING in deployment.capabilities for deployment in subject.chats
    ):
        text = (
            f"'reasoning_effort' of {named(rule_id)} does nothing: no deployment has the "
            "capability `reasoning`. Add it where a model reasons, or delete the effect."
        )
        yield Finding(EFFORT, (*at, "reasoning_effort"), text)
    longest = max(deployment.max_output_tokens for deployment in subject.chats)
    if then.max_tokens is not None and then.max_tokens >= longest:
        text = (
            f"'max_tokens' of {named(rule_id)} limits nothing: no deployment answers with more "
            f"than {longest:,} tokens. Lower it or delete it."
        )
        yield Finding(LENGTH, (*at, "max_tokens"), text)
