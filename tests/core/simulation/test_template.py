"""Tests of `router.core.simulation.template`."""

from classifier.labels import Complexity, Priority
from router.core.simulation.template import VARIANTS, compose, templates

MAIL = templates("mail", [("high", "moderate", 300, "Answer {customer}:\n{mail}")])[0]


def test_a_variant_always_is_the_same_prompt() -> None:
    assert compose(MAIL, 3) == compose(MAIL, 3)
    assert compose(MAIL, 3) == compose(MAIL, 3 + VARIANTS)


def test_variants_differ() -> None:
    assert len({compose(MAIL, number).messages for number in range(VARIANTS)}) > VARIANTS / 2


def test_the_truth_is_that_of_the_template() -> None:
    truth = compose(MAIL, 1).truth

    assert (truth.priority, truth.complexity) == (Priority.HIGH, Complexity.MODERATE)


def test_a_later_turn_continues_the_first_one() -> None:
    first, third = compose(MAIL, 5), compose(MAIL, 5, turn=2)

    assert third.messages[: len(first.messages)] == first.messages
    assert [role for role, _ in third.messages] == ["user", "assistant"] * 2 + ["user"]
    assert third.truth == first.truth


def test_a_system_message_comes_first() -> None:
    (bot,) = templates("bot", [("low", "trivial", 10, "Hi")], system="Be brief.")

    assert compose(bot, 0).messages == (("system", "Be brief."), ("user", "Hi"))


def test_answers_are_about_as_long_as_the_template_says() -> None:
    lengths = sorted(compose(MAIL, number).output_tokens for number in range(VARIANTS))

    assert 150 < lengths[len(lengths) // 2] < 600
    assert lengths[0] >= 1
