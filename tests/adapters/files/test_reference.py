import pytest

from router.adapters.files.model_shape import written_fields
from router.adapters.files.reference import (
    condition_examples,
    effect_examples,
    reference_text,
)
from router.core.effects import Then
from router.core.rules import When


@pytest.mark.parametrize("kind", written_fields(When))
def test_every_condition_has_an_example_that_works(kind: str) -> None:
    When.model_validate({kind: condition_examples()[kind]})
    assert f"| `{kind}` | Matches when " in reference_text()


@pytest.mark.parametrize("kind", written_fields(Then))
def test_every_effect_has_an_example_that_works(kind: str) -> None:
    Then.model_validate({kind: effect_examples()[kind]})
    assert f"| `{kind}` | " in reference_text()


def test_the_values_of_a_label_are_listed() -> None:
    assert "One of `low`, `normal`, `high`. | `priority: low` |" in reference_text()
