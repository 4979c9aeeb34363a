"""Tests of `router.core.deployment`."""

from dataclasses import fields

import pytest

from router.core.deployment import Deployment, Kind, unit_of
from router.core.usage import UsageUnit
from tests.factories import deployment


def test_a_deployment_names_the_variable_of_its_key_and_never_the_key() -> None:
    holds_a_secret = [f.name for f in fields(Deployment) if "key" in f.name]

    assert holds_a_secret == ["api_key_env"]


def test_deployments_written_alike_are_equal() -> None:
    assert deployment("small") == deployment("small")
    assert deployment("small") != deployment("large")


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        (Kind.IMAGE, UsageUnit.IMAGES),
        (Kind.TRANSCRIPTION, UsageUnit.SECONDS),
        (Kind.SPEECH, UsageUnit.CHARACTERS),
        (Kind.CHAT, None),
        (Kind.EMBEDDING, None),
        (Kind.MODERATION, None),
    ],
)
def test_a_kind_says_what_is_counted_beside_tokens(kind: Kind, unit: UsageUnit | None) -> None:
    assert unit_of(kind) is unit
