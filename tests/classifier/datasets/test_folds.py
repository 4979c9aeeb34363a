"""Are groups kept whole, labels spread, and rare labels named before anything is fitted?"""

from collections import defaultdict
from dataclasses import replace

import pytest

from classifier.datasets.folds import PARTS, check_folds, held_out, in_parts
from classifier.datasets.load import DatasetError
from classifier.datasets.schema import LabelledPrompt
from classifier.labels import Task
from tests.classifier import tiny

PROMPTS = tiny.labelled_prompts()


def paired(prompts: list[LabelledPrompt]) -> list[LabelledPrompt]:
    """Two prompts a group: neighbours have different tasks."""
    return [replace(one, group=f"g{place // 2}") for place, one in enumerate(prompts)]


def test_held_out_prompts_share_no_group_with_the_rest() -> None:
    train, test = held_out(paired(PROMPTS), share=0.2, seed=1)

    assert 0 < len(test) <= 0.2 * len(PROMPTS)
    assert len(train) + len(test) == len(PROMPTS)
    assert not {one.group for one in train} & {one.group for one in test}


def test_the_same_seed_holds_out_the_same_prompts() -> None:
    first, again, other = (held_out(PROMPTS, share=0.2, seed=seed)[1] for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_a_label_of_few_groups_is_never_held_out() -> None:
    few = [one for one in PROMPTS if one.task is not Task.CHAT]
    rare = [one for one in PROMPTS if one.task is Task.CHAT][:2]

    for seed in range(5):
        train, _ = held_out([*few, *rare], share=0.5, seed=seed)
        assert {one.id for one in rare} <= {one.id for one in train}


def test_parts_keep_groups_whole_and_every_label_is_in_several() -> None:
    parts = in_parts(paired(PROMPTS))

    assert [one.id for one in parts] == [one.id for one in PROMPTS]
    assert {one.author for one in parts} == {f"own-{part + 1}" for part in range(PARTS)}
    authors_of_group, authors_of_label = defaultdict(set), defaultdict(set)
    for one in parts:
        authors_of_group[one.group].add(one.author)
        for label in one.labels.values():
            authors_of_label[str(label)].add(one.author)
    assert all(len(authors) == 1 for authors in authors_of_group.values())
    assert all(len(authors) > 1 for authors in authors_of_label.values())


def test_a_set_with_every_label_in_every_fold_passes() -> None:
    check_folds(in_parts(PROMPTS))


def test_a_label_that_only_one_author_has_is_named_with_its_count() -> None:
    kept = [one for one in PROMPTS if one.task is not Task.MATH or one.author == "x"]

    with pytest.raises(DatasetError) as caught:
        check_folds(kept, advice=", or do as advised")

    said = str(caught.value)
    count = sum(one.task is Task.MATH for one in kept)
    assert f"task math ({count})" in said
    assert "at least 2 groups" in said
    assert said.endswith("Label more of them, or do as advised.")
    assert "task chat" not in said


def test_one_author_alone_is_refused() -> None:
    with pytest.raises(DatasetError, match="3 prompts of 1 authors cannot be left out in turn"):
        check_folds([replace(one, author="x") for one in PROMPTS[:3]])
