from pathlib import Path

import pytest

from classifier.evaluation.predicting import CHUNK_PROMPTS, at_hand, at_scale
from classifier.parcel import Parcel
from classifier.prediction import Classifier
from classifier.scale import HERE, LocalProcesses, Workers
from tests.classifier import tiny

PROMPTS = [labelled.prompt for labelled in tiny.labelled_prompts()]


@pytest.mark.parametrize("workers", [HERE, LocalProcesses(2)], ids=lambda one: type(one).__name__)
def test_whoever_predicts_says_the_same_in_the_same_order(
    workers: Workers, tiny_artifact: Path
) -> None:
    heard: list[int] = []
    predict_all = at_scale(Parcel.of(tiny_artifact), workers, on_prompts=heard.append)

    assert list(predict_all(PROMPTS)) == at_hand(Classifier.load(tiny_artifact))(PROMPTS)
    assert heard == [CHUNK_PROMPTS, len(PROMPTS) - CHUNK_PROMPTS]
