"""What does one policy file say by itself: its rules as far as they are right, and its mistakes?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from router.adapters.files.mistakes import Location, Mistake, shown
from router.adapters.files.named_sets import Expanded, NamedSet, expand
from router.adapters.files.policy_format import OverlayText, PolicyText
from router.adapters.files.validation import Sifted, Vocabulary, sift
from router.adapters.files.yaml_source import YamlSource
from router.core.effects import Then
from router.core.policy import DEFAULT_RULE, Rule
from router.core.rules import When

__all__ = ["POLICY_WORDS", "PlacedRule", "PolicyPart", "part_of"]

POLICY_WORDS = Vocabulary(
    nouns={When: "condition", Then: "effect"},
    items={
        "rules": ("rule", ("id",)),
        "budgets": ("budget", ("id",)),
        "overlays": ("overlay", ("team",)),
    },
    stand_ins={"version": 1, "name": "unnamed"},
)
_NOT_FOR_TEAMS = ("approvals", "budgets", "default", "detection", "overlays", "thrift")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRule:
    """A rule, and where it is written."""

    rule: Rule
    source: YamlSource
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPart:
    """One file, and the base that it extends."""

    text: PolicyText
    expanded: Expanded
    sifted: Sifted[PolicyText]
    base: "PolicyPart | None"

    @property
    def source(self) -> YamlSource:
        """Its content, sets being replaced by their members."""
        return self.expanded.source

    @property
    def sets(self) -> Mapping[str, NamedSet]:
        """Its sets and those of its bases."""
        return self.expanded.sets

    @property
    def path(self) -> Path:
        """The file."""
        return self.source.path

    @property
    def rules(self) -> Iterator[PlacedRule]:
        """Its rules without mistakes, each with an owner where the file names one."""
        for place, rule in enumerate(self.text.rules):
            owned = rule.model_copy(update={"owner": rule.owner or self.text.owner})
            at = self.sifted.origin(("rules", place))
            yield PlacedRule(rule=owned, source=self.source, at=at)

    def overlay_at(self, place: int) -> tuple[OverlayText, Location]:
        """One of its overlays, and where it is written."""
        return self.text.overlays[place], self.sifted.origin(("overlays", place))


def part_of(
    source: YamlSource, base: PolicyPart | None, *, is_base_missing: bool = False
) -> tuple[PolicyPart | None, tuple[Mistake, ...]]:
    """What a file says, and its mistakes; None where no policy is left of it.

    Where its base cannot be read, sets that are not known are no mistakes: they may be there.
    """
    expanded = expand(source, base.sets if base else {})
    known = (*expanded.mistakes, *_repeated(source), *_misplaced_locks(source), *_of_a_team(source))
    sifted = sift(PolicyText, expanded.source, words=POLICY_WORDS, known=known)
    mistakes = sifted.mistakes
    if is_base_missing:
        mistakes = tuple(mistake for mistake in mistakes if mistake not in expanded.mistakes)
    if sifted.model is None:
        return None, mistakes
    part = PolicyPart(text=sifted.model, expanded=expanded, sifted=sifted, base=base)
    return part, mistakes


def _items(source: YamlSource, name: str) -> Iterator[tuple[int, dict[str, object]]]:
    items = source.data.get(name) if isinstance(source.data, dict) else None
    for place, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield place, item


def _repeated(source: YamlSource) -> Iterator[Mistake]:
    """Told here and not only by the model, which knows no lines and stops at other mistakes."""
    for name, noun, why in (
        ("rules", "rule", ": decisions name the rule that made them"),
        ("budgets", "budget", ""),
    ):
        first: dict[str, int] = {}
        for place, item in _items(source, name):
            own, at = item.get("id"), (name, place, "id")
            if not isinstance(own, str):
                continue
            line = source.place_of(at).line
            text = f"a {noun} in line {first.get(own)} has the id {shown(own)} too. "
            if name == "rules" and own == DEFAULT_RULE:
                text = f"the id '{own}' stands for the policy's own default. Choose another id."
                yield Mistake(source.place_of(at), text, at=at)
            elif own in first:
                yield Mistake(source.place_of(at), f"{text}Ids must be unique{why}.", at=at)
            first.setdefault(own, line)


def _misplaced_locks(source: YamlSource) -> Iterator[Mistake]:
    """Locked rules come first where a file is extended, so they must come first in the file too."""
    before: int | None = None
    for place, rule in _items(source, "rules"):
        at = ("rules", place, "locked")
        if rule.get("locked") is not True:
            before = source.place_of(("rules", place)).line if before is None else before
        elif before is not None:
            text = (
                f"'locked' in rule {shown(rule.get('id'))}: locked rules come before all others, "
                f"and the rule in line {before} is not locked. Move this one above it."
            )
            yield Mistake(source.place_of_key(at), text, at=at)


def _of_a_team(source: YamlSource) -> Iterator[Mistake]:
    """What a team's own file cannot say."""
    if not isinstance(source.data, dict) or "team" not in source.data:
        return
    if "extends" not in source.data:
        text = "'team' needs `extends`: a team's rules are an overlay on the base that permits it."
        yield Mistake(source.place_of_key(("team",)), text, at=("extends",))
    for name in _NOT_FOR_TEAMS:
        if name in source.data:
            text = f"'{name}' belongs to the base: a team's file has rules and sets. Take it out."
            yield Mistake(source.place_of_key((name,)), text, at=(name,))
    for place, rule in _items(source, "rules"):
        if rule.get("locked") is True:
            at = ("rules", place, "locked")
            text = (
                f"'locked' in rule {shown(rule.get('id'))}: nothing extends a team's file, so "
                "nothing can come before its rules. Delete it."
            )
            yield Mistake(source.place_of_key(at), text, at=at)
