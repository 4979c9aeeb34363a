"""Which changes of a policy change no decision? Those that an analysis of its rules can prove.

A change matters only for facts that the changed rule matches, and for a kind of effect only where
no earlier rule has it already and no rule refuses the request anyway.
"""

from collections.abc import Iterable, Sequence

from router.core.deployment import Kind
from router.core.effects import Then
from router.core.mutants.mutant import Mutant, is_swap
from router.core.policy import Policy, Rule
from router.core.routing import Rulebook
from router.core.rules.space import YES, Box, Boxes, intersect, is_covered, subtract
from router.core.strictness import STRICTEST_HOLDS, TIGHTENING, strictness
from router.core.tier import Tier

__all__ = ["why_equivalent"]

_GOAL = "goal"
_GOALS = frozenset({"tier", "deployment", "cheapest_sufficient", "best_value", "canary"})
_ADD_UP = frozenset({"guideline", "headers"})
_REFUSALS = ("deny", "quarantine")
_MOST_BOXES = 256


def why_equivalent(mutant: Mutant, rulebook: Rulebook) -> str | None:
    """Why the change decides nothing; None where it may, or where no proof was found."""
    policy = rulebook.policy
    if mutant.place is None:
        return None
    if is_swap(mutant, policy):
        return _swap(policy.rules[mutant.place], policy.rules[mutant.place + 1], policy=policy)
    rule = policy.rules[mutant.place]
    if mutant.changed is not None and _is_only_budget(rule, mutant.changed, policy=policy):
        return "there is no other budget"
    if not _matters(mutant, policy, rule=rule):
        return "earlier rules or refusals always decide where it would matter"
    if _is_lifted(rule, mutant.changed, rulebook=rulebook):
        return "the rule's own floor lifts either tier"
    return None


def _is_only_budget(rule: Rule, changed: Rule, *, policy: Policy) -> bool:
    """Whether only the name of the one budget was left out."""
    names = {one.id for one in policy.budgets}
    return (
        len(names) == 1 and rule.then == changed.then and _any_budget(rule) == _any_budget(changed)
    )


def _any_budget(rule: Rule) -> object:
    return _without_ids(rule.when.model_dump(mode="json", by_alias=True, exclude_none=True))


def _without_ids(written: object) -> object:
    """Conditions without names of budgets: nothing else in them is called `id`."""
    if isinstance(written, dict):
        return {key: _without_ids(value) for key, value in written.items() if key != "id"}
    return [_without_ids(one) for one in written] if isinstance(written, list) else written


def _is_lifted(rule: Rule, changed: Rule | None, *, rulebook: Rulebook) -> bool:
    """Whether both rules only name different tiers, which the floor of both makes the same.

    A floor counts in full only where the catalog reaches it, in each region that is asked for.
    """
    floor = rule.then.floor
    if changed is None or floor is None or changed.when != rule.when:
        return False
    if _changed_kinds(rule.then, changed.then) != {_GOAL}:
        return False
    goals = (rule.then.goal, changed.then.goal)
    if not all(isinstance(goal, Tier) and goal.rank <= floor.rank for goal in goals):
        return False
    place = rulebook.policy.rules.index(rule)
    earlier = rulebook.policy.rules[:place]
    # Only where no earlier rule has set the goal does this one's count.
    counts = _without(rule.when.boxes(), _boxes_of(earlier, _GOAL))
    return (
        _reaches(rulebook, floor, boxes=rule.when.boxes())
        and counts is not None
        and not any(
            intersect(one, other) is not None
            for one in _boxes_of(earlier, "floor")
            for other in counts
        )
    )


def _boxes_of(rules: Iterable[Rule], kind: str) -> list[Box]:
    """Facts for which one of the rules settles a kind of effect."""
    return [box for rule in rules if _settles(rule.then, kind) for box in rule.when.boxes()]


def _reaches(rulebook: Rulebook, floor: Tier, *, boxes: Boxes) -> bool:
    """Whether the floor is within reach, in each region, for all that the boxes may hold."""
    regions = [None, *(r.then.region for r in rulebook.policy.rules if r.then.region is not None)]
    may_be_unsure = any(intersect(box, {"abstained": YES}) is not None for box in boxes)
    kinds = tuple(Kind) if may_be_unsure else (Kind.CHAT,)  # embeddings are never classified
    return all(
        any(
            one.tier.rank >= floor.rank and (region is None or one.region in region)
            for one in rulebook.catalog.of_kind(kind)
        )
        for region in regions
        for kind in kinds
    )


def _swap(one: Rule, other: Rule, *, policy: Policy) -> str | None:
    shared = (_kinds(one.then) & _kinds(other.then)) - {"headers"}
    is_step = one.id in policy.steps or other.id in policy.steps
    tightening = TIGHTENING if is_step else frozenset({STRICTEST_HOLDS})
    shared -= {kind for kind in shared & tightening if not _is_alike(one, other, kind=kind)}
    if not shared and not (set(one.then.headers or ()) & set(other.then.headers or ())):
        return f"it shares no kind of effect with {other.id}"
    if not any(intersect(a, b) is not None for a in one.when.boxes() for b in other.when.boxes()):
        return f"it never matches together with {other.id}"
    return None


