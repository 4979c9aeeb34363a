"""Tests of `router.core.cases.given`."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from classifier.labels import Complexity, Priority, Task
from router.core.budget import BudgetState
from router.core.cases.given import FROM_TEXT, Given, Reading
from router.core.conversation import Conversation
from router.core.deployment import Capability
from router.core.facts import Facts
from tests.factories import assessment, shape


def facts(**written: Any) -> Facts:
    return Given.model_validate(written).facts()


def refusal(**written: Any) -> str:
    with pytest.raises(ValidationError) as error:
        Given.model_validate(written)
    return str(error.value.errors()[0]["msg"])


def test_what_is_not_written_is_ordinary() -> None:
    known = facts()
    said = known.assessment
    assert (said.priority, said.complexity, said.is_abstained) == ("normal", "moderate", False)
    assert (known.request.requested_model, known.caller.environment) == ("auto", "prod")
    assert (known.budgets, known.conversation, known.lot) == ((), None, "")


def test_facts_of_the_caller_and_the_request_stand_where_rules_read_them() -> None:
    known = facts(
        key="k", user="ada", team="legal", project="p", environment="ci", tags="night",
        tokens=9, max_tokens=7, turns=3, language="de", difficulty=1.5, lot="lot-1",
        findings="burst", unhealthy="openai/gpt",
    )  # fmt: skip
    who, asked = known.caller, known.request
    assert (who.key_id, who.user, who.team, who.project) == ("k", "ada", "legal", "p")
    assert (who.environment, who.tags) == ("ci", ("night",))
    assert (asked.input_tokens, asked.max_output_tokens, asked.turns) == (9, 7, 3)
    assert (asked.language, known.assessment.difficulty, known.lot) == ("de", 1.5, "lot-1")
    assert (known.findings, known.unhealthy) == (("burst",), ("openai/gpt",))


def test_tools_and_images_are_needed_as_capabilities() -> None:
    known = facts(tools=True, images=True, needs="json_schema")
    needs = frozenset({Capability.TOOLS, Capability.VISION, Capability.JSON_SCHEMA})
    assert (known.request.tool_count, known.request.needs) == (1, needs)


def test_budgets_are_half_way_through_their_period_unless_written() -> None:
    known = facts(budgets=[{"id": "a", "share_used": 0.6}])
    assert known.budgets == (BudgetState(id="a", share_used=0.6, share_elapsed=0.5),)


def test_a_conversation_was_answered_some_seconds_ago() -> None:
    known = facts(
        at="2026-11-20T12:00:00+01:00",
        conversation={"deployment": "large", "warm_tokens": 50, "age_s": 90},
    )
    before = known.at - timedelta(seconds=90)
    assert known.conversation == Conversation(deployment="large", warm_tokens=50, at=before)


class TestProbabilities:
    def test_the_label_that_won_has_most(self) -> None:
        said = facts(priority="high").assessment
        assert said.priority_probabilities["high"] == pytest.approx(0.9)
        assert max(said.task_probabilities, key=said.task_probabilities.__getitem__) == "drafting"

    @pytest.mark.parametrize(
        "written", [{}, {"high": 0.3}, {"normal": 0.3}, {"low": 0.0, "normal": 0.2, "high": 0.8}]
    )
    def test_they_add_up_to_one(self, written: dict[str, float]) -> None:
        said = facts(probability=written).assessment
        for shares in (said.priority_probabilities, said.complexity_probabilities):
            assert sum(shares.values()) == pytest.approx(1)
        assert {k: said.priority_probabilities[k] for k in written} == written

    def test_more_than_one_is_refused(self) -> None:
        assert "priority adds up to more" in refusal(probability={"high": 0.6, "low": 0.6})

    def test_an_unknown_label_is_refused(self) -> None:
        assert "no label 'huge'" in refusal(probability={"huge": 0.1})


class TestTexts:
    def test_a_text_brings_its_own_labels(self) -> None:
        said = assessment(priority=Priority.HIGH, complexity=Complexity.DEMANDING, task=Task.MATH)
        reading = Reading(assessment=said, request=shape(input_tokens=44))
        known = Given(prompt="Prove it.", team="search", tools=True).facts(reading)
        assert (known.assessment, known.request.input_tokens) == (said, 44)
        assert (known.caller.team, known.request.tool_count) == ("search", 1)

    def test_images_of_messages_are_needed_as_a_capability(self) -> None:
        image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aa"}}
        given = Given(messages=({"role": "user", "content": [image]},))
        known = given.facts(Reading(assessment=assessment(), request=shape()))
        assert Capability.VISION in known.request.needs

    def test_a_prompt_is_a_conversation_of_one_message(self) -> None:
        assert Given(prompt="Hello").chat == ({"role": "user", "content": "Hello"},)

    @pytest.mark.parametrize("fact", FROM_TEXT)
    def test_a_fact_that_the_text_decides_is_refused_beside_it(self, fact: str) -> None:
        values = {
            "priority": "low", "complexity": "trivial", "task": "math", "abstained": True,
            "probability": {"high": 0.1}, "difficulty": 1, "language": "de", "tokens": 5,
            "images": True, "turns": 2,
        }  # fmt: skip
        assert fact in refusal(prompt="Hello", **{fact: values[fact]})

    def test_prompt_and_messages_exclude_each_other(self) -> None:
        assert "exclude each other" in refusal(prompt="a", messages=[{"role": "user"}])


@pytest.mark.parametrize("moment", ["tomorrow", "2026-11-20", "2026-11-20T12:00:00", 5])
def test_a_moment_without_its_zone_is_refused(moment: object) -> None:
    assert "2026-11-20T12:00:00Z" in refusal(at=moment)
