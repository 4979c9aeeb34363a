"""How is a notice posted for programs, signed as Standard Webhooks want it?

https://www.standardwebhooks.com: whoever has the secret can check that a notice is from this
service, unchanged, and not an old one that somebody sends again.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

from router.adapters.notices.posting import Posting, place_name
from router.core.errors import ConfigurationError
from router.core.notices.notice import Notice, NoticeKind
from router.ports.clock import Clock

__all__ = ["WebhookChannel", "signature", "webhook_secret"]

_PREFIX = "whsec_"
_FEWEST_BYTES = 16


class WebhookChannel:
    """Implements `Channel`: one URL. The notice's id is the message's, also when it comes again."""

    def __init__(
        self,
        url: str,
        *,
        secret: bytes,
        kinds: frozenset[NoticeKind],
        posting: Posting,
        clock: Clock,
    ) -> None:
        self.name = place_name("webhook", url)
        self._url = url
        self._secret = secret
        self._kinds = kinds
        self._posting = posting
        self._clock = clock

    def takes(self, notice: Notice) -> bool:
        """Whatever is not for somebody alone."""
        return notice.kind in self._kinds and not notice.kind.is_private

    async def send(self, notice: Notice) -> None:
        """Post it as JSON."""
        body = json.dumps(_told(notice), ensure_ascii=False).encode()
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": "tierwise",
            "webhook-id": notice.id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(
                body, secret=self._secret, message_id=notice.id, timestamp=timestamp
            ),
        }
        await self._posting.post(self._url, body=body, headers=headers)

    async def close(self) -> None:
        """Close the connections, which other channels may share."""
        await self._posting.close()


def signature(body: bytes, *, secret: bytes, message_id: str, timestamp: str) -> str:
    """`v1,` and the HMAC-SHA256 of id, time and body in base64."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def webhook_secret(text: str) -> bytes:
    """The bytes to sign with: of `whsec_…` what the base64 stands for, else the text's own.

    Raises:
        ConfigurationError: it is too short to be a secret, or no base64.
    """
    text = text.strip()
    try:
        encoded = text.removeprefix(_PREFIX)
        secret = (
            base64.b64decode(encoded, validate=True)
            if text.startswith(_PREFIX)
            else encoded.encode()
        )
    except binascii.Error:
        secret = b""
    if len(secret) < _FEWEST_BYTES:
        raise ConfigurationError(
            "The webhook's secret must have at least 16 bytes, and what follows whsec_ must be "
            "base64. 'openssl rand -base64 32' makes one: write whsec_ before it."
        )
    return secret


def _told(notice: Notice) -> Mapping[str, object]:
    return {
        "type": notice.kind.value,
        "id": notice.id,
        "timestamp": notice.at.isoformat(),
        "subject": notice.subject,
        "text": notice.text,
        "link": notice.link,
        "data": dict(notice.data),
    }
