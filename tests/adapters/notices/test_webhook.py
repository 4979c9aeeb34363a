"""Tests of `router.adapters.notices.webhook`."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from router.adapters.notices.posting import Posting
from router.adapters.notices.webhook import WebhookChannel, signature, webhook_secret
from router.core.errors import ConfigurationError
from router.core.notices.notice import Notice, NoticeKind
from tests.fakes import FixedClock
from tests.receivers import WebReceiver

SECRET = b"0123456789abcdef"


def channel(
    receiver: WebReceiver,
    posting: Posting,
    *,
    kinds: frozenset[NoticeKind] = frozenset(NoticeKind),
) -> WebhookChannel:
    return WebhookChannel(
        receiver.url, secret=SECRET, kinds=kinds, posting=posting, clock=FixedClock()
    )


def test_the_signature_is_the_one_of_the_standards_own_example() -> None:
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    found = signature(
        b'{"test": 2432232314}',
        secret=webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp="1614265330",
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_it_is_posted_as_json_and_signed(
    receiver: WebReceiver, posting: Posting, notice: Notice
) -> None:
    await channel(receiver, posting).send(notice)

    (found,) = receiver.posted
    told = json.loads(found.body)
    id, timestamp = found.headers["webhook-id"], found.headers["webhook-timestamp"]
    signed = f"{id}.{timestamp}.".encode() + found.body
    expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    assert found.headers["webhook-signature"] == f"v1,{expected}"
    assert id == told["id"] == notice.id
    assert int(timestamp) == int(FixedClock().now().timestamp())
    assert told["type"] == "approval.asked"
    assert (told["text"], told["link"], told["data"]) == (
        notice.text,
        notice.link,
        {"approval": "apr_1"},
    )
    assert "to" not in told


def test_it_takes_its_kinds_and_nothing_private(
    receiver: WebReceiver, posting: Posting, notice: Notice
) -> None:
    every = channel(receiver, posting)
    some = channel(receiver, posting, kinds=frozenset([NoticeKind.DIGEST]))

    assert every.takes(notice)
    assert not some.takes(notice)
    assert not every.takes(replace(notice, kind=NoticeKind.DIGEST))
    assert not some.takes(replace(notice, kind=NoticeKind.DIGEST))


@pytest.mark.parametrize("text", ["", "short", "whsec_", "whsec_%%%", "whsec_c2hvcnQ="])
def test_what_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="16 bytes"):
        webhook_secret(text)


def test_a_text_of_ones_own_is_a_secret_as_it_is() -> None:
    assert webhook_secret(" 0123456789abcdef\n") == SECRET
