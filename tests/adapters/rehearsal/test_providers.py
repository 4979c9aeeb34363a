"""Tests of `router.adapters.rehearsal.providers`."""

from dataclasses import replace

import pytest

from router.adapters.rehearsal.providers import RehearsedProviders
from router.core.errors import UpstreamFailed, UpstreamRejected
from router.core.simulation.event import INPUT_FIELD, OUTPUT_FIELD, Outage
from router.core.tier import Tier
from router.core.usage import Usage
from router.ports.provider import Call
from tests.factories import deployment


class World:
    """A time that passes when somebody waits."""

    def __init__(self, *outages: Outage) -> None:
        self.now_s = 0.0
        self.providers = RehearsedProviders(
            now_s=lambda: self.now_s, until=self.until, outages=outages
        )

    async def until(self, at_s: float) -> None:
        self.now_s = max(self.now_s, at_s)


def call(*, tier: Tier = Tier.ECONOMY, **fields: int) -> Call:
    told = {INPUT_FIELD: 700, OUTPUT_FIELD: 320, **fields}
    return Call(
        deployment=deployment(tier=tier),
        fields={name: str(value).encode() for name, value in told.items()},
    )


async def test_it_bills_what_the_request_says() -> None:
    answer = await World().providers.complete(call())

    assert answer.usage == Usage(input_tokens=700, output_tokens=320)


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
async def test_it_keeps_to_the_limit_that_it_is_told(name: str) -> None:
    limited = replace(call(), fields={**call().fields, name: b"100"})

    answer = await World().providers.complete(limited)

    assert answer.usage == Usage(input_tokens=700, output_tokens=100)


async def test_longer_answers_and_larger_models_take_longer() -> None:
    short, long, large = World(), World(), World()

    await short.providers.complete(call(max_tokens=10))
    await long.providers.complete(call())
    await large.providers.complete(call(tier=Tier.PREMIUM))

    assert 0 < short.now_s < long.now_s < large.now_s


async def test_in_its_outage_it_fails_and_before_and_after_it_answers() -> None:
    world = World(Outage(tiers=frozenset({Tier.ECONOMY}), since_s=100, until_s=200))
    assert (await world.providers.complete(call())).usage

    world.now_s = 150
    with pytest.raises(UpstreamFailed, match="overloaded"):
        await world.providers.complete(call())

    world.now_s = 200
    assert (await world.providers.complete(call())).usage


async def test_streams_and_embeddings_are_refused_and_not_made_up() -> None:
    providers = World().providers

    with pytest.raises(UpstreamRejected, match="streams"):
        await providers.stream(call())
    with pytest.raises(UpstreamRejected, match="embeddings"):
        await providers.embed(call())


async def test_one_provider_stands_for_all() -> None:
    providers = World().providers

    assert providers.of(deployment("a")) is providers.of(deployment("b", provider="anthropic"))
    await providers.close()
