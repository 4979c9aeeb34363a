"""How many tokens, or other units, did a call use, and of which class of service?"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Usage", "UsageUnit"]


class UsageUnit(StrEnum):
    """What is counted where not only tokens are billed."""

    IMAGES = "images"
    SECONDS = "seconds"
    """Of sound, begun ones in full."""
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Token counts of one call, as the provider bills them.

    `input_tokens` includes `cached_tokens` (read from the provider's prompt cache) and
    `cache_write_tokens`, of which `cache_write_1h_tokens` stay for an hour, and what came as images
    and audio; `output_tokens` includes `reasoning_tokens` and `audio_output_tokens`.
    """

    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    image_input_tokens: int = 0
    audio_input_tokens: int = 0
    audio_output_tokens: int = 0
    is_estimated: bool = False
    """Counted by Tierwise because the provider did not say."""
    service_tier: str | None = None
    """The provider's class of service that was billed, such as `flex`; None for the usual one."""
    units: int = 0
    """How many of `unit` were used; 0 where tokens alone count."""
    unit: UsageUnit | None = None

    @property
    def total_tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens

    @property
    def is_nothing(self) -> bool:
        """Whether neither tokens nor units were used."""
        return self.total_tokens == 0 and self.units == 0
