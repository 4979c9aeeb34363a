"""Is difficulty learnt within groups, weighted by the traffic, and kept safely?"""

from pathlib import Path

import numpy as np
import pytest

from classifier.routing.outcomes import OutcomesError
from classifier.routing.pretrained import PretrainedDifficulty
from tests.classifier.routing import invented

KNOWN = invented.outcomes(400)
LEARNT = PretrainedDifficulty.learn(KNOWN)
SUMS = [
    prompt for prompt, group in zip(KNOWN.prompts, KNOWN.groups, strict=True) if group == "sums"
]


def test_new_traffic_is_recognised_without_any_outcome() -> None:
    new = [p for p in invented.outcomes(60, seed=7).prompts if "boxes" in p]

    shares = LEARNT.shares(new)

    assert shares["sums"] > 0.8
    assert sum(shares.values()) == pytest.approx(1.0)


def test_long_sums_are_harder_before_any_label_of_them_is_seen() -> None:
    new = invented.outcomes(120, seed=7)
    sums = new.rows(np.array([group == "sums" for group in new.groups]))

    difficulty = LEARNT.within(sums.prompts).predict(sums.prompts)

    assert np.corrcoef(difficulty, invented.difficulty_of(sums))[0, 1] > 0.8
    assert difficulty.mean() == pytest.approx(0, abs=1e-9)


def test_what_is_saved_says_the_same_when_loaded(tmp_path: Path) -> None:
    LEARNT.save(tmp_path / "difficulty.npz")

    loaded = PretrainedDifficulty.load(tmp_path / "difficulty.npz")

    assert loaded.groups == LEARNT.groups
    assert loaded.weights(SUMS) == pytest.approx(LEARNT.weights(SUMS), abs=1e-3)


def test_no_prompt_is_kept(tmp_path: Path) -> None:
    LEARNT.save(tmp_path / "difficulty.npz")

    with np.load(tmp_path / "difficulty.npz") as file:
        longest = max(len(str(text)) for name in ("groups", "traits") for text in file[name])
        assert set(file) == {
            "groups", "traits", "mean", "scale", "products", "pulls", "recogniser", "intercepts",
        }  # fmt: skip
    assert longest < 30


def test_a_damaged_file_and_one_of_other_traits_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "difficulty.npz"
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(OutcomesError, match="holds no pretrained difficulty"):
        PretrainedDifficulty.load(path)

    LEARNT.save(path)
    with np.load(path) as file:
        arrays = dict(file)
    np.savez(path, **{**arrays, "traits": np.array(["other"])})
    with pytest.raises(OutcomesError, match="other traits"):
        PretrainedDifficulty.load(path)


def test_one_group_is_not_enough() -> None:
    only = KNOWN.rows(np.array([group == "sums" for group in KNOWN.groups]))

    with pytest.raises(OutcomesError, match="at least two"):
        PretrainedDifficulty.learn(only)


def test_the_shipped_difficulty_loads_and_knows_its_groups() -> None:
    shipped = PretrainedDifficulty.load()

    assert len(shipped.groups) > 10
    assert np.isfinite(shipped.weights(["What is 2 + 2?", "Prove Fermat's little theorem."])).all()
