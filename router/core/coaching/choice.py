"""What did somebody choose of coaching?"""

from dataclasses import dataclass

__all__ = ["CoachChoice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachChoice:
    """One person's choice; what holds where none was made."""

    person: str
    """As `Oneself.person` gives it."""
    has_digest: bool = True
    """Whether the weekly digest is mailed, where the service sends any."""
    has_headers: bool = False
    """Whether each answer carries a tip."""
    digest_week: str = ""
    """The last week for which a digest was made, such as `2026-W47`."""
