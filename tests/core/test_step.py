"""Tests of `router.core.step`."""

import pytest
from pydantic import ValidationError

from router.core.step import Step


def step(**written: object) -> Step:
    return Step.model_validate(written)


@pytest.mark.parametrize(
    ("written", "rule_id"),
    [
        ({"at": 0.75}, "all-at-75"),
        ({"at": 0.755}, "all-at-75_5"),
        ({"at": 1.1, "pace": 1.25}, "all-at-110-pace-125"),
        ({"pace": 1.0, "for": "high"}, "all-pace-100-high"),
        ({"at": 0.5, "for": ["normal", "low"]}, "all-at-50-low-normal"),
        ({"at": 0.5, "for": ["low", "normal", "high"]}, "all-at-50"),
    ],
)
def test_its_rule_is_named_after_budget_begin_and_priorities(
    written: dict[str, object], rule_id: str
) -> None:
    assert step(**written, note="Spend less.").rule_id("all") == rule_id


def test_its_effects_are_those_of_a_rule_and_a_note_is_a_guideline() -> None:
    one = step(at=0.5, note="Spend less.", coach=True, cap="standard", require_approval="Ask me.")
    assert one.then.model_dump(mode="json", exclude_none=True) == {
        "cap": "standard",
        "require_approval": {"ask": "Ask me."},
        "coach": True,
        "guideline": "Spend less.",
    }


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"at": 0.755}, "75.5 % of the budget 'all' are used."),
        ({"pace": 1.2}, "The budget 'all' is spent 1.2 times as fast as planned."),
        ({"at": 0.5, "pace": 2}, "50 % of the budget 'all' are used, 2 times as fast as planned."),
        ({"at": 0.5, "reason": "Half is gone."}, "Half is gone."),
    ],
)
def test_it_says_why_even_where_nobody_wrote_it(written: dict[str, object], why: str) -> None:
    assert step(**written, coach=True).why("all") == why


def test_what_is_in_force_is_told_in_one_line() -> None:
    one = step(at=0.75, pace=1.2, cap="standard", max_tokens=1500, note="Spend less.")
    told = "company at 75%, pace 1.2: note, cap standard, max_tokens 1500"
    assert str(one.in_force("company", ["cap", "max_tokens", "note"])) == told
    assert str(one.in_force("company", ["cap"])) == "company at 75%, pace 1.2: cap standard"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"cap": "standard"}, "write at, pace or both"),
        ({"at": 0.5}, "write what happens"),
        ({"at": 80, "coach": True}, "write 0.8 for 80 %"),
        ({"at": 0.5, "tier": "economy"}, "tier"),
        ({"at": 0.5, "for": "urgent", "coach": True}, "'low', 'normal' or 'high'"),
    ],
)
def test_refuses_what_is_no_step(written: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        step(**written)
