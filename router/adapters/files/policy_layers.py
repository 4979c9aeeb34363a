"""In which order do the rules of a policy, its bases and its teams' overlays hold?

First the locked rules, from the outermost base inwards. Then the steps of all budgets' ladders, the
strictest first. Then, from the file itself outwards, for
each file the overlays in the order in which it lists them, and its other rules.
"""

from collections.abc import Callable, Iterable, Iterator

from router.adapters.files.mistakes import Mistake, shown
from router.adapters.files.placed_steps import PlacedBudget
from router.adapters.files.policy_part import PlacedRule, PolicyPart
from router.adapters.files.team_overlay import permission, team_rules, unfit
from router.adapters.files.yaml_source import YamlSource

__all__ = ["Layers", "chain"]

Tell = Callable[[YamlSource, Mistake], None]
"""What is told of a mistake."""
FindOverlay = Callable[[PolicyPart, int], PolicyPart | None]
"""The file that a part lists as its n-th overlay; None where it cannot be read."""


class Layers:
    """One policy out of several files."""

    def __init__(self, *, overlay: FindOverlay, tell: Tell) -> None:
        self._overlay = overlay
        self._tell = tell
        self._first: dict[str, PlacedRule] = {}

    def rules(self, head: PolicyPart, steps: Iterable[PlacedRule] = ()) -> list[PlacedRule]:
        """All rules in their order, those with mistakes left out; `steps` are those of ladders."""
        climbed = list(self._unique(steps))
        locked, others = self._rules(head, with_overlays=head.text.team is None)
        return [*locked, *climbed, *others]

    def budgets(self, head: PolicyPart) -> Iterator[PlacedBudget]:
        """The budgets of all files, and where they are written."""
        first: dict[str, YamlSource] = {}
        for part in reversed(list(chain(head))):
            for place, budget in enumerate(part.text.budgets):
                at = part.sifted.origin(("budgets", place))
                if budget.id in first:
                    text = (
                        f"{first[budget.id].path} has a budget {shown(budget.id)} already. Give "
                        "this one an id of its own."
                    )
                    id_at = (*at, "id")
                    self._tell(part.source, Mistake(part.source.place_of(id_at), text, at=id_at))
                else:
                    first[budget.id] = part.source
                    yield PlacedBudget(
                        budget=budget, source=part.source, at=at, owner=part.text.owner
                    )

    def _rules(
        self, part: PolicyPart, *, with_overlays: bool
    ) -> tuple[list[PlacedRule], list[PlacedRule]]:
        """The locked rules, and the others."""
        locked: list[PlacedRule] = []
        others: list[PlacedRule] = []
        if part.base is not None:
            locked, others = self._rules(part.base, with_overlays=with_overlays)
        if part.text.team is not None:
            return locked, [*self._as_overlay(part), *others]
        own = list(self._unique(part.rules))
        overlays = list(self._overlays(part)) if with_overlays else []
        return (
            [*locked, *(one for one in own if one.rule.locked)],
            [*overlays, *(one for one in own if not one.rule.locked), *others],
        )

    def _as_overlay(self, part: PolicyPart) -> Iterator[PlacedRule]:
        """The rules of a team's file that is read by itself."""
        if part.base is None:  # told where it is missing
            return
        permitted = permission(part, part.base)
        if isinstance(permitted, Mistake):
            self._tell(part.source, permitted)
        else:
            yield from self._unique(self._right(part.source, team_rules(part, permitted)))

    def _overlays(self, part: PolicyPart) -> Iterator[PlacedRule]:
        teams: set[str] = set()
        for place in range(len(part.text.overlays)):
            entry, at = part.overlay_at(place)
            if entry.team in teams:
                text = f"team {shown(entry.team)} has an overlay above already. Keep one for each."
                team_at = (*at, "team")
                self._tell(part.source, Mistake(part.source.place_of(team_at), text, at=team_at))
                continue
            teams.add(entry.team)
            overlay = self._overlay(part, place)
            if overlay is None:
                continue
            mistakes = list(unfit(overlay, entry, base=part.path))
            for mistake in mistakes:
                self._tell(overlay.source, mistake)
            if not mistakes:
                yield from self._unique(self._right(overlay.source, team_rules(overlay, entry)))

    def _right(
        self, source: YamlSource, found: Iterable[PlacedRule | Mistake]
    ) -> Iterator[PlacedRule]:
        for one in found:
            if isinstance(one, Mistake):
                self._tell(source, one)
            else:
                yield one

    def _unique(self, rules: Iterable[PlacedRule]) -> Iterator[PlacedRule]:
        for placed in rules:
            first = self._first.setdefault(placed.rule.id, placed)
            if first is placed:
                yield placed
                continue
            at, line = (*placed.at, "id"), first.source.place_of(first.at).line
            text = (
                f"a rule in {first.source.path}:{line} has the id {shown(placed.rule.id)} too. Ids "
                "must be unique over all files: decisions name the rule that made them."
            )
            self._tell(placed.source, Mistake(placed.source.place_of(at), text, at=at))


def chain(head: PolicyPart) -> Iterator[PolicyPart]:
    """A file, its base, the base of that, and so on."""
    part: PolicyPart | None = head
    while part is not None:
        yield part
        part = part.base
