from dataclasses import replace

from classifier.datasets.load import load_all
from classifier.datasets.split import by_author, find_leaks, without_author
from classifier.prompt import Prompt
from tests.classifier import tiny

PROMPTS = tiny.labelled_prompts()


def test_an_author_is_on_one_side_only() -> None:
    train, test = without_author(PROMPTS, "x")
    assert {prompt.author for prompt in test} == {"x"}
    assert {prompt.author for prompt in train} == {"y", "z"}


def test_leaving_out_each_author_tests_every_prompt_once() -> None:
    tested = [position for _, test in by_author(PROMPTS) for position in test]
    assert sorted(tested) == list(range(len(PROMPTS)))


def test_the_same_group_on_both_sides_is_a_leak() -> None:
    (leak,) = find_leaks(PROMPTS[:1], [replace(PROMPTS[1], group=PROMPTS[0].group)])
    assert leak.why == "same group"


def test_the_same_words_in_other_case_and_spacing_are_a_leak() -> None:
    loud = Prompt.from_text(PROMPTS[0].prompt.turns[0].text.upper().replace(" ", "  "))
    (leak,) = find_leaks(PROMPTS[:1], [replace(PROMPTS[1], prompt=loud)])
    assert leak.why == "same opening"


def test_the_projects_test_author_shares_nothing_with_the_others() -> None:
    train, test = without_author(load_all(), "f")
    assert test
    assert find_leaks(train, test) == []
