"""Who answered a conversation's turn before? The last ones are kept in memory."""

from collections import OrderedDict

from router.core.conversation import Conversation

__all__ = ["RememberConversations"]

_MOST = 20_000
"""About eight megabytes."""


class RememberConversations:
    """Implements `Conversations`; the one that was not heard of for longest is forgotten first.

    Each process remembers its own: a conversation whose turns reach several of them is priced as
    if its prompt cache were cold where it was not seen, which costs money and nothing else.
    """

    def __init__(self, *, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, Conversation] = OrderedDict()

    def recall(self, thread: str) -> Conversation | None:
        """How the conversation was last answered; None where that is not known."""
        found = self._kept.get(thread)
        if found is not None:
            self._kept.move_to_end(thread)
        return found

    def remember(self, thread: str, conversation: Conversation) -> None:
        """Keep how it was answered in place of what was known."""
        self._kept[thread] = conversation
        self._kept.move_to_end(thread)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
