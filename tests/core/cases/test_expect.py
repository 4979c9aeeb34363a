"""Tests of `router.core.cases.expect`."""

from typing import Any

import pytest
from pydantic import ValidationError

from router.core.cases.expect import Expect, Refusal
from router.core.effects import Effort
from router.core.errors import (
    ApprovalRequired,
    KeyQuarantined,
    ModelNotFound,
    NoCapableDeployment,
    PolicyDenied,
)


@pytest.mark.parametrize("name", ["error", "max_tokens", "reasoning_effort", "guideline", "shadow"])
def test_none_says_that_there_must_be_no_such_thing(name: str) -> None:
    expect = Expect.model_validate({name: "none"})
    assert getattr(expect, name) is None
    assert expect.model_fields_set == {name}


def test_a_value_stands_for_itself() -> None:
    expect = Expect.model_validate(
        {"error": "policy_denied", "max_tokens": 5, "reasoning_effort": "low", "guideline": "Hm."}
    )
    assert (expect.error, expect.max_tokens) == (Refusal.POLICY_DENIED, 5)
    assert (expect.reasoning_effort, expect.guideline) == (Effort.LOW, ("Hm.",))


@pytest.mark.parametrize("written", [{}, {"teir": "economy"}, {"max_tokens": 0}, {"error": "x"}])
def test_what_says_nothing_or_cannot_be_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Expect.model_validate(written)


def test_the_codes_are_those_of_the_errors() -> None:
    errors = (
        PolicyDenied,
        KeyQuarantined,
        ApprovalRequired,
        NoCapableDeployment,
        ModelNotFound,
    )
    assert {error.code for error in errors} == set(Refusal)


def test_the_schema_offers_none_beside_the_values() -> None:
    choices = Expect.model_json_schema()["properties"]["max_tokens"]["anyOf"]
    assert {"const": "none"} in choices
    assert any(choice.get("type") == "integer" for choice in choices)
