"""Tests of `router.core.rules.requested_model`."""

import pytest

from router.core.rules.requested_model import RequestedModelIs
from tests.factories import facts, shape


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        ("gpt-4o", True),
        ("gpt-*", True),
        (["auto", "*4o"], True),
        ("*", True),
        ("gpt-4", False),
        ("GPT-*", False),
    ],
)
def test_matches_names_and_patterns(written: object, matches: bool) -> None:
    known = facts(asked=shape(requested_model="gpt-4o"))

    assert RequestedModelIs.model_validate(written).matches(known) is matches


def test_tells_what_was_asked_for() -> None:
    assert RequestedModelIs(("x",)).observed(facts()) == "requested model is auto"
