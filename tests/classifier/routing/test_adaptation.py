"""Is an adapted router kept as it is, and refused where it was changed?"""

import json
from pathlib import Path

import numpy as np
import pytest

from classifier.routing.adaptation import AdaptedRouter, adapt
from classifier.routing.outcomes import OutcomesError
from classifier.routing.pretrained import PretrainedDifficulty
from tests.classifier.routing import invented

KNOWN = invented.outcomes(80)
PRETRAINED = PretrainedDifficulty.learn(invented.outcomes(200, seed=5))


@pytest.fixture(scope="module")
def adapted() -> AdaptedRouter:
    return adapt(KNOWN, pretrained=PRETRAINED)


@pytest.mark.parametrize("pretrained", [PRETRAINED, None], ids=["pretrained", "from scratch"])
def test_what_is_saved_predicts_the_same_when_loaded(
    tmp_path: Path, pretrained: PretrainedDifficulty | None
) -> None:
    made = adapt(KNOWN, pretrained=pretrained, traffic=["a prompt without any outcome"])

    made.save(tmp_path)
    loaded = AdaptedRouter.load(tmp_path)

    assert loaded.models == KNOWN.models
    assert np.array_equal(loaded.predict(KNOWN.prompts), made.predict(KNOWN.prompts))


def test_the_strong_model_is_better_and_long_sums_are_harder(adapted: AdaptedRouter) -> None:
    few, many = (f"Ada buys {', then '.join(['3 boxes of 4'] * n)}. How many?" for n in (1, 11))

    chances = adapted.predict([few, many])

    assert (chances[:, 1] > chances[:, 0]).all()
    assert chances[0, 0] > chances[1, 0]


def test_a_changed_file_is_refused(tmp_path: Path, adapted: AdaptedRouter) -> None:
    adapted.save(tmp_path)
    path = tmp_path / "routing.skops"
    path.write_bytes(path.read_bytes() + b"x")

    with pytest.raises(OutcomesError, match="not the file of its manifest"):
        AdaptedRouter.load(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", "{}", json.dumps({"files": {}})])
def test_a_folder_without_a_manifest_of_ours_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)

    with pytest.raises(OutcomesError, match="holds no adapted router"):
        AdaptedRouter.load(tmp_path)


def test_types_of_others_are_not_let_in(tmp_path: Path, adapted: AdaptedRouter) -> None:
    import skops.io

    from classifier.manifest import sha256_of

    adapted.save(tmp_path)
    skops.io.dump({"features": Stranger()}, tmp_path / "routing.skops")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["files"]["routing.skops"] = sha256_of(tmp_path / "routing.skops")
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(OutcomesError, match="not trusted"):
        AdaptedRouter.load(tmp_path)


class Stranger:
    """A type that no artifact of ours holds."""

    def __init__(self) -> None:
        self.number = 1
