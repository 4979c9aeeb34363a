"""Does each method know what it should, and no more?"""

from dataclasses import replace

import numpy as np
import pytest

from classifier.routing.methods import METHODS, OURS, RIVALS, Problem
from classifier.routing.outcomes import Floats, Outcomes
from classifier.routing.traits import Traits
from tests.classifier.routing import invented

KNOWN = invented.outcomes(240)
FEATURES = Traits().fit(KNOWN.prompts).transform(KNOWN.prompts)


def problem(judged: Outcomes | None = None) -> Problem:
    rest = KNOWN.rows(np.arange(180, 240))
    return Problem(
        train=KNOWN.rows(np.arange(180)),
        train_features=FEATURES[:180],
        judged=judged or rest,
        features=FEATURES[180:],
    )


def hidden(outcomes: Outcomes) -> Outcomes:
    """The same prompts with everything but the text turned around."""
    return replace(outcomes, scores=1 - outcomes.scores, groups=("none",) * len(outcomes))


@pytest.mark.parametrize("name", [OURS, *RIVALS])
def test_a_method_looks_only_at_the_text_of_what_is_judged(name: str) -> None:
    as_is = METHODS[name](problem()).scores
    turned = METHODS[name](problem(hidden(problem().judged))).scores

    assert np.array_equal(as_is, turned)


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_gives_a_number_for_each_prompt_and_model(name: str) -> None:
    predicted = METHODS[name](problem())

    assert predicted.scores.shape == predicted.costs_usd.shape == (60, 2)
    assert np.isfinite(predicted.scores).all()
    assert np.isfinite(predicted.costs_usd).all()


def test_without_costs_none_are_made_up() -> None:
    def free(outcomes: Outcomes) -> Outcomes:
        return replace(outcomes, costs_usd=np.full_like(outcomes.costs_usd, np.nan))

    asked = problem()
    asked = replace(asked, train=free(asked.train), judged=free(asked.judged))

    for name in METHODS:
        assert np.isnan(METHODS[name](asked).costs_usd).all(), name


def test_group_means_are_those_of_the_training_prompts() -> None:
    train = problem().train

    predicted = METHODS["group means"](problem()).scores

    is_story = np.array([group == "stories" for group in train.groups])
    total, overall = train.scores[is_story].sum(axis=0), train.scores.mean(axis=0)
    assert predicted[0] == pytest.approx((total + 10 * overall) / (is_story.sum() + 10))


def test_a_group_that_was_not_seen_gets_the_overall_mean() -> None:
    predicted: Floats = METHODS["group means"](problem(hidden(problem().judged))).scores

    assert predicted[0] == pytest.approx(problem().train.scores.mean(axis=0))


def test_longer_prompts_go_to_the_strong_model() -> None:
    scores = METHODS["prompt length"](problem()).scores
    lengths = [len(prompt) for prompt in problem().judged.prompts]

    assert np.array_equal(
        np.argsort(scores[:, 1], kind="stable"), np.argsort(lengths, kind="stable")
    )
