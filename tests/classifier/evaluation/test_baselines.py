from classifier.evaluation.baselines import BASELINES, baseline_guesses
from classifier.evaluation.metrics import macro_f1
from tests.classifier import tiny

PROMPTS = tiny.labelled_prompts()


def test_words_beat_length_where_the_words_decide() -> None:
    guesses = baseline_guesses(PROMPTS[::2], PROMPTS[1::2])
    truth = [str(prompt.priority) for prompt in PROMPTS[1::2]]
    scores = {name: macro_f1(truth, said["priority"]) for name, said in guesses.items()}
    assert set(scores) == set(BASELINES)
    assert scores["TF-IDF"] > scores["length only"]


def test_without_training_there_are_none() -> None:
    assert baseline_guesses([], PROMPTS) == {}
