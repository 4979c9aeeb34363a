"""Tests of `router.cli.demo.client`."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from router.cli.demo.client import Client, RequestFailed, connect
from router.cli.demo.outcome import Offer
from router.cli.demo.prompts import DemoPrompt
from router.core.errors import ConfigurationError
from router.core.tier import Tier
from router.core.usage import Usage

CLOSED = "http://127.0.0.1:1"


def asking(text: str) -> DemoPrompt:
    return DemoPrompt(kind="", messages=({"role": "user", "content": text},))


@pytest.fixture
async def client(service: str) -> AsyncIterator[Client]:
    async with connect(service) as connected:
        yield connected


async def test_offers_are_the_deployments_for_chat_at_their_prices(
    client: Client, offers: list[Offer]
) -> None:
    assert await client.offers() == offers


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
async def test_the_address_may_be_written_with_and_without_its_end(
    service: str, ending: str
) -> None:
    async with connect(service.rstrip("/") + ending) as client:
        assert await client.offers()


async def test_an_answer_gives_the_decision_and_what_was_booked(client: Client) -> None:
    prompt = asking("one two three four five six seven eight nine")

    decided = await client.recall(await client.ask(prompt), prompt=prompt)

    assert (decided.tier, decided.deployment) == (Tier.PREMIUM, "large")
    assert (decided.rule, decided.reason) == ("by-length", "Long is dear.")
    assert (decided.priority, decided.complexity) == ("high", "demanding")
    assert decided.task == "drafting"
    assert decided.usage == Usage(input_tokens=1_000, cached_tokens=10, output_tokens=100)
    assert decided.cost_usd == Decimal("0.0075")


async def test_a_decision_whose_reasoning_is_gone_is_still_counted(client: Client) -> None:
    prompt = asking("short")

    decided = await client.recall(await client.ask(prompt), prompt=prompt)

    assert (decided.task, decided.priority) == ("unknown", "unknown")
    assert decided.tier is Tier.ECONOMY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("refuse", "policy_denied"),
        ("garble", "http_500"),
        ("drop", "unreachable"),
        ("nameless", "no_decision_id"),
    ],
)
async def test_a_request_that_fails_says_so_with_a_code(
    client: Client, text: str, code: str
) -> None:
    with pytest.raises(RequestFailed) as raised:
        await client.ask(asking(text))
    assert raised.value.code == code
    assert raised.value.message


async def test_no_service_there_says_how_to_start_it() -> None:
    async with connect(CLOSED) as client:
        with pytest.raises(ConfigurationError, match="start it with `make run` in another"):
            await client.offers()


async def test_a_refused_key_says_which_option_takes_the_right_one(service: str) -> None:
    async with connect(service, key="tw-wrong") as client:
        with pytest.raises(ConfigurationError, match=r"not known here.* --key"):
            await client.offers()


async def test_another_service_is_told_from_tierwise(service: str) -> None:
    async with connect(f"{service}other") as client:
        with pytest.raises(ConfigurationError, match="Is it Tierwise"):
            await client.offers()
    async with connect(f"{service}nothing") as client:
        with pytest.raises(ConfigurationError, match="http_404"):
            await client.offers()


async def test_what_is_no_address_is_told() -> None:
    async with connect("here") as client:
        with pytest.raises(ConfigurationError, match="no address"):
            await client.offers()
