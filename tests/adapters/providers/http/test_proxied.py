import pytest

from router.adapters.providers.http.failures import BadAddress, NoConnection
from router.adapters.providers.http.proxied import Proxied
from router.adapters.providers.http.target import target_of
from router.core.patience import Patience
from tests.upstream import Upstream


async def test_a_proxy_is_asked_for_the_whole_address(upstream: Upstream) -> None:
    carrier = Proxied(upstream.base_url.removesuffix("/v1"))
    target = target_of("http://far.example/v1/c", headers={"x-key": "k"})
    reply = await carrier.post(target, body=b"{}", patience=Patience(), wants_whole=True)
    assert reply.status == 200
    await reply.aclose()
    assert upstream.last.headers["Host"] == "far.example"
    assert upstream.last.headers["x-key"] == "k"
    await carrier.close()


async def test_no_proxy_there_is_no_connection() -> None:
    async with Upstream() as gone:
        address = gone.base_url
    carrier = Proxied(address)
    target = target_of("http://far.example/", headers={"x-key": "secret"})
    with pytest.raises(NoConnection) as raised:
        await carrier.post(target, body=b"{}", patience=Patience(), wants_whole=True)
    assert raised.value.__context__ is None
    await carrier.close()


async def test_a_proxy_without_an_address_is_a_bad_address() -> None:
    carrier = Proxied("nonsense")
    with pytest.raises(BadAddress):
        await carrier.post(
            target_of("http://h/", headers={}), body=b"", patience=Patience(), wants_whole=True
        )
    await carrier.close()
