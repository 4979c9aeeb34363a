"""Tests of `router.api.cache_control`."""

import pytest

from router.api.cache_control import CacheWishes, cache_wishes


@pytest.mark.parametrize(
    ("header", "wishes"),
    [
        (None, CacheWishes()),
        ("", CacheWishes()),
        ("no-cache", CacheWishes(may_reuse=False)),
        ("No-Store", CacheWishes(may_reuse=False, may_keep=False)),
        ("max-age=60", CacheWishes(max_age_s=60)),
        ('max-age = "60", no-transform', CacheWishes(max_age_s=60)),
        ("max-age=0", CacheWishes(max_age_s=0)),
        ("max-age=soon", CacheWishes()),
        ("public, immutable", CacheWishes()),
        ("max-age=5, no-store", CacheWishes(may_reuse=False, may_keep=False, max_age_s=5)),
    ],
)
def test_what_a_caller_says_of_caches(header: str | None, wishes: CacheWishes) -> None:
    assert cache_wishes(header) == wishes
