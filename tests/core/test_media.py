"""Tests of `router.core.media`."""

from router.core.deployment import Kind, unit_of
from router.core.media import Operation
from router.core.usage import UsageUnit


def test_each_endpoint_has_deployments_of_one_kind() -> None:
    assert {one.kind for one in Operation} == set(Kind) - {Kind.CHAT, Kind.EMBEDDING}


def test_what_is_billed_follows_the_kind() -> None:
    assert unit_of(Operation.EDITS.kind) is UsageUnit.IMAGES
    assert unit_of(Operation.TRANSLATIONS.kind) is UsageUnit.SECONDS
    assert unit_of(Operation.SPEECH.kind) is UsageUnit.CHARACTERS
    assert unit_of(Operation.MODERATIONS.kind) is None
