from classifier.training.augment import variants
from tests.classifier import tiny

PROMPTS = tiny.labelled_prompts()[:20]


def test_each_copy_still_contains_its_original() -> None:
    for position, prompt in variants(PROMPTS, copies=3, seed=1):
        original = PROMPTS[position].prompt.turns[0].text
        assert original in prompt.turns[0].text
        assert len(prompt.turns[0].text) > len(original)


def test_the_same_seed_gives_the_same_copies() -> None:
    assert variants(PROMPTS, copies=2, seed=1) == variants(PROMPTS, copies=2, seed=1)
    assert variants(PROMPTS, copies=2, seed=1) != variants(PROMPTS, copies=2, seed=2)
