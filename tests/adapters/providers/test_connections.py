from router.adapters.providers.connections import Connections
from router.adapters.providers.http.direct import Direct
from router.adapters.providers.http.proxied import Proxied
from router.adapters.providers.openai_wire import OpenAIWire
from tests.adapters.providers.asking import call, endpoint
from tests.upstream import Reply, Upstream

PROXIES = {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "api.near.com"}


async def test_all_share_one_pool_that_opens_again_after_closing(upstream: Upstream) -> None:
    connections = Connections()
    assert connections.carrier_to("http://a") is connections.carrier_to("https://b")
    wire = OpenAIWire(endpoint(upstream.base_url), connections)
    for _ in range(2):
        await wire.complete(call())
        await connections.close()
        await connections.close()
    assert len(upstream.requests) == 2


async def test_only_what_the_environment_sends_through_a_proxy_goes_there() -> None:
    connections = Connections(PROXIES)
    far, near = connections.carrier_to("https://api.far.com/v1"), "https://api.near.com/v1"
    assert isinstance(far, Proxied)
    assert connections.carrier_to("https://api.other.com") is far
    assert isinstance(connections.carrier_to(near), Direct)
    assert isinstance(connections.carrier_to("http://127.0.0.1:8000"), Direct)
    await connections.close()


async def test_keeps_no_cookies(upstream: Upstream, connections: Connections) -> None:
    upstream.reply = Reply(headers={"set-cookie": "a=b"})
    wire = OpenAIWire(endpoint(upstream.base_url), connections)
    for _ in range(2):
        await wire.complete(call())
    assert "Cookie" not in upstream.last.headers
    assert upstream.last.headers["User-Agent"].startswith("tierwise/")


async def test_closing_what_was_never_opened_does_nothing() -> None:
    await Connections().close()
