"""Are outcomes read as they are, and is the same question found again?"""

from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from classifier.routing.outcomes import OutcomesError, keys_of, load_outcomes, without_seen
from tests.classifier.routing import invented


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def row(prompt: str, model: str, *, score: float, cost: float | None = 0.5) -> dict[str, object]:
    return {
        "dataset": "test/sums", "prompt": prompt, "model": model, "score": score, "cost_usd": cost,
    }  # fmt: skip


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    known = invented.outcomes(10)

    read = load_outcomes(invented.write(tmp_path / "o.parquet", known)).of_models(known.models)

    assert read.prompts == known.prompts
    assert read.groups == known.groups
    assert np.array_equal(read.scores, known.scores)
    assert np.array_equal(read.costs_usd, known.costs_usd)


def test_what_is_not_known_is_nan_and_repetitions_are_averaged(tmp_path: Path) -> None:
    rows = [row("p", "a", score=1.0), row("p", "a", score=0.0), row("q", "b", score=1.0, cost=None)]

    read = load_outcomes(written(tmp_path / "o.parquet", rows))

    assert read.scores[0, 0] == 0.5
    assert np.isnan([read.scores[0, 1], read.scores[1, 0], read.costs_usd[1, 1]]).all()
    assert not read.has_costs
    assert len(read.complete(costs=False)) == 0


def test_a_part_of_a_name_chooses_a_model_and_an_unclear_one_is_refused() -> None:
    known = invented.outcomes(4)

    assert known.of_models(["LARGE", "small"]).models == ("large", "small")
    with pytest.raises(OutcomesError, match="in none of the models: small, large"):
        known.of_models(["huge"])
    with pytest.raises(OutcomesError, match="several"):
        known.of_models(["l"])


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"prompt": "p", "model": "a"}], "lacks the columns"),
        ([row("p", "a", score=7.0)], r"must lie in \[0, 1\]"),
    ],
)
def test_a_file_of_another_shape_is_refused(
    tmp_path: Path, rows: list[dict[str, object]], problem: str
) -> None:
    with pytest.raises(OutcomesError, match=problem):
        load_outcomes(written(tmp_path / "o.parquet", rows))


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "o.parquet").write_text("prompt,score\n")

    with pytest.raises(OutcomesError, match="cannot be read as parquet"):
        load_outcomes(tmp_path / "o.parquet")


def test_a_question_is_found_again_behind_a_template_and_in_other_case() -> None:
    question = "Which of these metals conducts electricity best at room temperature?"

    assert keys_of(question) & keys_of(f"Answer briefly.\n{question.upper()}\nA. iron")
    assert not keys_of(question) & keys_of("Which of these animals lays eggs and gives milk too?")


def test_questions_that_were_seen_are_left_out() -> None:
    known = invented.outcomes(10)

    left = without_seen(known, [f"  {prompt.upper()}" for prompt in known.prompts[:4]])

    assert left.prompts == known.prompts[4:]