def _is_alike(one: Rule, other: Rule, *, kind: str) -> bool:
    """Whether neither effect is stricter, so that the first of both is told."""
    return _strictness(kind, one) == _strictness(kind, other)


def _strictness(kind: str, rule: Rule) -> float:
    return strictness(kind, getattr(rule.then, kind))


def _matters(mutant: Mutant, policy: Policy, *, rule: Rule) -> bool:
    changed = mutant.changed
    place = mutant.place or 0
    if changed is not None and changed.when == rule.when:
        where: Boxes | None = rule.when.boxes()
        kinds = _changed_kinds(rule.then, changed.then)
    else:
        other = changed.when.boxes() if changed is not None else ()
        where = _difference(rule.when.boxes(), other)
        kinds = _kinds(rule.then)
    if where is None:
        return True
    return any(
        not is_covered(box, _decided_before(kind, place, policy=policy, changed=changed))
        and not (kind == _GOAL and _is_lowered(box, place, policy=policy, changed=changed))
        for box in where
        for kind in kinds
    )


def _is_lowered(box: Box, place: int, *, policy: Policy, changed: Rule | None) -> bool:
    """Whether one and the same cap lowers all goals that could be aimed at here."""
    others = [*policy.rules[:place], *policy.rules[place + 1 :]]
    near = [rule for rule in others if _meets(rule, box)]
    capping = next((rule for rule in near if rule.then.cap is not None), None)
    own = [one for one in (policy.rules[place], changed) if one is not None]
    is_first = capping in policy.rules[:place] or all(one.then.cap is None for one in own)
    if capping is None or not is_first:
        return False
    cap = capping.then.cap
    goals: list[object] = [policy.default.tier]
    for rule in (*near, *own):
        goals += [rule.then.goal] if rule.then.goal is not None else []
        goals += [rule.then.canary.goal] if rule.then.canary is not None else []
    return (
        cap is not None
        and is_covered(box, capping.when.boxes())
        and all(isinstance(goal, Tier) and goal.rank > cap.rank for goal in goals)
    )


def _meets(rule: Rule, box: Box) -> bool:
    return any(intersect(one, box) is not None for one in rule.when.boxes())


def _decided_before(
    kind: str, place: int, *, policy: Policy, changed: Rule | None
) -> Sequence[Box]:
    """Facts for which a kind of effect of the rule at `place` does not count."""
    rules = policy.rules
    others = [*rules[:place], *rules[place + 1 :]]
    if changed is not None and changed.when == rules[place].when:
        others.append(rules[place])
    stronger = _REFUSALS[: _REFUSALS.index(kind)] if kind in _REFUSALS else _REFUSALS
    refusing = (
        rule
        for rule in others
        if any(
            getattr(rule.then, refusal) is not None
            and (rule is not rules[place] or refusal in _kinds((changed or rule).then))
            for refusal in stronger
        )
    )
    before: Sequence[Rule] = rules[:place]
    if kind in TIGHTENING:
        before = _that_take(kind, place, policy=policy, changed=changed)
    earlier = [] if kind in _ADD_UP else _boxes_of(before, kind)
    return [*(box for rule in refusing for box in rule.when.boxes()), *earlier]


def _that_take(kind: str, place: int, *, policy: Policy, changed: Rule | None) -> Sequence[Rule]:
    """Earlier rules that leave an effect nothing to tighten, both as it is and as it is changed."""
    rules, steps = policy.rules, policy.steps
    is_step = rules[place].id in steps
    alike = rules[:place]
    if kind != STRICTEST_HOLDS:
        alike = tuple(rule for rule in alike if (rule.id in steps) is is_step)
        if not is_step:
            return alike
    both = [one for one in (rules[place], changed) if one is not None]
    own = min(_strictness(kind, one) for one in both if getattr(one.then, kind) is not None)
    return [
        rule
        for rule in alike
        if getattr(rule.then, kind) is not None and _strictness(kind, rule) <= own
    ]


def _settles(then: Then, kind: str) -> bool:
    """Whether the rule, where it matches, leaves nothing of this kind to later rules."""
    if kind == _GOAL:
        return then.goal is not None  # a canary alone leaves those who are not drawn
    return getattr(then, kind) is not None


def _kinds(then: Then) -> frozenset[str]:
    """Kinds of its effects; all that say what the choice aims at are one kind."""
    written = (name for name in Then.model_fields if getattr(then, name) is not None)
    return frozenset(_GOAL if name in _GOALS else name for name in written)


def _changed_kinds(before: Then, after: Then) -> frozenset[str]:
    changed = {name for name in Then.model_fields if getattr(before, name) != getattr(after, name)}
    return frozenset(_GOAL if name in _GOALS else name for name in changed)


def _difference(one: Boxes, other: Boxes) -> Boxes | None:
    """What lies in just one of the two; None where that takes too many boxes to say."""
    parts = (_without(one, other), _without(other, one))
    return None if None in parts else tuple(box for part in parts for box in part or ())


def _without(one: Boxes, other: Iterable[Box]) -> Boxes | None:
    left = one
    for box in other:
        left = tuple(piece for each in left for piece in subtract(each, box))
        if len(left) > _MOST_BOXES:
            return None
    return left
