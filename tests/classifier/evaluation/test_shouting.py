from pathlib import Path

from classifier.datasets.load import load_all
from classifier.datasets.split import without_author
from classifier.evaluation.shouting import SHOUTS, flip_shares
from classifier.prediction import Classifier
from classifier.training.augment import variants
from tests.classifier import tiny


def test_flips_are_counted_for_each_head(tiny_artifact: Path) -> None:
    shares = flip_shares(Classifier.load(tiny_artifact), tiny.labelled_prompts()[:10])
    assert set(shares) == {"priority", "complexity", "task"}
    assert all(0 <= share <= 1 for share in shares.values())


def test_no_shout_was_trained_on() -> None:
    copies = [
        prompt.turns[0].text for _, prompt in variants(tiny.labelled_prompts(), copies=9, seed=7)
    ]
    for prefix, suffix in SHOUTS:
        assert not any(text.startswith(prefix) for text in copies if prefix)
        assert not any(text.endswith(suffix) for text in copies if suffix)


def test_listed_words_never_move_the_shipped_classifier(shipped: Classifier) -> None:
    _, test = without_author(load_all(), "f")
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
    _, test = without_author(load_all(), "f")
    assert flip_shares(shipped, test[:100])["priority"] <= 0.12
