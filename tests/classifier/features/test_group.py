import pytest

from classifier.features import GROUPS
from classifier.features.group import FeatureGroup
from classifier.prompt import Prompt
from tests.classifier.features.readings import named


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group.name))
def test_a_group_gives_a_finite_number_for_each_name_whatever_the_prompt(
    group: FeatureGroup,
) -> None:
    for prompt in (Prompt(turns=()), Prompt.from_text("\ud800 ?"), Prompt.from_text("x " * 9_000)):
        values = named(group, prompt).values()
        assert all(abs(value) < 1e6 for value in values)


def test_names_are_unique_over_all_groups() -> None:
    names = [name for group in GROUPS for name in group.feature_names]
    assert len(set(names)) == len(names)
