from classifier.features.length import Length
from tests.classifier.features.readings import named


def test_steps_are_passed_one_after_the_other() -> None:
    few, many = named(Length(), "the team"), named(Length(), "the team " * 10)
    assert few["last_tokens_over_4"] == 0
    assert (many["last_tokens_over_16"], many["last_tokens_over_32"]) == (1, 0)


def test_an_empty_prompt_has_no_length() -> None:
    assert set(named(Length(), "").values()) == {0.0}
