"""Tests of `router.bootstrap.parts`: the classifier and its artifacts alone."""

from pathlib import Path

from classifier.prediction import SHIPPED
from router.bootstrap import load_classifier, open_registry
from router.settings import Settings
from tests.bootstrap.starting import assembled
from tests.classifier import versions


def test_the_classifier_can_be_had_alone(given: dict[str, str]) -> None:
    in_force, pinned = Settings.load(given), Settings.load(given, classifier=SHIPPED)
    assert load_classifier(in_force).version == load_classifier(pinned).version


async def test_a_promoted_artifact_is_followed_and_a_pinned_one_is_not(
    given: dict[str, str], tmp_path: Path
) -> None:
    followed = await assembled(given)
    pinned = await assembled(given, classifier=SHIPPED)
    registry = open_registry(followed.settings)
    entry = registry.add(versions.variant(SHIPPED, tmp_path / "newer", version="9.9"))
    registry.promote(entry, at="now", who="ada")

    assert followed.classifier.refresh()
    assert not pinned.classifier.refresh()

    assert followed.classifier.version == entry.name
    assert pinned.classifier.version != entry.name
