"""Tests of `router.adapters.notices.posting`."""

import asyncio

import pytest

from router.adapters.notices.posting import Posting, place_name
from router.core.notices.delivery import NotDelivered
from tests.journeys.running import closed_port
from tests.receivers import WebReceiver


async def test_what_is_posted_arrives_as_it_is(receiver: WebReceiver, posting: Posting) -> None:
    await posting.post(f"{receiver.url}/in?a=b", body=b"{}", headers={"x-one": "1"})

    (found,) = receiver.posted
    assert (found.path, found.body, found.headers["x-one"]) == ("/in", b"{}", "1")


@pytest.mark.parametrize("status", [302, 307, 400, 404, 410, 500, 503])
async def test_only_success_means_that_it_came(
    receiver: WebReceiver, posting: Posting, status: int
) -> None:
    receiver.statuses = [status]

    with pytest.raises(NotDelivered, match=str(status)):
        await posting.post(receiver.url, body=b"{}", headers={})


async def test_a_redirect_is_not_followed(receiver: WebReceiver, posting: Posting) -> None:
    receiver.statuses, receiver.location = [307], f"{receiver.url}/elsewhere"

    with pytest.raises(NotDelivered):
        await posting.post(f"{receiver.url}/here", body=b"{}", headers={})

    assert [one.path for one in receiver.posted] == ["/here"]


async def test_nobody_who_listens_is_told_without_the_address(posting: Posting) -> None:
    with pytest.raises(NotDelivered) as caught:
        await posting.post(f"http://127.0.0.1:{closed_port()}/planted", body=b"", headers={})

    assert "planted" not in caught.value.message
    assert caught.value.__cause__ is None


async def test_an_address_that_cannot_be_asked_is_told_without_it(posting: Posting) -> None:
    with pytest.raises(NotDelivered) as caught:
        await posting.post("http://127.0.0.1:99999/planted", body=b"", headers={})

    assert "planted" not in caught.value.message


async def test_somebody_who_never_answers_is_not_waited_for() -> None:
    left = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1_000):
            pass
        writer.close()
        left.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    posting = Posting(timeout_s=0.05)
    try:
        with pytest.raises(NotDelivered, match=r"0\.05 s"):
            await posting.post(f"http://127.0.0.1:{port}", body=b"", headers={})
    finally:
        await posting.close()
        await left.wait()
        server.close()


def test_a_channels_name_tells_the_host_and_no_more() -> None:
    name = place_name("webhook", "https://u:planted@hooks.example.com/planted?planted")

    assert name.startswith("webhook:hooks.example.com:")
    assert "planted" not in name
    assert name != place_name("webhook", "https://hooks.example.com/other")
