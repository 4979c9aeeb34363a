"""Tests of `router.bootstrap.notifying`."""

from pathlib import Path

import pytest

from router.adapters.storage.memory_notices import MemoryNotices
from router.bootstrap.notifying import open_delivery
from router.core.errors import ConfigurationError
from router.core.notices.notice import Notice, NoticeKind
from router.settings import Settings
from tests.factories import NOON
from tests.fakes import FixedClock
from tests.receivers import receiving, taking_mail

SECRET = "a secret of at least 16 bytes"


async def test_each_channel_that_is_set_gets_what_waits(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    outbox = MemoryNotices()
    notice = Notice(
        id="ntc_1", kind=NoticeKind.FINDING_OPENED, at=NOON, subject="S", text="T.", link="/x"
    )
    await outbox.put(notice)
    async with receiving() as web, taking_mail() as mail:
        settings = Settings.load(
            {
                "TIERWISE_PUBLIC_URL": "https://tierwise.example.com",
                "TIERWISE_WEBHOOK_URL": f"{web.url}/a,{web.url}/b",
                "TIERWISE_WEBHOOK_SECRET_FILE": str(tmp_path / "secret"),
                "TIERWISE_SLACK_URL": f"{web.url}/slack",
                "TIERWISE_SMTP_URL": f"smtp://{mail.host}:{mail.port}?tls=off",
                "TIERWISE_MAIL_FROM": "tierwise@example.com",
                "TIERWISE_MAIL_TO": "ops@example.com",
            }
        )
        deliver = open_delivery(settings.notices, outbox, clock=FixedClock())
        await deliver.deliver_due()
        for channel in deliver.channels:
            await channel.close()

    assert {one.path for one in web.posted} == {"/a", "/b", "/slack"}
    assert all(b"https://tierwise.example.com/x" in one.body for one in web.posted)
    assert mail.recipients == [["ops@example.com"]]


@pytest.mark.parametrize("written", [None, b"short", b"\xff" * 40])
def test_a_secret_that_cannot_be_read_keeps_the_service_from_starting(
    tmp_path: Path, written: bytes | None
) -> None:
    if written is not None:
        (tmp_path / "secret").write_bytes(written)
    settings = Settings.load(
        {
            "TIERWISE_WEBHOOK_URL": "https://hooks.example.com",
            "TIERWISE_WEBHOOK_SECRET_FILE": str(tmp_path / "secret"),
        }
    )

    with pytest.raises(ConfigurationError):
        open_delivery(settings.notices, MemoryNotices(), clock=FixedClock())


def test_where_nothing_is_set_there_is_no_channel() -> None:
    settings = Settings.load({})
    assert open_delivery(settings.notices, MemoryNotices(), clock=FixedClock()).channels == ()
