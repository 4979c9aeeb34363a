"""Which rules and effects never take effect, because other rules always win?

For each kind of effect the first matching rule wins. So an effect is lost where earlier rules with
an effect of its kind match all that its rule matches, or where such requests are all refused. What
needs approval is not always refused: a grant may cover it, and the strictest demand holds. A step
of a ladder only tightens, so it loses its effect to stricter steps alone, and takes none from other
rules.
"""

from collections.abc import Iterator, Sequence

from router.core.effects import GOALS, Then
from router.core.lint.finding import Code, Finding, Severity, Subject, in_words, named
from router.core.rules.space import Box, Boxes, intersect, is_covered
from router.core.strictness import STRICTEST_HOLDS, TIGHTENING, strictness

__all__ = ["CODES", "check"]

SHADOWED = Code("shadowed-rule", Severity.ERROR, "Other rules leave it nothing to do.")
EFFECT = Code("shadowed-effect", Severity.WARNING, "Other rules always decide this effect.")
CODES = (SHADOWED, EFFECT)

_REFUSALS = ("deny", "quarantine")
_ADDING_UP = frozenset({"guideline", "headers"})
_USE = "use"


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at rules and their effects."""
    by_kind: dict[str, list[tuple[int, Box]]] = {}
    refused = {
        kind: [
            (place, box)
            for place, rule in enumerate(subject.policy.rules)
            if getattr(rule.then, kind) is not None
            for box in subject.boxes[place]
        ]
        for kind in _REFUSALS
    }
    for place, rule in enumerate(subject.policy.rules):
        kinds = _kinds(rule.then)
        if subject.boxes[place]:
            lost = {
                effect: by
                for effect, kind in kinds.items()
                if (
                    by := _takers(
                        subject.boxes[place],
                        _rivals(
                            kind,
                            decided=_of_equals(subject, kind, decided=by_kind, place=place),
                            refused=refused,
                            place=place,
                        ),
                    )
                )
            }
            yield from _told(subject, place, lost=lost, every=tuple(kinds))
        for kind in _settled(rule.then, kinds):
            by_kind.setdefault(kind, []).extend((place, box) for box in subject.boxes[place])


def _kinds(then: Then) -> dict[str, str]:
    """For each effect that is written, the kind of which only one holds."""
    written = [name for name in type(then).model_fields if getattr(then, name) is not None]
    return {name: _USE if name in (*GOALS, "canary") else name for name in written}


def _settled(then: Then, kinds: dict[str, str]) -> set[str]:
    """The kinds of effect that are decided wherever the rule matches."""
    settled = set(kinds.values()) - _ADDING_UP
    return settled if then.goal is not None else settled - {_USE}  # a canary takes only a share


def _rivals(
    kind: str,
    *,
    decided: Sequence[tuple[int, Box]],
    refused: dict[str, list[tuple[int, Box]]],
    place: int,
) -> list[tuple[int, Box]]:
    """The boxes in which another rule decides this kind of effect, or refuses."""
    rivals = list(decided) if kind not in _ADDING_UP else []
    for refusal in _REFUSALS:
        if kind == "deny" or (kind == refusal):
            continue
        rivals += [(other, box) for other, box in refused[refusal] if other != place]
    return rivals


def _of_equals(
    subject: Subject, kind: str, *, decided: dict[str, list[tuple[int, Box]]], place: int
) -> list[tuple[int, Box]]:
    """Of the boxes in which earlier rules decide, those of rules that take the effect away."""
    found = decided.get(kind, [])
    if kind not in TIGHTENING:
        return found
    rules, steps = subject.policy.rules, subject.policy.steps
    is_step = rules[place].id in steps
    if kind != STRICTEST_HOLDS:
        found = [one for one in found if (rules[one[0]].id in steps) is is_step]
        if not is_step:
            return found
    own = strictness(kind, getattr(rules[place].then, kind))
    return [one for one in found if strictness(kind, getattr(rules[one[0]].then, kind)) <= own]


def _takers(boxes: Boxes, rivals: Sequence[tuple[int, Box]]) -> tuple[int, ...] | None:
    """The rules that together match all that lies in the boxes; None where they do not."""
    every = [box for _, box in rivals]
    if not all(is_covered(box, every) for box in boxes):
        return None
    meeting = {
        other for other, rival in rivals for box in boxes if intersect(box, rival) is not None
    }
    return tuple(sorted(meeting))


def _told(
    subject: Subject, place: int, *, lost: dict[str, tuple[int, ...]], every: tuple[str, ...]
) -> Iterator[Finding]:
    rules = subject.policy.rules
    own = named(rules[place].id)
    if lost and len(lost) == len(every):
        others = sorted({other for by in lost.values() for other in by})
        text = (
            f"{own[0].upper()}{own[1:]} never takes effect: whatever it matches is decided by "
            f"{_listed([rules[other].id for other in others])}. Move it up, or delete it."
        )
        yield Finding(SHADOWED, ("rules", place), text)
        return
    for effect, by in lost.items():
        text = (
            f"'{effect}' of {own} never takes effect: whatever it matches is decided by "
            f"{_listed([rules[other].id for other in by])}. Delete it, or move the rule up."
        )
        yield Finding(EFFECT, ("rules", place, "then", effect), text)


def _listed(ids: Sequence[str]) -> str:
    shown = [f"'{one}'" for one in ids[:3]]
    more = [f"{len(ids) - 3} more"] if len(ids) > 3 else []
    return f"{'rule' if len(ids) == 1 else 'rules'} {in_words([*shown, *more])}"
