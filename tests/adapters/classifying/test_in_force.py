"""Tests of `router.adapters.classifying.in_force`."""

import asyncio
from pathlib import Path

import pytest

from classifier.agreement import read_agreements
from classifier.manifest import Manifest
from classifier.pieces import PIECES_FILE
from classifier.prediction import SHIPPED
from classifier.registry import Entry, Registry
from router.adapters.classifying.in_force import ClassifierInForce
from router.core.errors import ConfigurationError
from tests.classifier import versions

ASKED = [{"role": "user", "content": "Draft our reply to the regulator about the outage."}]
LABEL = Manifest.read(SHIPPED).label


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


@pytest.fixture
def other(registry: Registry, tmp_path: Path) -> Entry:
    return registry.add(versions.variant(SHIPPED, tmp_path / "other", version="9.9"))


def followed(registry: Registry, *, pinned: Path | None = None) -> ClassifierInForce:
    return ClassifierInForce(registry, pinned=pinned, now=lambda: "2026-01-01")


def promote(registry: Registry, entry: Entry) -> None:
    registry.promote(entry, at="now", who="ada")


async def version_of(classifier: ClassifierInForce) -> str:
    return (await classifier.assess(ASKED, tool_count=0)).classifier_version


async def test_without_any_choice_the_shipped_artifact_judges(registry: Registry) -> None:
    classifier = followed(registry)

    assert not classifier.refresh()
    assert await version_of(classifier) == classifier.version == LABEL
    assert (classifier.problem, classifier.shadow) == (None, None)
    assert set(classifier.contributions(ASKED, tool_count=0)) == {"priority", "complexity", "task"}


async def test_a_promotion_is_taken_up_once_and_a_rollback_too(
    registry: Registry, other: Entry
) -> None:
    classifier = followed(registry)
    promote(registry, other)

    assert await version_of(classifier) == LABEL  # until it looks
    assert classifier.refresh()
    assert await version_of(classifier) == classifier.version == other.name
    assert not classifier.refresh()

    registry.rollback(at="now", who="ada")
    assert classifier.refresh()
    assert await version_of(classifier) == LABEL


async def test_the_key_of_sketches_outlives_a_promotion(registry: Registry, other: Entry) -> None:
    classifier = followed(registry)
    assert (await classifier.assess(ASKED, tool_count=0)).sketch is None
    classifier.sketch_under(b"a key of tests")
    before = (await classifier.assess(ASKED, tool_count=0)).sketch
    promote(registry, other)

    assert classifier.refresh()
    assert (await classifier.assess(ASKED, tool_count=0)).sketch == before is not None


async def test_what_was_promoted_before_the_start_judges_from_the_start(
    registry: Registry, other: Entry
) -> None:
    promote(registry, other)

    assert await version_of(followed(registry)) == other.name


async def test_a_damaged_artifact_leaves_the_old_one_until_it_is_mended(
    registry: Registry, other: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    classifier = followed(registry)
    vocabulary = other.folder / PIECES_FILE
    whole = vocabulary.read_bytes()
    promote(registry, other)
    vocabulary.write_bytes(b"x")

    assert not classifier.refresh()
    assert await version_of(classifier) == LABEL
    assert f"{vocabulary}: the contents do not match" in str(classifier.problem)
    assert "What was chosen is not in force" in caplog.text

    vocabulary.write_bytes(whole)
    assert classifier.refresh()
    assert (classifier.version, classifier.problem) == (other.name, None)


def test_a_damaged_artifact_stops_the_start_and_the_way_back_is_named(
    registry: Registry, other: Entry
) -> None:
    promote(registry, other)
    (other.folder / PIECES_FILE).unlink()

    with pytest.raises(
        ConfigurationError, match=r"pieces\.model: .*tierwise model promote shipped"
    ):
        followed(registry)


def test_a_journal_that_cannot_be_read_stops_the_start(registry: Registry, other: Entry) -> None:
    promote(registry, other)
    registry.journal.path.write_text("nonsense\n")

    with pytest.raises(ConfigurationError, match=r"journal\.jsonl, line 1"):
        followed(registry)


async def test_a_journal_that_breaks_later_changes_nothing(
    registry: Registry, other: Entry
) -> None:
    promote(registry, other)
    classifier = followed(registry)
    registry.journal.path.write_text("nonsense\n")

    assert not classifier.refresh()
    assert await version_of(classifier) == other.name
    assert "line 1" in str(classifier.problem)


async def test_a_pinned_folder_takes_no_notice_of_promotions(
    registry: Registry, other: Entry
) -> None:
    classifier = followed(registry, pinned=SHIPPED)
    promote(registry, other)

    assert not classifier.refresh()
    assert await version_of(classifier) == LABEL


async def test_a_shadow_judges_the_same_requests_and_has_no_say(
    registry: Registry, other: Entry
) -> None:
    classifier = followed(registry)
    registry.shadow(other, share=1, at="now", who="ada")
    classifier.refresh()
    assert classifier.shadow == other.name

    said = [await version_of(classifier) for _ in range(4)]
    classifier.close()

    (found,) = read_agreements(registry.folder)
    assert said == [LABEL] * 4
    assert (found.in_force, found.shadow) == (LABEL, other.name)
    assert found.seen + found.missed == 4
    assert found.agreed("task") == 1


async def test_a_shadow_ends_when_it_is_told_to(registry: Registry, other: Entry) -> None:
    classifier = followed(registry)
    registry.shadow(other, share=1, at="now", who="ada")
    classifier.refresh()

    registry.shadow(None, share=1, at="now", who="ada")
    classifier.refresh()

    assert classifier.shadow is None
    assert await version_of(classifier) == LABEL


async def test_a_shadow_that_is_promoted_judges_and_looks_on_no_more(
    registry: Registry, other: Entry
) -> None:
    classifier = followed(registry)
    registry.shadow(other, share=1, at="now", who="ada")
    classifier.refresh()
    await version_of(classifier)

    promote(registry, other)
    classifier.refresh()

    assert (classifier.version, classifier.shadow) == (other.name, None)
    assert len(read_agreements(registry.folder)) == 1


async def test_swaps_under_load_fail_no_request_and_mix_nothing(
    registry: Registry, other: Entry
) -> None:
    classifier = followed(registry)
    registry.shadow(other, share=1, at="now", who="ada")
    is_over = asyncio.Event()
    seen: set[tuple[str, str | None]] = set()

    async def ask() -> None:
        while not is_over.is_set():
            said = await classifier.assess(ASKED, tool_count=0)
            seen.add((said.classifier_version, said.abstained_because))
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as load:
        for _ in range(8):
            load.create_task(ask())
        for _ in range(2):
            await asyncio.to_thread(classifier.refresh)
            promote(registry, other)
            await asyncio.to_thread(classifier.refresh)
            registry.rollback(at="now", who="ada")
            registry.shadow(other, share=1, at="now", who="ada")
        is_over.set()
    await asyncio.to_thread(classifier.close)

    assert {version for version, _ in seen} == {LABEL, other.name}
