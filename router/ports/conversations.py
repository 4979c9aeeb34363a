"""What is remembered of conversations between their turns?"""

from typing import Protocol

from router.core.conversation import Conversation

__all__ = ["Conversations"]


class Conversations(Protocol):
    """Answers from memory, within microseconds; may forget at any time."""

    def recall(self, thread: str) -> Conversation | None:
        """How the conversation was last answered; None where that is not known."""
        ...

    def remember(self, thread: str, conversation: Conversation) -> None:
        """Keep how it was answered in place of what was known."""
        ...
