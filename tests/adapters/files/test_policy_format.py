import pytest
from pydantic import ValidationError

from router.adapters.files.policy_format import PolicyText


def test_a_file_is_a_policy_and_what_it_takes_and_permits() -> None:
    text = PolicyText.model_validate(
        {
            "version": 1,
            "name": "x",
            "extends": "base.yaml",
            "overlays": [{"team": "a", "file": "a.yaml", "may": ["tier", "cap"]}],
            "sets": {"legal": "law", "all-of-us": ["law", "$legal"]},
        }
    )
    assert text.overlays[0].may == ("tier", "cap")
    assert text.sets["legal"] == ("law",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sets": {"Legal": ["a"]}},
        {"sets": {"legal": []}},
        {"overlays": [{"team": "a", "file": "a.yaml", "may": []}]},
        {"overlays": [{"team": "a", "may": ["tier"]}]},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PolicyText.model_validate({"version": 1, "name": "x", **wrong})


def test_an_effect_that_there_is_not_is_told_with_the_nearest() -> None:
    overlay = {"team": "a", "file": "a.yaml", "may": ["teir"]}
    with pytest.raises(ValidationError, match="there is no effect 'teir'"):
        PolicyText.model_validate({"version": 1, "name": "x", "overlays": [overlay]})
