"""More than the service may take is refused in order, costs nobody anything, and passes."""

import asyncio
from pathlib import Path

import httpx

from tests.journeys.rulebooks import POLICY
from tests.journeys.running import Service, fifty_at_once, running_service, variables

BODY = {
    "model": "economy",
    "messages": [{"role": "user", "content": "Write a long story about the sea"}],
}


def test_a_flood_is_refused_in_order_and_booked_is_what_was_answered(tmp_path: Path) -> None:
    given = variables(tmp_path, policy=POLICY, TIERWISE_MOST_REQUESTS="4") | {
        "TIERWISE_SIMULATED_SPEED": "4"
    }
    with running_service(given) as service:
        answers = asyncio.run(_flood(service))
        afterwards = service.post(BODY)
        said = service.get("/readyz")["overload"]
        entries = service.entries()

    answered = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(answered) >= 4
    assert len(answered) + len(refused) == 40
    assert refused
    assert {answer.headers["retry-after"] for answer in refused} == {"2"}
    assert {answer.json()["error"]["code"] for answer in refused} == {"overloaded"}
    assert afterwards.status_code == 200
    assert len(entries) == len(answered) + 1
    assert said == {
        "is_refusing": False,
        "refused": {"high": 0, "normal": len(refused), "low": 0},
    }


async def _flood(service: Service) -> list[httpx.Response]:
    url = f"{service.base_url}/chat/completions"
    async with fifty_at_once() as client:
        return await asyncio.gather(*(client.post(url, json=BODY) for _ in range(40)))
