"""How is a notice posted into a room of Slack, or of what takes the same form?"""

import json
from collections.abc import Mapping

from router.adapters.notices.posting import Posting, place_name
from router.core.notices.notice import Notice, NoticeKind

__all__ = ["SlackChannel"]

_LONGEST_TITLE = 150
_LONGEST_TEXT = 2_900
"""Slack takes 3,000 characters a section; what must be escaped counts as it is written then."""


class SlackChannel:
    """Implements `Channel`: one incoming webhook, whose URL is its secret."""

    def __init__(self, url: str, *, kinds: frozenset[NoticeKind], posting: Posting) -> None:
        self.name = place_name("slack", url)
        self._url = url
        self._kinds = kinds
        self._posting = posting

    def takes(self, notice: Notice) -> bool:
        """Whatever is not for somebody alone."""
        return notice.kind in self._kinds and not notice.kind.is_private

    async def send(self, notice: Notice) -> None:
        """Post it: a title, sentences, and a link."""
        body = json.dumps(_message(notice), ensure_ascii=False).encode()
        await self._posting.post(self._url, body=body, headers={"content-type": "application/json"})

    async def close(self) -> None:
        """Close the connections, which other channels may share."""
        await self._posting.close()


def _message(notice: Notice) -> Mapping[str, object]:
    link = "" if notice.link is None else f"\n{_escaped(notice.link)}"
    return {
        "text": _escaped(notice.subject),
        "blocks": [
            {
                "type": "header",
                "text": {"type": "plain_text", "text": notice.subject[:_LONGEST_TITLE]},
            },
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": _escaped(notice.text)[:_LONGEST_TEXT] + link,
                    "verbatim": True,
                },
            },
        ],
    }


def _escaped(text: str) -> str:
    """So that nobody's reason calls everybody (`<!channel>`) or hides where a link leads."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
