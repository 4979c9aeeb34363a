"""Which rules do the ladders of all budgets make, and where is each step written?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from router.adapters.files.mistakes import Location, Mistake
from router.adapters.files.policy_part import PlacedRule
from router.adapters.files.yaml_source import YamlSource
from router.core.ladder import rule_of, strictest_first
from router.core.policy_budget import PolicyBudget

__all__ = ["PlacedBudget", "placed_steps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBudget:
    """A budget, and where it is written."""

    budget: PolicyBudget
    source: YamlSource
    at: Location
    owner: str | None
    """Of the rules in its file that name none."""


def placed_steps(
    budgets: Iterable[PlacedBudget], *, tell: Callable[[YamlSource, Mistake], None]
) -> list[PlacedRule]:
    """The rules of all ladders in their order; a step that repeats another is left out."""
    known = list(budgets)
    placed: dict[str, PlacedRule] = {}
    for budget in known:
        for one in _of(budget):
            first = placed.setdefault(one.rule.id, one)
            if first is not one:
                text = (
                    f"the step in line {first.source.place_of(first.at).line} begins just there, "
                    "for the same priorities. Write one step with the effects of both."
                )
                tell(one.source, Mistake(one.source.place_of(one.at), text, at=one.at))
    steps = {s.rule_id(one.budget.id): s for one in known for s in one.budget.steps}
    ordered = strictest_first((one.rule for one in placed.values()), steps)
    return [placed[rule.id] for rule in ordered]


def _of(placed: PlacedBudget) -> Iterator[PlacedRule]:
    for place, step in enumerate(placed.budget.steps):
        yield PlacedRule(
            rule=rule_of(step, placed.budget, owner=placed.owner),
            source=placed.source,
            at=(*placed.at, "steps", place),
        )
