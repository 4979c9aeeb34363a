"""Tests of `classifier.comparison.prompts`."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from typing_extensions import override

from classifier.comparison.prompts import Asked, compare, load_asked
from classifier.datasets.load import DatasetError
from classifier.prediction import Classifier, Prediction
from classifier.prompt import Prompt
from tests.classifier import tiny, versions

SAID = {"priority": "low", "complexity": "trivial", "task": "chat"}


def written(folder: Path, *rows: Mapping[str, object]) -> Path:
    file = folder / "prompts.jsonl"
    lines = [
        {"id": str(n), "messages": [{"role": "user", "content": "hi"}]} | dict(row)
        for n, row in enumerate(rows)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def asked(*, labelled: bool = True) -> list[Asked]:
    return [
        Asked(
            prompt=one.prompt,
            language="en" if n % 2 else "de",
            group=one.group,
            labels={head: str(label) for head, label in one.labels.items()} if labelled else None,
        )
        for n, one in enumerate(tiny.labelled_prompts())
    ]


@pytest.fixture(scope="module")
def unsure(tiny_artifact: Path, tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    folder = tmp_path_factory.mktemp("unsure") / "artifact"
    return Classifier.load(versions.variant(tiny_artifact, folder, max_unfamiliar=-1.0))


class Opposite(Classifier):
    """Reads another prompt than it is shown."""

    @override
    def predict(self, prompt: Prompt) -> Prediction:
        return super().predict(Prompt.from_text("qa: prove the contract that customers sign"))


def test_an_artifact_changes_nothing_against_itself(tiny_artifact: Path) -> None:
    artifact = Classifier.load(tiny_artifact)

    found = compare(asked(), (artifact, artifact))

    assert [change.total() for change in found.changes.values()] == [0, 0, 0]
    assert found.by_language == {"de": (90, 0), "en": (90, 0)}
    assert found.worse == []
    assert found.latency_ratio == pytest.approx(1, abs=0.5)


def test_what_changes_is_counted_by_label_language_and_task(tiny_artifact: Path) -> None:
    artifact = Classifier.load(tiny_artifact)

    found = compare(asked(), (artifact, Opposite.load(tiny_artifact)))

    assert {after for _, after in found.changes["priority"]} == {"high"}
    assert found.changes["priority"].total() == 120
    assert sum(changed for _, changed in found.by_language.values()) >= 120
    assert sum(of for of, _ in found.by_task.values()) == 180
    assert found.worse == ["priority", "complexity", "task"]
    assert found.scores["priority"].worse >= 110


def test_without_labels_nothing_is_called_better_or_worse(tiny_artifact: Path) -> None:
    artifact = Classifier.load(tiny_artifact)

    found = compare(asked(labelled=False), (artifact, Opposite.load(tiny_artifact)))

    assert (found.scores, found.worse) == ({}, [])
    assert found.changes["priority"].total() == 120


def test_abstentions_are_counted_on_both_sides(tiny_artifact: Path, unsure: Classifier) -> None:
    found = compare(asked(), (Classifier.load(tiny_artifact), unsure))

    assert found.abstained[1] == 180 > found.abstained[0]


def test_the_record_is_json_and_has_all_figures(tiny_artifact: Path) -> None:
    artifact = Classifier.load(tiny_artifact)
    steps: list[None] = []

    record = compare(asked(), (artifact, artifact), on_prompt=lambda: steps.append(None)).record()

    assert json.loads(json.dumps(record)) == record
    assert set(record) == {
        *("prompts", "changes", "by_language", "by_task", "abstained"),
        *("latency_ms", "latency_ratio", "scores"),
    }
    assert len(steps) == 180


def test_labels_and_language_are_read_where_they_are_given(tmp_path: Path) -> None:
    labelled, bare = load_asked(written(tmp_path, SAID | {"language": "nl", "group": "g"}, {}))

    assert (labelled.labels, labelled.language, labelled.group) == (SAID, "nl", "g")
    assert (bare.labels, bare.language, bare.group) == (None, "unknown", "1")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (SAID | {"task": "chatt"}, "prompt '0': field 'task' is 'chatt'.*Did you mean 'chat'"),
        ({"priority": "low"}, "prompt '0': field 'complexity' is None"),
        ({"messages": []}, "field 'messages'"),
    ],
)
def test_a_line_that_cannot_be_used_is_told(
    tmp_path: Path, row: Mapping[str, object], told: str
) -> None:
    with pytest.raises(DatasetError, match=told):
        load_asked(written(tmp_path, row))
