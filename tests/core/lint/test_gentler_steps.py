import pytest

from router.core.lint.gentler_steps import check
from tests.core.lint.subjects import found, subject, texts

Steps = list[dict[str, object]]


def ladder(*steps: dict[str, object]) -> list[object]:
    return [{"id": "all", "limit_usd": 5, "per": "day", "steps": list(steps)}]


def test_a_later_step_that_is_gentler_is_found_at_its_effect() -> None:
    one = subject(budgets=ladder({"at": 0.5, "cap": "economy"}, {"at": 0.9, "cap": "standard"}))
    assert found(check, one) == [("gentler-step", ("budgets", 0, "steps", 1, "cap"))]
    assert texts(check, one) == [
        "The step 'all-at-90' is gentler than 'all-at-50', which holds wherever it does: its 'cap' "
        "changes nothing. Make it stricter, or delete it."
    ]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ({"max_tokens": 500}, {"max_tokens": 501}),
        ({"slow_down": 6}, {"slow_down": 7}),
        ({"reasoning_effort": "low"}, {"reasoning_effort": "medium"}),
        ({"require_approval": "Ask us."}, {"require_approval": {"ask": "Ask.", "above_usd": 1}}),
    ],
)
def test_each_kind_that_can_be_stricter_is_compared(
    first: dict[str, object], later: dict[str, object]
) -> None:
    wrong = ladder({"at": 0.9, "pace": 1.2, **later}, {"at": 0.5, "pace": 1.1, **first})
    right = ladder({"at": 0.5, "pace": 1.1, **later}, {"at": 0.9, "pace": 1.2, **first})
    assert [code for code, _ in found(check, subject(budgets=wrong))] == ["gentler-step"]
    assert found(check, subject(budgets=right)) == []


def test_steps_of_other_priorities_or_of_which_neither_holds_before_may_differ() -> None:
    fine = ladder(
        {"at": 0.5, "for": "low", "cap": "economy"},
        {"at": 0.9, "cap": "standard"},
        {"pace": 1.5, "for": "low", "cap": "standard"},
    )
    assert found(check, subject(budgets=fine)) == []
