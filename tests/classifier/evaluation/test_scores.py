from dataclasses import replace

import pytest

from classifier.evaluation.scores import score_baseline, score_head
from classifier.labels import Task
from classifier.prediction import Abstention
from tests.classifier.evaluation.invented import PROMPTS, said


def test_every_figure_of_a_perfect_head_is_perfect() -> None:
    score = score_head(
        "priority", PROMPTS, predictions=[said(p, confidence=1) for p in PROMPTS], seed=0
    )
    assert (score.macro_f1, score.accuracy, score.interval) == (1, 1, (1, 1))
    assert (score.calibration_error, score.brier, score.log_loss) == (0, 0, 0)
    assert score.confusion.trace() == len(PROMPTS)
    assert {accuracy for _, accuracy in score.coverage} == {1.0}


def test_sureness_that_is_not_earned_shows_in_calibration_and_not_in_f1() -> None:
    modest, sure = (
        score_head(
            "task",
            PROMPTS,
            predictions=[
                said(p, {"task": "qa" if i % 2 else str(p.task)}, confidence=confidence)
                for i, p in enumerate(PROMPTS)
            ],
            seed=0,
        )
        for confidence in (0.53, 0.99)
    )
    assert modest.macro_f1 == sure.macro_f1
    assert modest.calibration_error < 0.04 < 0.4 < sure.calibration_error
    assert modest.brier < sure.brier
    assert modest.log_loss < sure.log_loss


def test_prompts_of_one_group_count_as_one_look_and_widen_the_interval() -> None:
    predictions = [
        said(p, {"task": "qa" if i < 60 else str(p.task)}) for i, p in enumerate(PROMPTS)
    ]
    together = [replace(p, group=f"g{i // 20}") for i, p in enumerate(PROMPTS)]
    apart, grouped = (
        score_head("task", test, predictions=predictions, seed=0).accuracy_interval
        for test in (PROMPTS, together)
    )
    assert grouped[1] - grouped[0] > 1.5 * (apart[1] - apart[0])


def test_the_same_seed_gives_the_same_interval() -> None:
    guesses = [str(Task.QA) if i % 3 else str(p.task) for i, p in enumerate(PROMPTS)]
    first, again = (
        score_baseline("task", PROMPTS, guesses=guesses, seed=4).interval for _ in range(2)
    )
    assert first == again


def test_accuracy_of_what_was_acted_on_leaves_out_what_was_abstained_on() -> None:
    predictions = [
        replace(said(p, {"priority": "high"}), abstained_because=Abstention.UNSURE)
        if str(p.priority) != "high"
        else said(p)
        for p in PROMPTS
    ]
    score = score_head("priority", PROMPTS, predictions=predictions, seed=0)
    assert score.accuracy == pytest.approx(1 / 3)
    assert score.kept_accuracy == 1
