"""Tests of `router.core.cases.case`."""

from typing import Any

import pytest
from pydantic import ValidationError

from router.core.cases.case import Case, CaseFile

EXPECT = {"tier": "economy"}


def title(**given: Any) -> str:
    return Case.model_validate({"given": given, "expect": EXPECT}).title


def test_a_name_is_the_title() -> None:
    assert Case.model_validate({"name": "cheap", "expect": EXPECT}).title == "cheap"


def test_else_the_title_is_made_from_the_facts() -> None:
    written = title(priority="low", tools=True, tags=["a", "b"])
    assert written == "priority low, tools true, tags a and b"
    assert title(budgets=[{"id": "x", "share_used": 1}]) == "budgets id x share_used 1.0"
    assert title() == "an ordinary request"


def test_a_long_title_is_cut() -> None:
    assert len(title(prompt="word " * 100)) == 101


@pytest.mark.parametrize("written", [{"policy": "p.yaml", "cases": []}, {"cases": [{}]}])
def test_a_file_names_its_policy_and_holds_cases(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CaseFile.model_validate(written)
