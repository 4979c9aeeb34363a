"""Who is told, and what is told."""

from collections.abc import AsyncIterator

import pytest

from router.adapters.notices.posting import Posting
from router.core.notices.notice import Notice, NoticeKind
from tests.factories import NOON
from tests.receivers import WebReceiver, receiving


@pytest.fixture
def notice() -> Notice:
    return Notice(
        id="ntc_1",
        kind=NoticeKind.APPROVAL_ASKED,
        at=NOON,
        subject="ada asks for 5 USD",
        text="She says: <!channel> größe 海.",
        link="https://tierwise.example.com/v1/approvals/apr_1",
        data={"approval": "apr_1"},
        to=("bob@example.com",),
    )


@pytest.fixture
async def receiver() -> AsyncIterator[WebReceiver]:
    async with receiving() as started:
        yield started


@pytest.fixture
async def posting() -> AsyncIterator[Posting]:
    made = Posting(timeout_s=5)
    yield made
    await made.close()
