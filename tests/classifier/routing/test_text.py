"""Do the text features have names, keep their scale and need no outcome?"""

from pathlib import Path

import numpy as np

from classifier.routing.text import StaticVectors, WordTopics, text_features
from tests.classifier.routing import invented


def test_every_column_has_its_own_name(tiny_artifact: Path) -> None:
    prompts = invented.outcomes(30).prompts

    features = text_features(tiny_artifact).fit(prompts)

    names = features.get_feature_names_out()
    assert features.transform(prompts).shape == (30, len(names))
    assert len(set(names)) == len(names)
    assert {"log_words", "vector_0", "words_0"} <= set(names)


def test_another_folder_has_another_encoder(tiny_artifact: Path) -> None:
    vectors = StaticVectors(str(tiny_artifact)).fit(["a private joke", "the contract"])

    rows = vectors.transform(["a private joke", ""])

    assert rows.shape == (2, 8)
    assert np.isfinite(rows).all()


def test_prompts_with_the_same_words_lie_close() -> None:
    prompts = invented.outcomes(60).prompts
    sums, stories = prompts[1::2], prompts[::2]
    topics = WordTopics(5).fit(prompts)

    middle_of_sums, middle_of_stories = (
        topics.transform(half).mean(axis=0) for half in (sums, stories)
    )

    rows = topics.transform(sums)
    near = np.linalg.norm(rows - middle_of_sums, axis=1)
    far = np.linalg.norm(rows - middle_of_stories, axis=1)
    assert (near < far).all()


def test_fewer_prompts_than_directions_are_no_problem() -> None:
    topics = WordTopics(200).fit(["one two three", "two three four", "one four two"])

    assert topics.transform(["one"]).shape == (1, len(topics.get_feature_names_out()))
