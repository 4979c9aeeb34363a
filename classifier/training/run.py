"""How does a whole training run go, from labelled prompts to an artifact with its report?"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from classifier.datasets.load import DatasetError
from classifier.evaluation.markdown import render
from classifier.evaluation.page import render_page
from classifier.evaluation.predicting import at_scale
from classifier.evaluation.report import Report, evaluate
from classifier.evaluation.scores import BaselineScore, score_head
from classifier.features.reading import Reader
from classifier.heads import HEADS
from classifier.manifest import MANIFEST_FILE, ArtifactError, Manifest
from classifier.parcel import Parcel
from classifier.prediction import SHIPPED
from classifier.scale import HERE, Workers
from classifier.training.card import render_card
from classifier.training.encoders import Wanted, prepare_encoder
from classifier.training.fit import Settings, judged_authors
from classifier.training.make import make_artifact
from classifier.training.recipe import Recipe, Sets

__all__ = ["Progress", "Trained", "Training", "train"]

REPORT_FILES = ("REPORT.md", "REPORT.html")
CARD_FILE = "MODEL_CARD.md"


@dataclass(frozen=True, slots=True)
class Progress:
    """Who is told how far it is: `begin` with a description and the steps of it, then `advance`."""

    begin: Callable[[str, int], None] = lambda _, __: None
    advance: Callable[[int], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Training:
    """What was asked for."""

    recipe: Recipe
    out: Path
    release: str
    encoder: str | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of it. `before` is how the shipped artifact does on the same test sets."""

    manifest: Manifest
    sets: Sets
    reports: Mapping[str, Report]
    before: Mapping[str, Mapping[str, BaselineScore]]
    seconds: float


def train(asked: Training, *, workers: Workers = HERE, progress: Progress | None = None) -> Trained:
    """Fit, calibrate and judge; the folder is only written once all of it is done.

    Raises:
        DatasetError: the prompts cannot be trained on.
        EncoderUnavailableError: the encoder cannot be loaded.
    """
    started = time.monotonic()
    told = progress or Progress()
    sets = asked.recipe.gather()
    before = _before(sets, workers=workers, told=told)
    with _staging(asked.out) as folder:
        manifest = _made(asked, sets, folder=folder, workers=workers, told=told)
        reports = _reports(sets, folder=folder, workers=workers, told=told)
        main = reports[sets.main_test]
        for file, draw in zip(REPORT_FILES, (render, render_page), strict=True):
            (folder / file).write_text(draw(main, sets.main_test), encoding="utf-8")
        (folder / CARD_FILE).write_text(render_card(manifest, main, sets=sets), encoding="utf-8")
        asked.recipe.write(folder)
    return Trained(manifest, sets, reports, before, seconds=time.monotonic() - started)


def _made(
    asked: Training, sets: Sets, *, folder: Path, workers: Workers, told: Progress
) -> Manifest:
    settings = Settings(seed=asked.recipe.seed)
    wanted = Wanted(asked.encoder, sets.train, asked.recipe.texts, settings)
    tokenizer, encoder = prepare_encoder(
        wanted, folder, workers=workers, told=(told.begin, told.advance)
    )
    folds = len(judged_authors(sets.train, encoder)) + 1
    told.begin("fitting", folds * len(HEADS))
    return make_artifact(
        sets.train,
        folder,
        reader=Reader(tokenizer, encoder),
        settings=settings,
        release=asked.release,
        tokens=asked.recipe.answer_tokens(),
        workers=workers,
        on_step=lambda _: told.advance(1),
    )


def _reports(sets: Sets, *, folder: Path, workers: Workers, told: Progress) -> dict[str, Report]:
    """Baselines cost half a minute, so only the main test set gets them."""
    predict_all = at_scale(Parcel.of(folder), workers)
    told.begin("judging", len(sets.tests))
    reports: dict[str, Report] = {}
    for name, test in sets.tests.items():
        baselines = sets.train if name == sets.main_test else ()
        reports[name] = evaluate(predict_all, test, train=baselines)
        told.advance(1)
    return reports


def _before(sets: Sets, *, workers: Workers, told: Progress) -> dict[str, dict[str, BaselineScore]]:
    """The shipped artifact on the same sets; nothing where it cannot be loaded any more."""
    told.begin("judging the shipped artifact", len(sets.tests))
    found: dict[str, dict[str, BaselineScore]] = {}
    try:
        predict_all = at_scale(Parcel.of(SHIPPED), workers)
        for name, test in sets.tests.items():
            predictions = predict_all([prompt.prompt for prompt in test])
            scores = {h: score_head(h, test, predictions=predictions, seed=0) for h in HEADS}
            found[name] = {
                head: BaselineScore(score.macro_f1, score.interval)
                for head, score in scores.items()
            }
            told.advance(1)
    except ArtifactError:
        # Features or labels of this release are others: there is nothing to compare with.
        return {}
    return found


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A folder beside `out`; what it holds in the end moves there, the manifest last."""
    with _writable(out):
        out.mkdir(parents=True, exist_ok=True)
        staging = tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent)
    with staging as name:
        yield Path(name)
        files = sorted(Path(name).iterdir(), key=lambda path: path.name == MANIFEST_FILE)
        with _writable(out):
            for path in files:
                path.replace(out / path.name)


@contextmanager
def _writable(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{out} cannot be written ({error.strerror}). Name another folder with --out."
        raise DatasetError(message) from error
