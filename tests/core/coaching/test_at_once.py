"""Tests of `router.core.coaching.at_once`."""

from dataclasses import replace

import pytest

from classifier.labels import Complexity, Task
from router.core.coaching.at_once import tip_at_once
from router.core.decision import RouteDecision
from router.core.deployment import Capability
from router.core.facts import Facts
from router.core.routing import decide
from tests.core.coaching.own import CATALOG
from tests.factories import assessment, facts, rulebook, shape

BOOK = rulebook(of=CATALOG)


def said_of(
    *,
    model: str = "premium",
    complexity: Complexity = Complexity.TRIVIAL,
    task: Task = Task.DRAFTING,
    max_output_tokens: int | None = None,
    p95: int | None = None,
    turns: int = 1,
    needs: frozenset[Capability] = frozenset(),
    is_abstained: bool = False,
) -> str | None:
    said = assessment(complexity=complexity, task=task, is_abstained=is_abstained)
    asked = shape(requested_model=model, max_output_tokens=max_output_tokens, needs=needs)
    given = facts(said=replace(said, output_tokens_p95=p95), asked=replace(asked, turns=turns))
    return tip_at_once(given, _decided(given), catalog=CATALOG)


def _decided(given: Facts) -> RouteDecision:
    return decide(given, BOOK)


@pytest.mark.parametrize(
    ("complexity", "task", "tier", "percent"),
    [
        (Complexity.TRIVIAL, Task.DRAFTING, "economy", 98),
        (Complexity.MODERATE, Task.DRAFTING, "standard", 83),
        (Complexity.MODERATE, Task.TRANSLATION, "economy", 98),
    ],
)
def test_premium_by_name_for_light_work_is_told_first(
    complexity: Complexity, task: Task, tier: str, percent: int
) -> None:
    told = said_of(complexity=complexity, task=task, max_output_tokens=16_000, p95=300, turns=30)
    assert told == (
        f"Asked for premium by name; '{tier}' would do for this: about {percent} % less."
    )


def test_nothing_is_said_where_premium_is_right_unsure_or_the_policys_own_choice() -> None:
    assert said_of(complexity=Complexity.DEMANDING) is None
    assert said_of(is_abstained=True) is None
    assert said_of(model="auto") is None


def test_max_tokens_far_above_what_answers_need_is_told() -> None:
    assert said_of(model="auto", max_output_tokens=16_000, p95=300) == (
        "max_tokens 16000 holds budget; answers like this rarely need more than 300."
    )
    assert said_of(model="auto", max_output_tokens=1_200, p95=300) is None
    assert said_of(model="auto", max_output_tokens=16_000) is None


def test_extraction_without_a_form_and_long_conversations_are_told() -> None:
    told = said_of(model="auto", task=Task.EXTRACTION)
    assert told is not None
    assert "response_format" in told
    form = frozenset({Capability.JSON_SCHEMA})
    assert said_of(model="auto", task=Task.EXTRACTION, needs=form) is None
    told = said_of(model="auto", turns=31)
    assert told is not None
    assert told.startswith("Turn 31")
