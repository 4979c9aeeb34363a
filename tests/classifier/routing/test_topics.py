"""Are groups recognised, without a training prompt's own group leaking into its row?"""

import numpy as np

from classifier.routing.topics import GroupTopics

RANDOM = np.random.default_rng(0)
GROUPS = ["a", "b", "c"] * 40
CENTRES = {"a": [4.0, 0.0], "b": [0.0, 4.0], "c": [-4.0, -4.0]}
FEATURES = np.array([CENTRES[group] for group in GROUPS]) + RANDOM.normal(size=(120, 2))


def test_a_prompt_is_most_like_the_group_that_it_came_from() -> None:
    topics = GroupTopics(1.0).fit(FEATURES, GROUPS)

    likest = topics.groups_[topics.transform(FEATURES).argmax(axis=1)]

    assert (likest == GROUPS).mean() > 0.95
    assert topics.get_feature_names_out().tolist() == ["group_a", "group_b", "group_c"]


def test_rows_for_training_do_not_know_the_groups_by_heart() -> None:
    """With as many features as prompts, in-sample predictions would be perfect."""
    noise = RANDOM.normal(size=(60, 60))
    groups = RANDOM.permutation(["a", "b"] * 30).tolist()
    topics = GroupTopics(1e-3)

    rows = topics.fit_transform(noise, groups)

    held_out = (topics.groups_[rows.argmax(axis=1)] == groups).mean()
    by_heart = (topics.groups_[topics.transform(noise).argmax(axis=1)] == groups).mean()
    assert by_heart == 1.0
    assert held_out < 0.75


def test_a_single_group_says_nothing() -> None:
    topics = GroupTopics()

    assert topics.fit_transform(FEATURES, ["a"] * 120).shape == (120, 0)
    assert topics.transform(FEATURES).shape == (120, 0)
    assert len(topics.get_feature_names_out()) == 0
