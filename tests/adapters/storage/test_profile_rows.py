"""Tests of `router.adapters.storage.profile_rows`."""

from router.adapters.storage.profile_rows import ProfileQueries


def test_stores_differ_in_the_mark_of_a_parameter_only() -> None:
    ours, theirs = vars(ProfileQueries("?")), vars(ProfileQueries("%s"))

    assert {name: query.replace("?", "%s") for name, query in ours.items()} == theirs
    assert ours["save"].count("?") == 4
