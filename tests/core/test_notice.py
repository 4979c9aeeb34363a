"""Tests of `router.core.notice`."""

from router.core.notice import NoticeKind


def test_only_what_is_of_one_person_is_private() -> None:
    assert [kind for kind in NoticeKind if kind.is_private] == [NoticeKind.DIGEST]
