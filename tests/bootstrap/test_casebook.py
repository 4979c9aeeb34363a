"""Tests of `router.bootstrap.casebook`."""

from pathlib import Path

import pytest

from router.bootstrap.casebook import open_casebook
from router.core.cases.given import Given
from router.core.errors import ConfigurationError
from router.settings import Settings

POLICIES = Path(__file__).resolve().parents[2] / "policies"
CASES = POLICIES / "default.cases.yaml"


def test_the_cases_beside_the_policy_are_found() -> None:
    book = open_casebook(Settings.load({}, policy=POLICIES / "default.yaml"))
    assert {Path(suite.path).name for suite in book.suites([])} >= {CASES.name}


def test_the_catalog_that_is_told_wins_over_what_the_file_names(tmp_path: Path) -> None:
    settings = Settings.load({}, policy=POLICIES / "default.yaml")
    (named,) = open_casebook(settings).suites([CASES])
    other = tmp_path / "other.yaml"
    text = (POLICIES / "simulated.yaml").read_text("utf-8")
    other.write_text(text.replace("simulated-embedding", "embedding"), encoding="utf-8")
    (told,) = open_casebook(settings, catalog=other).suites([CASES])
    assert named.rulebook.catalog.called("embedding") is None
    assert told.rulebook.catalog.called("embedding") is not None


def test_a_missing_file_is_told() -> None:
    book = open_casebook(Settings.load({}))
    with pytest.raises(ConfigurationError, match=r"none\.cases\.yaml: no such file"):
        book.suites([Path("none.cases.yaml")])


async def test_texts_are_read_by_the_classifier_in_force_with_difficulty_and_language() -> None:
    book = open_casebook(Settings.load({}))
    text = "Bitte übersetze diesen Vertrag ins Englische und erkläre die Haftung im Detail."
    reading = await book.run.read(Given(prompt=text))
    assert reading.assessment.classifier_version not in ("none", "given")
    assert reading.assessment.difficulty is not None
    assert reading.request.language == "de"
