from router.adapters.providers.connections import Connections
from tests.upstream import Upstream


async def test_all_share_one_session_that_opens_again_after_closing(upstream: Upstream) -> None:
    connections = Connections()
    first = connections.session
    assert connections.session is first
    await connections.close()
    await connections.close()
    assert first.closed
    async with connections.session.get(upstream.base_url) as response:
        assert response.status == 200
    await connections.close()


async def test_keeps_no_cookies(upstream: Upstream) -> None:
    upstream.reply = type(upstream.reply)(headers={"set-cookie": "a=b"})
    connections = Connections()
    for _ in range(2):
        async with connections.session.get(upstream.base_url) as response:
            await response.read()
    assert "Cookie" not in upstream.last.headers
    assert upstream.last.headers["User-Agent"].startswith("tierwise/")
    await connections.close()


async def test_closing_what_was_never_opened_does_nothing() -> None:
    await Connections().close()
