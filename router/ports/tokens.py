"""How many tokens has a text?"""

from typing import Protocol


class TokenCounter(Protocol):
    """Counts tokens: roughly and at once before a call, by tokenizer where money hangs on it."""

    def estimate(self, text_bytes: int, characters: int) -> int:
        """Quick estimate from sizes alone; at least 1."""
        ...

    async def count(self, text: str) -> int:
        """Count by tokenizer, off the event loop; may load the tokenizer first."""
        ...
