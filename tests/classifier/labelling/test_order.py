"""Are the most uncertain prompts asked first, and like ones apart?"""

from pathlib import Path

import numpy as np
import pytest

from classifier.datasets.traffic import TrafficPrompt
from classifier.labelling.order import ask_order, candidates, uncertainty_of
from classifier.labels import Complexity
from classifier.parcel import Parcel
from tests.classifier import tiny
from tests.classifier.evaluation import invented

X, Y, Z = np.eye(3)


def test_the_most_uncertain_comes_first() -> None:
    assert ask_order(np.array([0.2, 0.9, 0.5]), np.array([X, Y, Z])) == [1, 2, 0]


def test_like_prompts_are_asked_one_a_round() -> None:
    uncertain = np.array([0.9, 0.8, 0.7, 0.3, 0.2])

    assert ask_order(uncertain, np.array([X, X, X, Y, Z])) == [0, 3, 4, 1, 2]


def test_every_prompt_is_asked_once_however_many_are_alike() -> None:
    random = np.random.default_rng(3)
    vectors = random.normal(size=(60, 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    order = ask_order(random.uniform(size=60), vectors)

    assert sorted(order) == list(range(60))


def test_uncertainty_is_least_where_one_label_stands_out() -> None:
    sure, unsure = (
        invented.said(tiny.labelled_prompts()[0], confidence=confidence)
        for confidence in (0.9, 0.4)
    )

    assert 0 <= uncertainty_of(sure) < uncertainty_of(unsure) <= 1


def test_candidates_carry_the_guess_of_each_head(tiny_artifact: Path) -> None:
    prompts = [
        TrafficPrompt(id=one.id, prompt=one.prompt, row={}) for one in tiny.labelled_prompts()[:20]
    ]

    found = candidates(Parcel.of(tiny_artifact), prompts)

    assert {one.traffic.id for one in found} == {one.id for one in prompts}
    label, probability = found[0].guess_of("complexity")
    assert isinstance(label, Complexity)
    assert probability == pytest.approx(max(found[0].guess.probabilities.complexity.values()))


def test_a_prompt_asked_twice_waits_for_the_second_round(tiny_artifact: Path) -> None:
    once = tiny.labelled_prompts()[:12]
    prompts = [
        TrafficPrompt(id=f"{turn}-{one.id}", prompt=one.prompt, row={})
        for turn in range(2)
        for one in once
    ]

    found = [
        one.traffic.id.partition("-")[2] for one in candidates(Parcel.of(tiny_artifact), prompts)
    ]

    seen = [found.index(number) for number in set(found)]
    again = [len(found) - 1 - found[::-1].index(number) for number in set(found)]
    assert max(seen) < min(again)


def test_of_no_prompts_there_are_no_candidates(tiny_artifact: Path) -> None:
    assert candidates(Parcel.of(tiny_artifact), []) == []
