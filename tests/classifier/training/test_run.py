"""Does a whole run leave an artifact with its report, the same each time, or nothing at all?"""

import json
from pathlib import Path

import pytest

from classifier.datasets.load import SHIPPED_DATA, DatasetError
from classifier.manifest import Manifest
from classifier.prediction import Classifier
from classifier.prompt import Prompt
from classifier.scale import LocalProcesses
from classifier.training.recipe import OWN, Recipe
from classifier.training.run import Progress, Trained, Training, train

SERVED = ("pieces.model", "encoder.npz", "heads.npz")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few and short prompts of every label."""
    path = tmp_path_factory.mktemp("own") / "mine.jsonl"
    kept: dict[str, list[str]] = {}
    for line in (SHIPPED_DATA / "f.jsonl").read_text("utf-8").splitlines(keepends=True):
        lines = kept.setdefault(json.loads(line)["task"], [])
        if len(lines) < 6 and len(line) < 900:
            lines.append(line)
    path.write_text("".join(line for lines in kept.values() for line in lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def trained(own: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, Path]:
    out = tmp_path_factory.mktemp("trained") / "artifact"
    recipe = Recipe(files=(own,), with_shipped=False)
    return train(Training(recipe, out, release="9.9.9")), out


def test_the_artifact_predicts_and_its_pages_stand_beside_it(
    trained: tuple[Trained, Path],
) -> None:
    done, out = trained

    said = Classifier.load(out).predict(Prompt.from_text("Translate this to French: good night"))

    assert said.version == done.manifest.label == Manifest.read(out).label
    assert done.manifest.version == "9.9.9"
    for name in ("REPORT.md", "REPORT.html", "MODEL_CARD.md", "TRAINING.json"):
        assert (out / name).stat().st_size > 100
    assert f"On {done.reports[OWN].prompts} prompts of `your prompts`" in (
        out / "MODEL_CARD.md"
    ).read_text("utf-8")
    assert [path.name for path in out.parent.iterdir()] == ["artifact"]


def test_it_is_judged_beside_the_shipped_artifact_on_prompts_that_it_did_not_see(
    trained: tuple[Trained, Path],
) -> None:
    done, _ = trained

    assert set(done.before) == set(done.reports) == {OWN}
    assert done.reports[OWN].prompts == len(done.sets.tests[OWN])
    assert done.before[OWN]["priority"].macro_f1 > 0.4


@pytest.mark.slow
def test_processes_make_the_very_same_artifact(
    trained: tuple[Trained, Path], own: Path, tmp_path: Path
) -> None:
    again = train(
        Training(Recipe(files=(own,), with_shipped=False), tmp_path / "a", release="9.9.9"),
        workers=LocalProcesses(2),
    )

    # The pipelines' file is a zip with the time of writing inside; what is served has none.
    same, once = again.manifest, trained[0].manifest
    assert [same.files[name] for name in SERVED] == [once.files[name] for name in SERVED]
    assert (same.temperatures, same.metrics) == (once.temperatures, once.metrics)
    assert again.reports[OWN].heads["task"].interval == (
        trained[0].reports[OWN].heads["task"].interval
    )


def test_progress_hears_of_each_stage_and_as_many_steps_as_announced(
    own: Path, tmp_path: Path
) -> None:
    stages: dict[str, list[int]] = {}
    current: list[str] = []

    def begin(name: str, steps: int) -> None:
        stages[name] = [steps, 0]
        current[:] = [name]

    def advance(steps: int) -> None:
        stages[current[0]][1] += steps

    recipe = Recipe(files=(own,), with_shipped=False)
    train(Training(recipe, tmp_path / "a", release="1"), progress=Progress(begin, advance))

    assert set(stages) == {"judging the shipped artifact", "fitting", "judging"}
    assert all(announced == heard for announced, heard in stages.values())


def test_a_run_that_fails_leaves_what_was_there(own: Path, tmp_path: Path) -> None:
    out = tmp_path / "artifact"
    out.mkdir()
    (out / "manifest.json").write_text("the one in use")
    own_only = Recipe(files=(own,), with_shipped=False)

    with pytest.raises(RuntimeError, match="cut off"):
        train(Training(own_only, out, release="1"), progress=Progress(advance=_cut_off))

    assert (out / "manifest.json").read_text() == "the one in use"
    assert [path.name for path in tmp_path.iterdir()] == ["artifact"]


def _cut_off(_: int) -> None:
    message = "cut off"
    raise RuntimeError(message)


def test_a_place_that_cannot_be_written_is_told_before_the_fits(own: Path) -> None:
    asked = Training(Recipe(files=(own,), with_shipped=False), own / "artifact", release="1")

    with pytest.raises(DatasetError, match="cannot be written"):
        train(asked)
