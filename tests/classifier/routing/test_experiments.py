"""Is every prompt judged by what was learnt without it?"""

from dataclasses import replace

import numpy as np

from classifier.routing.experiments import Experiment, cross_validated, few_labels
from classifier.routing.methods import OURS
from classifier.routing.traits import Traits
from tests.classifier.routing import invented

KNOWN = invented.outcomes(120)
ROWS = Traits().fit(KNOWN.prompts).transform(KNOWN.prompts)
EXPERIMENT = Experiment(KNOWN, ROWS, methods=(OURS, "oracle"))


def quiet(_: str) -> None:
    return None


def test_folds_come_back_in_the_order_of_the_prompts() -> None:
    trial = cross_validated(EXPERIMENT, folds=5, seed=0, on_step=quiet)

    assert trial.judged.prompts == KNOWN.prompts
    assert np.array_equal(trial.predicted["oracle"].scores, KNOWN.scores)
    assert sorted(set(trial.folds.tolist())) == [0, 1, 2, 3, 4]


def test_a_prompts_own_outcome_does_not_change_its_prediction() -> None:
    scores = KNOWN.scores.copy()
    scores[17] = 1 - scores[17]
    changed = replace(EXPERIMENT, outcomes=replace(KNOWN, scores=scores))

    before, after = (
        cross_validated(experiment, folds=5, seed=0, on_step=quiet).predicted[OURS].scores
        for experiment in (EXPERIMENT, changed)
    )

    assert np.array_equal(before[17], after[17])
    assert not np.array_equal(before, after)


def test_the_same_question_twice_is_in_one_fold() -> None:
    prompts = list(KNOWN.prompts)
    prompts[60] = f" {prompts[3].upper()}  "
    twins = replace(EXPERIMENT, outcomes=replace(KNOWN, prompts=tuple(prompts)))

    for seed in range(5):
        folds = cross_validated(twins, folds=5, seed=seed, on_step=quiet).folds
        assert folds[3] == folds[60]


def test_few_labels_are_drawn_anew_and_judged_on_the_rest() -> None:
    said: list[str] = []

    trials = list(few_labels(EXPERIMENT, labels=30, seeds=3, on_step=said.append))

    assert [len(trial.judged) for trial in trials] == [90, 90, 90]
    assert trials[0].judged.prompts != trials[1].judged.prompts
    assert said[-1] == "30 labels, seed 3 of 3"


def test_a_difficulty_known_beforehand_reaches_the_method() -> None:
    told = replace(EXPERIMENT, prior=invented.difficulty_of(KNOWN))

    with_prior, without = (
        next(few_labels(experiment, labels=15, seeds=1, on_step=quiet)).predicted[OURS].scores
        for experiment in (told, EXPERIMENT)
    )

    assert np.abs(with_prior - without).max() > 0.01
