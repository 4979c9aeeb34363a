"""Tests of `router.core.detection.detectors`."""

from router.core.detection import KINDS
from router.core.detection.detectors import DETECTORS
from router.core.finding import SubjectKind


def test_each_detector_has_its_kind_in_the_same_place() -> None:
    assert tuple(each.kind for each in DETECTORS) == KINDS


def test_each_looks_at_keys_at_least() -> None:
    assert all(SubjectKind.KEY in each.subjects for each in DETECTORS)
