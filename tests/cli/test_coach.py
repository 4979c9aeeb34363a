"""Tests of `tierwise coach`, against a real local server."""

from collections.abc import Iterator

import pytest

from tests.cli.answering import Answering, answering
from tests.cli.calling import call

ADVICE = {
    "requests": 9,
    "spent_usd": "4.5",
    "saved_usd": "1.25",
    "is_whole": False,
    "tips": [
        {"kind": "cheaper_tier", "text": "9 requests …", "how": "Ask.", "examples": ["dec_1"]}
    ],
}


@pytest.fixture
def service() -> Iterator[Answering]:
    with answering(
        {"/v1/coach/me?days=30": ADVICE, "/v1/coach/me": {"digest": "off", "headers": True}}
    ) as one:
        yield one


def test_tips_are_printed_with_amounts_and_examples(service: Answering) -> None:
    told = call("coach", "--url", service.url, TIERWISE_KEY="tw-1").output
    assert "9 requests in 30 days, USD 4.5." in told
    assert "Only the newest requests were looked at." in told
    assert "estimated at USD 1.25" in told
    assert "cheaper_tier: 9 requests …\n  How: Ask.\n  Example: GET /v1/decisions/dec_1" in told
    assert service.asked == [("GET", "/v1/coach/me?days=30", "Bearer tw-1", None)]


def test_a_choice_is_sent_and_told(service: Answering) -> None:
    told = call("coach", "--digest", "off", "--headers", "--url", service.url).output
    assert told == "Digest: off. Tips in answers: on.\n"
    assert service.asked == [("PUT", "/v1/coach/me", None, {"digest": "off", "headers": True})]


def test_what_is_not_chosen_is_not_sent(service: Answering) -> None:
    call("coach", "--no-headers", "--url", service.url)
    assert service.asked == [("PUT", "/v1/coach/me", None, {"headers": False})]
