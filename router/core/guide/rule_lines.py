"""What do the rules do in one respect: a sentence for each, in the order in which they count?"""

from collections.abc import Iterable, Sequence

from router.core.guide.effect_words import KINDS
from router.core.guide.guide import Line, Lines
from router.core.policy import Rule
from router.core.rules.space import Values, intersect

__all__ = ["FIRST_HOLDS", "concerning", "lines_of", "subject"]

FIRST_HOLDS = "The first line that fits a request holds for it."
_SAID = ("deny", "quarantine", "require_approval", "guideline")
"""Effects whose value is a message of the organisation."""


def concerning(rules: Iterable[Rule], team: str | None) -> tuple[Rule, ...]:
    """The rules that some request of the team may meet; all where no team is asked for."""
    if team is None:
        return tuple(rules)
    ours = {"team": Values(frozenset([team]))}
    return tuple(
        rule for rule in rules if any(intersect(box, ours) is not None for box in rule.when.boxes())
    )


def lines_of(
    kind: str, rules: Sequence[Rule], *, title: str, note: str = FIRST_HOLDS
) -> tuple[Lines, ...]:
    """One block, with a line for each rule that has an effect of this kind; none without any."""
    lines = tuple(_line(kind, rule) for rule in rules if KINDS[kind](rule.then))
    return (Lines(kind=kind, title=title, note=note, lines=lines),) if lines else ()


def subject(rule: Rule) -> str:
    """The requests that it matches, as the beginning of a sentence."""
    words = rule.when.in_words()
    # A comma tells where a list of alternatives ends and the verb begins.
    return f"Requests {words}{',' if words.startswith('either ') else ''}"


def _line(kind: str, rule: Rule) -> Line:
    does = KINDS[kind](rule.then)
    said = getattr(rule.then, kind) if kind in _SAID else None
    return Line(
        rule_id=rule.id,
        words=(f"{subject(rule)} {does}.",),
        said=None if said is None else str(said),
        reason=rule.reason if _first_kind(rule) == kind else None,
    )


def _first_kind(rule: Rule) -> str:
    """The effect under which the guide meets the rule first, and tells its reason."""
    return next(kind for kind, say in KINDS.items() if say(rule.then))
