"""Tests of `router.adapters.classifying.trained`."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.labels import Complexity, Priority, Task
from classifier.lengths.model import Lengths
from classifier.lengths.row import ROW_NAMES
from classifier.manifest import Manifest
from classifier.prediction import SHIPPED, Classifier
from classifier.prompt import Prompt
from classifier.sketch import Sketcher
from router.adapters.classifying.trained import TrainedClassifier
from router.core.errors import ConfigurationError
from router.ports.classifier import Classifier as Port

ASKED = [
    {"role": "system", "content": "You help the legal team."},
    {"role": "user", "content": "Draft our reply to the regulator about the outage."},
]
ODD: list[list[Mapping[str, object]]] = [
    [],
    [{}],
    [{"role": None, "content": None}],
    [{"role": 7, "content": 7}],
    [{"role": "user", "content": ""}],
    [{"role": "user", "content": [None, 1, [], {}, {"type": "text"}, {"text": {"a": 1}}]}],
    [{"role": "user", "content": {"text": ["x"]}}],
    [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
    [{"role": "assistant", "tool_calls": "none", "function_call": []}],
    [{"role": "tool", "content": "\x00\ud83d\u202e海" * 50}],
    [{"role": "user", "content": "salt " * 50_000}],
]


@pytest.fixture(scope="module")
def trained() -> TrainedClassifier:
    return TrainedClassifier()


def changed_manifest(folder: Path, change: Callable[[Manifest], Manifest]) -> Path:
    """A copy of the shipped artifact that judges by other thresholds."""
    shutil.copytree(SHIPPED, folder)
    change(Manifest.read(folder)).write(folder)
    return folder


async def test_labels_probabilities_and_features_are_those_of_the_artifact(
    trained: TrainedClassifier,
) -> None:
    predicted = Classifier.load().predict(Prompt.from_messages(ASKED))
    port: Port = trained

    said = await port.assess(ASKED, tool_count=0)

    assert (said.priority, said.complexity, said.task) == (
        predicted.priority,
        predicted.complexity,
        predicted.task,
    )
    for found, labels, chosen in (
        (said.priority_probabilities, Priority, said.priority),
        (said.complexity_probabilities, Complexity, said.complexity),
        (said.task_probabilities, Task, said.task),
    ):
        assert set(found) == {str(label) for label in labels}
        assert sum(found.values()) == pytest.approx(1, abs=1e-3)
        assert found[chosen] == max(found.values())
    assert said.features == predicted.features
    assert said.classifier_version == predicted.version == trained.version


async def test_the_tools_that_a_request_offers_are_seen(trained: TrainedClassifier) -> None:
    none = await trained.assess(ASKED, tool_count=0)
    many = await trained.assess(ASKED, tool_count=40)

    assert none.features != many.features


async def test_who_is_sure_gives_no_reason_to_abstain(tmp_path: Path) -> None:
    folder = changed_manifest(
        tmp_path / "sure",
        lambda m: replace(m, min_confidence=dict.fromkeys(m.min_confidence, 0.0), max_unfamiliar=1),
    )

    said = await TrainedClassifier(folder).assess(ASKED, tool_count=0)

    assert (said.is_abstained, said.abstained_because) == (False, None)


async def test_who_is_unsure_says_so_in_words(tmp_path: Path) -> None:
    folder = changed_manifest(
        tmp_path / "unsure",
        lambda m: replace(m, min_confidence=dict.fromkeys(m.min_confidence, 1.1), max_unfamiliar=1),
    )

    said = await TrainedClassifier(folder).assess(ASKED, tool_count=0)

    assert (said.is_abstained, said.abstained_because) == (True, "no label is probable enough")


async def test_what_is_unlike_all_training_is_told_in_words(tmp_path: Path) -> None:
    folder = changed_manifest(tmp_path / "strict", lambda m: replace(m, max_unfamiliar=-1.0))

    said = await TrainedClassifier(folder).assess(ASKED, tool_count=0)

    assert said.abstained_because == "the text is unlike anything it was trained on"


async def test_where_nothing_is_said_that_is_the_reason(trained: TrainedClassifier) -> None:
    said = await trained.assess([{"role": "user", "content": "  "}], tool_count=0)

    assert (said.is_abstained, said.abstained_because) == (True, "there is no text to judge")


@pytest.mark.parametrize("messages", ODD, ids=range(len(ODD)))
async def test_no_message_is_too_odd(
    trained: TrainedClassifier, messages: list[Mapping[str, object]]
) -> None:
    said = await trained.assess(messages, tool_count=0)

    assert sum(said.task_probabilities.values()) == pytest.approx(1, abs=1e-3)
    json.dumps(dict(said.features), allow_nan=False)  # what is recorded can be written
    assert trained.contributions(messages, tool_count=0).keys() == {
        "priority",
        "complexity",
        "task",
    }


def _without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _with_garbled_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def _with_changed_tables(folder: Path) -> None:
    (folder / "heads.npz").write_bytes(b"PK")


def _without_tokenizer(folder: Path) -> None:
    (folder / "pieces.model").unlink()


@pytest.mark.parametrize(
    ("spoil", "file"),
    [
        (_without_manifest, "manifest.json"),
        (_with_garbled_manifest, "manifest.json"),
        (_with_changed_tables, "heads.npz"),
        (_without_tokenizer, "pieces.model"),
        (shutil.rmtree, "manifest.json"),
    ],
)
def test_a_broken_artifact_is_a_configuration_error_that_names_the_file(
    spoil: Callable[[Path], None], file: str, tmp_path: Path
) -> None:
    folder = tmp_path / "artifact"
    shutil.copytree(SHIPPED, folder)
    spoil(folder)

    with pytest.raises(ConfigurationError) as caught:
        TrainedClassifier(folder)

    assert caught.value.message.startswith(f"{folder / file}: ")
    assert "Restore the artifact" in caught.value.message


def test_lengths_are_predicted_where_the_artifact_can_and_the_classifier_is_sure(
    tmp_path: Path,
) -> None:
    shutil.copytree(SHIPPED, tmp_path / "artifact")
    manifest = Manifest.read(tmp_path / "artifact")
    lengths = Lengths(intercepts=np.log([100.0, 400.0]), weights=np.zeros((2, len(ROW_NAMES))))
    files = {**manifest.files, **lengths.save(tmp_path / "artifact")}
    replace(manifest, files=files).write(tmp_path / "artifact")
    trained = TrainedClassifier(tmp_path / "artifact")

    sure, unsure = (trained.judge(m, tool_count=0) for m in (ASKED, []))

    assert (sure.output_tokens_p50, sure.output_tokens_p95) == (100, 400)
    assert unsure.is_abstained
    assert unsure.output_tokens_p50 is None


async def test_prompts_are_sketched_where_somebody_gave_a_key(trained: TrainedClassifier) -> None:
    plain = await trained.assess(ASKED, tool_count=0)
    trained.sketcher = Sketcher(b"a key of tests")
    try:
        sketched = await trained.assess(ASKED, tool_count=0)
        wordless = await trained.assess([], tool_count=0)
    finally:
        trained.sketcher = None

    assert plain.sketch is None
    assert sketched.sketch is not None
    assert wordless.sketch is None
    assert replace(sketched, sketch=None) == plain
