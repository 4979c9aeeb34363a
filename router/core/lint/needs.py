"""Which rules permit no deployment that can do what their own conditions say is asked?"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from router.core.deployment import Capability, Deployment
from router.core.lint.finding import Code, Finding, Location, Severity, Subject, in_words, named
from router.core.policy import Rule
from router.core.rules.space import YES, Boxes, Range, Values, intersect
from router.core.tier import TIERS

__all__ = ["CODES", "check"]

NEED = Code("unmet-need", Severity.ERROR, "What it permits cannot do what it matches.")
UNFIT = Code("unfit-deployment", Severity.ERROR, "The deployment cannot do what the rule matches.")
OUTSIDE = Code("outside-region", Severity.WARNING, "The deployment is outside the region.")
CODES = (NEED, UNFIT, OUTSIDE)
_ASKS = (("tools", Capability.TOOLS, "tools"), ("images", Capability.VISION, "images"))


@dataclass(frozen=True, slots=True)
class _Needs:
    capabilities: frozenset[Capability]
    tokens: float
    words: tuple[str, ...]

    def are_met(self, deployment: Deployment) -> bool:
        return (
            self.capabilities <= deployment.capabilities and self.tokens < deployment.context_window
        )


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at caps, regions and named deployments."""
    for place, rule in enumerate(subject.policy.rules):
        at = ("rules", place, "then")
        needs = _needs(subject.boxes[place])
        if needs.words:
            yield from _limits(subject.chats, rule, at=at, needs=needs)
            yield from _named(subject, rule, at=at, needs=needs)
        yield from _outside(subject, place, rule=rule)


def _needs(boxes: Boxes) -> _Needs:
    """What every request that lies in one of the boxes needs."""
    capabilities, words = set[Capability](), list[str]()
    for axis, capability, word in _ASKS:
        if boxes and all(_is_wanted(box.get(axis)) for box in boxes):
            capabilities.add(capability)
            words.append(word)
    lows = [span.low if isinstance(span := b.get("tokens"), Range) else -math.inf for b in boxes]
    least = min(lows, default=-math.inf)
    if least > 0:
        words.append(f"at least {least:,.0f} input tokens")
    return _Needs(frozenset(capabilities), least, tuple(words))


def _is_wanted(span: object) -> bool:
    return isinstance(span, Values) and span == YES


def _permitted(chats: Iterable[Deployment], rule: Rule) -> list[Deployment]:
    then = rule.then
    lowest = then.floor.rank if then.floor else 0
    highest = then.cap.rank if then.cap else len(TIERS)
    return [
        deployment
        for deployment in chats
        if lowest <= deployment.tier.rank <= highest
        and (then.region is None or deployment.region in then.region)
    ]


def _limits(
    chats: Iterable[Deployment], rule: Rule, *, at: Location, needs: _Needs
) -> Iterator[Finding]:
    then = rule.then
    limits = {"cap": then.cap, "floor": then.floor, "region": then.region}
    written = [kind for kind, limit in limits.items() if limit is not None]
    permitted = _permitted(chats, rule)
    # Where nobody is permitted at all, that is told by another check.
    if written and permitted and not any(needs.are_met(one) for one in permitted):
        text = (
            f"{named(rule.id).capitalize()} matches requests with {in_words(needs.words)}, and no "
            f"deployment within its {in_words(written)} can serve those: they are refused. "
            f"Permit more, or add a deployment that can."
        )
        yield Finding(NEED, (*at, written[0]), text)


def _named(subject: Subject, rule: Rule, *, at: Location, needs: _Needs) -> Iterator[Finding]:
    found = subject.catalog.called(rule.then.deployment or "") if subject.catalog else None
    if found is not None and not needs.are_met(found):
        text = (
            f"{named(rule.id).capitalize()} matches requests with {in_words(needs.words)}, and "
            f"'{found.name}' cannot serve those: the default applies instead. "
            "Name a deployment that can."
        )
        yield Finding(UNFIT, (*at, "deployment"), text)


def _outside(subject: Subject, place: int, *, rule: Rule) -> Iterator[Finding]:
    """A deployment that is named, where this or another rule permits other regions only."""
    found = subject.catalog.called(rule.then.deployment or "") if subject.catalog else None
    if found is None:
        return
    for other, limiting in enumerate(subject.policy.rules):
        regions = limiting.then.region
        if regions is None or found.region in regions:
            continue
        meet = (intersect(a, b) for a in subject.boxes[place] for b in subject.boxes[other])
        if any(box is not None for box in meet):
            who = "it" if other == place else named(limiting.id)
            text = (
                f"{named(rule.id).capitalize()} names '{found.name}', which is not in region "
                f"{' or '.join(regions)} as {who} demands: such requests are refused. "
                "Name a deployment there."
            )
            yield Finding(OUTSIDE, ("rules", place, "then", "deployment"), text)
            return
