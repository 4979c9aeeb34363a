"""What does a caller say about answers that may be given again? RFC 9111, as far as it applies."""

import re
from typing import NamedTuple

__all__ = ["CacheWishes", "cache_wishes"]

_DIRECTIVE = re.compile(r"(no-store|no-cache|max-age)(?:\s*=\s*\"?(\d{1,9})\"?)?")


class CacheWishes(NamedTuple):
    """The directives of a request."""

    may_reuse: bool = True
    may_keep: bool = True
    max_age_s: int | None = None


_NONE = CacheWishes()


def cache_wishes(header: str | None) -> CacheWishes:
    """`no-store` takes and leaves nothing; `no-cache` takes nothing; `max-age` takes what is new.

    Directives that we do not know are passed over, as the standard demands.
    """
    if not header:
        return _NONE
    told = dict(_DIRECTIVE.findall(header.lower()))
    age = told.get("max-age")
    return CacheWishes(
        may_reuse="no-store" not in told and "no-cache" not in told,
        may_keep="no-store" not in told,
        max_age_s=int(age) if age else None,
    )
