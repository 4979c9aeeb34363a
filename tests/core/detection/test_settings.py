"""Tests of `router.core.detection.settings`."""

import pytest
from pydantic import ValidationError

from router.core.detection import KINDS
from router.core.detection.settings import Detection, KindSettings


def test_a_kind_that_no_detector_has_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"is no detector; there are burst"):
        Detection.model_validate({"kinds": {"bursts": {}}})


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_set(kind: str) -> None:
    detection = Detection.model_validate({"kinds": {kind: {"is_on": False}}})

    assert not detection.of(kind).is_on


def test_what_is_not_said_of_a_kind_is_as_usual() -> None:
    assert Detection().of("burst") == KindSettings()


@pytest.mark.parametrize("sensitivity", [0, -1, 11])
def test_a_sensitivity_without_meaning_is_refused(sensitivity: float) -> None:
    with pytest.raises(ValidationError):
        Detection(sensitivity=sensitivity)
