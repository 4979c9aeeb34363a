from dataclasses import replace

from router.adapters.providers.litellm import LiteLLM
from router.adapters.providers.openai_wire import OpenAIWire
from router.adapters.providers.pool import ProviderPool
from router.adapters.providers.simulated import Simulated
from router.ports.provider import Providers
from tests.adapters.providers.asking import call
from tests.factories import deployment
from tests.upstream import Upstream, until


async def test_each_provider_is_reached_in_its_own_way() -> None:
    pool: Providers = ProviderPool({})
    assert isinstance(pool.of(deployment(provider="openai")), OpenAIWire)
    assert isinstance(pool.of(deployment(provider="anthropic")), LiteLLM)
    assert isinstance(pool.of(deployment(provider="simulated")), Simulated)
    assert isinstance(pool.of(deployment(provider="never-heard-of")), LiteLLM)
    await pool.close()


async def test_one_wire_for_each_address_and_key() -> None:
    pool = ProviderPool({"OPENAI_API_KEY": "a", "TEAM_KEY": "b"})
    first, other = deployment("one"), deployment("other")
    assert pool.of(first) is pool.of(other)
    assert pool.of(first) is not pool.of(replace(first, api_key_env="TEAM_KEY"))
    assert pool.of(first) is not pool.of(replace(first, api_base="http://h/v1"))
    await pool.close()


async def test_closing_closes_every_connection(upstream: Upstream) -> None:
    pool = ProviderPool({"OPENAI_API_KEY": "a", "OPENAI_BASE_URL": upstream.base_url})
    await pool.of(deployment()).complete(call())
    assert upstream.open_connections == 1
    await pool.close()
    await until(lambda: upstream.open_connections == 0)


async def test_the_simulation_has_the_given_speed() -> None:
    pool = ProviderPool({}, simulated_speed=0)
    nobody = deployment(provider="simulated")
    answer = await pool.of(nobody).complete(call(nobody))
    assert b"simulated by Tierwise" in answer.body
    await pool.close()


async def test_keys_are_not_shown() -> None:
    pool = ProviderPool({"OPENAI_API_KEY": "sk-secret"})
    provider = pool.of(deployment())
    assert "sk-secret" not in repr(pool) + repr(provider)
    await pool.close()
