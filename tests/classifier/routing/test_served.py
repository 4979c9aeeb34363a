"""Is difficulty read from any conversation, kept exactly, and refused where it was changed?"""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.prompt import Prompt, Turn
from classifier.routing.outcomes import OutcomesError
from classifier.routing.pretrained import PretrainedDifficulty
from classifier.routing.served import SERVED_FILE, ServedRouting

SHIPPED = ServedRouting.shipped()
HARD = "Calculate how many of the 12 remaining boxes hold more than 3 times 45 coins. Explain."


def test_what_is_served_is_what_was_learnt() -> None:
    prompts = [HARD, "What is the capital of Peru?", "x" * 9_000]

    learnt = PretrainedDifficulty.load().anywhere().predict(prompts)

    served = [SHIPPED.difficulty(Prompt.from_text(prompt)) for prompt in prompts]
    assert served == pytest.approx(learnt, abs=1e-4)


def test_a_short_follow_up_is_as_hard_as_what_it_continues() -> None:
    begun = (Turn("user", HARD), Turn("assistant", "Shall I go on?"))

    alone = SHIPPED.difficulty(Prompt.from_text("yes"))
    following = SHIPPED.difficulty(Prompt((*begun, Turn("user", "yes"))))
    changed = SHIPPED.difficulty(
        Prompt((*begun, Turn("user", "Write a poem on the sea and the moon and the stars.")))
    )

    assert alone is not None
    assert following is not None
    assert following > alone
    assert changed == SHIPPED.difficulty(
        Prompt.from_text("Write a poem on the sea and the moon and the stars.")
    )


@given(st.text(max_size=200))
def test_any_text_has_a_difficulty_or_none(text: str) -> None:
    found = SHIPPED.difficulty(Prompt.from_text(text))

    assert (found is None) == (not text.strip())
    assert found is None or np.isfinite(found)


def test_nothing_to_read_has_none() -> None:
    assert SHIPPED.difficulty(Prompt(turns=())) is None


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    saved = ServedRouting(
        SHIPPED.mean, SHIPPED.scale, SHIPPED.weights, {"mine": {"default": 0.5, "math": 1.0}}
    )

    saved.save(tmp_path)
    loaded = ServedRouting.load(tmp_path)

    assert loaded.abilities == saved.abilities
    assert (loaded.weights == saved.weights).all()


@pytest.mark.parametrize("change", [{"format": 2}, {"weights": [1.0]}, {"abilities": {"x": {}}}])
def test_a_file_that_was_changed_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    SHIPPED.save(tmp_path)
    content = json.loads((tmp_path / SERVED_FILE).read_text(encoding="utf-8"))
    (tmp_path / SERVED_FILE).write_text(json.dumps({**content, **change}), encoding="utf-8")

    with pytest.raises(OutcomesError, match="adapt"):
        ServedRouting.load(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"sha256": 1}'])
def test_a_file_of_something_else_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / SERVED_FILE).write_text(text, encoding="utf-8")

    with pytest.raises(OutcomesError):
        ServedRouting.load(tmp_path)
