"""Does `tierwise train` leave an artifact that serves, and say what is wrong in a sentence?"""

import json
from pathlib import Path

import pytest

from classifier.datasets.load import SHIPPED_DATA
from router.core.errors import ConfigurationError, InvalidRequest
from tests.cli.calling import call

GOOD = json.dumps({"id": "a", "messages": [{"role": "user", "content": "Sort: b, a, c"}]})


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few and short prompts of every label."""
    path = tmp_path_factory.mktemp("own") / "labels.jsonl"
    kept: dict[str, list[str]] = {}
    for line in (SHIPPED_DATA / "f.jsonl").read_text("utf-8").splitlines(keepends=True):
        lines = kept.setdefault(json.loads(line)["task"], [])
        if len(lines) < 6 and len(line) < 900:
            lines.append(line)
    path.write_text("".join(line for lines in kept.values() for line in lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def trained(labels: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    out = tmp_path_factory.mktemp("trained") / "mine"
    return call("train", labels, "--only", "--out", out, "--release", "2.0").stdout, out


def test_it_ends_with_figures_and_the_next_step(trained: tuple[str, Path]) -> None:
    said, out = trained

    label = f"tierwise-2.0+{json.loads((out / 'manifest.json').read_text())['digest'][:8]}"
    assert said.startswith(label)
    for part in ("priority", "complexity", "task", "shipped one", "your prompts"):
        assert part in said
    for step in (f"model add {out}", f"model diff shipped {label} --on ", f"model promote {label}"):
        assert f"  tierwise {step}" in said


def test_what_was_trained_classifies(trained: tuple[str, Path]) -> None:
    shown = call("classify", "-", "--classifier", trained[1], stdin=GOOD)

    assert json.loads(shown.stdout)["priority"] in ("low", "normal", "high")


def test_json_holds_the_figures_and_those_of_the_shipped_artifact(
    labels: Path, tmp_path: Path
) -> None:
    shown = call("train", labels, "--only", "--out", tmp_path / "a", "--json", "--seed", "3")

    record = json.loads(shown.stdout)
    head = record["tests"]["your prompts"]["heads"]["priority"]
    assert head["interval"][0] <= head["macro_f1"] <= head["interval"][1]
    assert 0 < head["shipped_macro_f1"] <= 1
    assert record["trained_on"] > 50


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("{", [], "labels.jsonl, line 1: not JSON"),
        ('{"id": "a", "messages": ["x"], "priority": "huge"}', [], "field 'priority' is 'huge'"),
        ("", [], "holds no labelled prompts"),
        (None, [], "cannot be read: No such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    tmp_path: Path, text: str | None, options: list[str], says: str
) -> None:
    path = tmp_path / "labels.jsonl"
    if text is not None:
        path.write_text(text)

    with pytest.raises(InvalidRequest) as caught:
        call("train", path, *options, "--out", tmp_path / "a")

    assert says in caught.value.message
    assert not (tmp_path / "a").exists()


def test_labels_that_lack_are_named_with_what_to_do(labels: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("".join(labels.read_text("utf-8").splitlines(keepends=True)[:30]), "utf-8")

    with pytest.raises(InvalidRequest, match=r"task agent_step \(\d\).*--with-shipped"):
        call("train", few, "--only", "--out", tmp_path / "a")


def test_workers_and_ray_exclude_each_other(labels: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--workers or --ray, not both"):
        call("train", labels, "--out", tmp_path / "a", "--workers", "2", "--ray", "local")


def test_an_encoder_that_is_not_there_is_told(labels: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="The encoder 'none-such' "):
        call("train", labels, "--only", "--out", tmp_path / "a", "--encoder", "none-such")
