"""Are refusals of the workshop told as errors of the command line?"""

from pathlib import Path

import pytest

from classifier.datasets.load import DatasetError
from classifier.encoder import EncoderUnavailableError
from classifier.manifest import ArtifactError
from classifier.scale import InProcess
from router.cli.workshop import refusals, showing, workers
from router.core.errors import ConfigurationError, InvalidRequest, RouterError


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (DatasetError("line 3: no"), InvalidRequest),
        (EncoderUnavailableError("no such model"), ConfigurationError),
        (ArtifactError(Path("heads.npz"), "it is damaged"), ConfigurationError),
    ],
)
def test_a_refusal_keeps_its_sentence(refused: Exception, told: type[RouterError]) -> None:
    with pytest.raises(told, match=str(refused).replace(".", r"\.")), refusals():
        raise refused


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), refusals():
        _ = 1 / 0


def test_one_worker_is_this_process() -> None:
    with workers(1, None) as alone:
        assert isinstance(alone, InProcess)


def test_the_bar_counts_the_steps_of_each_stage() -> None:
    with showing() as bar:
        bar.begin("first", 3)
        bar.advance(3)
        bar.begin("second", 5)
        bar.advance(2)
        bar.say("still second")
        (task,) = bar.progress.tasks

    assert (task.description, task.completed, task.total) == ("still second", 2, 5)
