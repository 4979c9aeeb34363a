import pytest

from router.core.lint.endless import check
from tests.core.lint.subjects import found, rule, subject

HALT = {"quarantine": "Look at the log of this key first."}


@pytest.mark.parametrize(
    "when",
    [
        {"team": "a"},
        {"not": {"findings": "burst"}},
        {"any": [{"findings": "burst"}, {"team": "a"}]},
    ],
)
def test_a_quarantine_that_no_finding_ends_is_found(when: dict[str, object]) -> None:
    endless = ("quarantine-without-finding", ("rules", 0, "then", "quarantine"))
    assert found(check, subject(rule(when, HALT))) == [endless]


@pytest.mark.parametrize(
    "when",
    [
        {"findings": ["leaked_key", "user:burst"]},
        {"findings": "burst", "not": {"priority": "high"}},
        {"any": [{"findings": "burst", "team": "a"}, {"findings": "loop"}]},
    ],
)
def test_one_that_ends_with_its_finding_is_not(when: dict[str, object]) -> None:
    assert found(check, subject(rule(when, HALT))) == []


def test_other_refusals_may_last() -> None:
    assert found(check, subject(rule({"team": "a"}, {"deny": "Ask the platform team."}))) == []
