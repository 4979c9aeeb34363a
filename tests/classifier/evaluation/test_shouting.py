import re
from pathlib import Path

import numpy as np

from classifier.datasets.load import load_all
from classifier.datasets.split import without_author
from classifier.evaluation.predicting import at_hand
from classifier.evaluation.shouting import SHOUTS, flip_shares
from classifier.prediction import Classifier
from classifier.training import phrases
from classifier.training.augment import pressing_words
from classifier.training.recipe import Recipe
from tests.classifier import tiny
from tests.classifier.evaluation import invented

JUDGING = Recipe().test_author


def test_flips_are_counted_for_each_head(tiny_artifact: Path) -> None:
    prompts = [labelled.prompt for labelled in tiny.labelled_prompts()[:10]]
    shares = flip_shares(at_hand(Classifier.load(tiny_artifact)), prompts)
    assert set(shares) == {"priority", "complexity", "task"}
    assert all(0 <= share <= 1 for share in shares.values())


def test_each_loud_prompt_is_compared_with_its_own_calm_form() -> None:
    first, second = invented.PROMPTS[0], invented.PROMPTS[-1]
    assert first.priority != second.priority
    steady = flip_shares(invented.oracle([first, second]), [first.prompt, second.prompt])
    assert steady == {"priority": 0, "complexity": 0, "task": 0}
    assert flip_shares(lambda _: [], []) == steady


def test_no_shout_was_trained_on() -> None:
    """Not even in part: who has learnt the parts has learnt the shout."""
    random = np.random.default_rng(0)
    trained = {words_of(phrase) for name in phrases.__all__ for phrase in getattr(phrases, name)}
    drawn = "\n".join(words_of(pressing_words(random)) for _ in range(3_000))
    for shout in SHOUTS:
        said = f" {words_of(' '.join(shout))} "
        known = [phrase for phrase in trained if " " in phrase and f" {phrase} " in said]
        assert not known, said
        assert said.strip() not in drawn


def words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_listed_words_never_move_the_shipped_classifier(shipped: Classifier) -> None:
    _, test = without_author(load_all(), JUDGING)
    for labelled in test[:100]:
        calm = shipped.predict(labelled.prompt)
        loud = shipped.predict(
            labelled.prompt.decorated(prefix="URGENT!!! ASAP: ", suffix=" NOW!!!")
        )
        assert loud.probabilities == calm.probabilities


def test_phrases_nobody_listed_move_it_no_more_than_when_it_was_released(
    shipped: Classifier,
) -> None:
    # A guard against getting worse. The aim, 2 %, is not reached: see the model card.
    _, test = without_author(load_all(), JUDGING)
    flips = flip_shares(at_hand(shipped), [labelled.prompt for labelled in test[:100]])
    assert flips["priority"] <= 0.12
