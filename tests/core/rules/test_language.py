"""Tests of `router.core.rules.language`."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from router.core.facts import Facts
from router.core.rules.language import LanguageIs
from tests.factories import facts, shape

CONDITION = LanguageIs.model_validate(["de", "fr"])


def of(language: str | None) -> Facts:
    return facts(asked=replace(shape(), language=language))


@pytest.mark.parametrize(
    ("language", "matches"), [("de", True), ("fr", True), ("en", False), (None, False)]
)
def test_matches_a_known_language_of_the_list(language: str | None, matches: bool) -> None:
    assert CONDITION.matches(of(language)) is matches


def test_has_it_found_out() -> None:
    assert CONDITION.asks == "language"


def test_tells_what_it_saw_and_wanted() -> None:
    assert CONDITION.observed(of("en")) == "language is en"
    assert CONDITION.observed(of(None)) == "language is not known"
    assert CONDITION.wanted() == "de or fr"


def test_norwegian_is_a_language() -> None:
    assert LanguageIs.model_validate("no").matches(of("no"))


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("jp", "did you mean 'ja'"),
        ("DE", "did you mean 'de'"),
        ("en-US", "did you mean 'en'"),
        ("xx", "such as de, en or zh"),
        ("", "such as de, en or zh"),
    ],
)
def test_refuses_what_is_no_language_and_says_what_may_be_meant(code: str, hint: str) -> None:
    with pytest.raises(ValidationError, match=hint):
        LanguageIs.model_validate(code)
