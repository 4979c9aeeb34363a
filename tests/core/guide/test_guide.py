"""Tests of `router.core.guide.guide`."""

from tests.core.guide.wordings import guide


def test_the_title_names_the_team_that_it_was_narrowed_to() -> None:
    assert guide().title == "Which AI model answers what"
    assert guide(team="search").title == "Which AI model answers what for team search"
