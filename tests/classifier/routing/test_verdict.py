"""Does an evaluation judge as its settings say?"""

from dataclasses import replace

import numpy as np
import pytest

from classifier.routing.outcomes import Outcomes, OutcomesError
from classifier.routing.pretrained import PretrainedDifficulty
from classifier.routing.scoring import FrontierFigures, PairFigures
from classifier.routing.traits import Traits
from classifier.routing.verdict import Settings, Verdict, experiment_on, judge
from tests.classifier.routing import invented

KNOWN = invented.outcomes(150)


def verdict(outcomes: Outcomes, settings: Settings | None = None) -> Verdict:
    experiment = experiment_on(outcomes, features=Traits(), methods=("oracle", "tierwise"))
    return judge(
        experiment, "title", settings=settings or Settings(folds=3), on_step=lambda _: None
    )


def three_models() -> Outcomes:
    return replace(
        KNOWN,
        models=("small", "large", "copy"),
        scores=KNOWN.scores[:, [0, 1, 1]],
        costs_usd=KNOWN.costs_usd[:, [0, 1, 1]],
    )


def test_a_pair_is_judged_by_recovery_and_many_models_by_cost() -> None:
    assert all(isinstance(row, PairFigures) for row in verdict(KNOWN).rows)
    assert all(isinstance(row, FrontierFigures) for row in verdict(three_models()).rows)


def test_the_settings_are_told_as_they_were_used() -> None:
    assert verdict(KNOWN).settings == {"prompts": 150, "models": 2, "folds": 3, "seed": 0}
    assert verdict(KNOWN, Settings(labels=50, seeds=2)).settings == {
        "prompts": 150, "models": 2, "labels": 50, "seeds": 2, "seed": 0,
    }  # fmt: skip


def test_the_report_holds_table_and_plot() -> None:
    said = verdict(KNOWN).markdown("curves.svg")

    assert said.startswith("# title\n")
    assert "| tierwise |" in said
    assert "(curves.svg)" in said
    assert verdict(KNOWN).plot().startswith("<svg")
    assert len(verdict(three_models()).plot()) > 100


def test_many_models_without_costs_are_refused() -> None:
    free = three_models()
    free = replace(free, costs_usd=np.full_like(free.costs_usd, np.nan))

    with pytest.raises(OutcomesError, match="Give a pair"):
        verdict(free)


@pytest.mark.parametrize(
    "settings", [Settings(labels=150), Settings(labels=0), Settings(folds=200)]
)
def test_settings_that_leave_nothing_to_judge_are_refused(settings: Settings) -> None:
    with pytest.raises(OutcomesError, match="150"):
        verdict(KNOWN, settings)


def test_a_pretrained_difficulty_becomes_the_prior() -> None:
    learnt = PretrainedDifficulty.learn(invented.outcomes(200, seed=5))

    experiment = experiment_on(KNOWN, pretrained=learnt, features=Traits())

    assert experiment.prior is not None
    assert experiment.prior.std() > 0
