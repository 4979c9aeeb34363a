"""Tests of `router.core.notices.notice`."""

from router.core.notices.notice import NoticeKind


def test_only_what_is_of_one_person_is_private() -> None:
    assert [kind for kind in NoticeKind if kind.is_private] == [NoticeKind.DIGEST]
