"""Tests of `router.core.coaching.choice`."""

from router.core.coaching.choice import CoachChoice


def test_where_none_was_made_there_are_digests_and_no_headers() -> None:
    usual = CoachChoice(person="user:ada")
    assert (usual.has_digest, usual.has_headers, usual.digest_week) == (True, False, "")
