"""How much does a provider still take from us before it refuses, and until when?"""

from dataclasses import dataclass

__all__ = ["UpstreamLimits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamLimits:
    """What a provider's answer says of our rate; made only where little of it is left."""

    remaining_requests: int | None = None
    """None where the provider does not say."""
    remaining_tokens: int | None = None
    resets_in_s: float | None = None
    """Until the last of what is used up is there again, as far as the provider says when."""

    @property
    def is_used_up(self) -> bool:
        """Whether the next request will be refused."""
        return self.remaining_requests == 0 or self.remaining_tokens == 0
