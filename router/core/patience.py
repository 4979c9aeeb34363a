"""How long is a provider waited for, at each stage of a call?"""

from dataclasses import dataclass

from router.core.effects import Timeouts

__all__ = ["Patience", "patience_of"]

_CONNECT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds; a provider that takes longer has failed."""

    connect_s: float = _CONNECT_S
    first_byte_s: float = 600.0
    """From the request to the first byte of the answer's body."""
    between_s: float = 600.0
    """Between two pieces of the body."""
    total_s: float | None = None
    """From the request to the end of the answer; None where only silence counts."""


def patience_of(told: Timeouts | None, *, longest_s: float) -> Patience:
    """What policy says, within the longest silence that the service bears."""
    if told is None:
        return Patience(
            connect_s=min(_CONNECT_S, longest_s), first_byte_s=longest_s, between_s=longest_s
        )
    return Patience(
        connect_s=min(told.connect_s or _CONNECT_S, longest_s),
        first_byte_s=min(told.first_token_s or longest_s, longest_s),
        between_s=min(told.between_tokens_s or longest_s, longest_s),
        total_s=told.total_s,
    )
