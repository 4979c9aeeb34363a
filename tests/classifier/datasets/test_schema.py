from classifier.heads import HEADS
from tests.classifier import tiny


def test_labels_are_found_by_the_name_of_each_head() -> None:
    prompt = tiny.labelled_prompts()[0]
    assert set(prompt.labels) == set(HEADS)
    assert prompt.labels["priority"] is prompt.priority
