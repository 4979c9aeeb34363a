from classifier.evaluation.baselines import BASELINES, score_baselines
from tests.classifier import tiny


def test_words_beat_length_where_the_words_decide() -> None:
    prompts = tiny.labelled_prompts()
    scores = score_baselines(prompts[::2], prompts[1::2])
    assert set(scores) == set(BASELINES)
    assert scores["TF-IDF words and pairs"]["priority"] > scores["length only"]["priority"]
