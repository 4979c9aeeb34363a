"""Providers fail, and callers do not see it; whatever was tried stands in the books exactly."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from router.core.ledger import LedgerEntry, Outcome
from tests.journeys.failing_over import Stage, asked, assert_books_agree, chat, two_upstreams
from tests.journeys.running import Service, fifty_at_once
from tests.upstream import Reply, Upstream, until

DONE = b"data: [DONE]\n\n"
HEARTBEAT = b": still thinking\n\n"
ANSWERED_USD = Decimal("0.0000708")
"""Of the scripted answer at the second deployment: 7 + 4 cached tokens in, 7 out."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    with two_upstreams() as upstreams:
        yield upstreams


def tries_of(entries: list[LedgerEntry], answer: httpx.Response) -> list[tuple[str | None, str]]:
    """Who was tried for one answer, and what became of it."""
    decision_id = answer.headers["x-tierwise-decision-id"]
    return [(e.deployment, e.outcome.value) for e in entries if e.decision_id == decision_id]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("trouble", "tries"),
    [
        (Reply(status=500), ["first", "first", "second"]),
        (Reply(status=429), ["first", "second"]),
        (Reply(status=401), ["first", "second"]),
        (Reply(status=404), ["first", "second"]),
        (Reply(body=b"<html>", content_type="text/html"), ["first", "first", "second"]),
        (Reply(dies_after=0), ["first", "first", "second"]),
    ],
    ids=["500", "429", "401", "404", "garbage", "cut off"],
)
def test_the_caller_gets_an_answer_whatever_the_first_provider_does(
    stage: Stage, tmp_path: Path, *, streamed: bool, trouble: Reply, tries: list[str]
) -> None:
    first = stage.first
    first.reply = trouble
    with stage.serving(tmp_path) as service:
        (answer,) = stage.ask(service, chat(streamed=streamed))
        entries = assert_books_agree(service)

    assert answer.status_code == 200
    assert b"error" not in answer.content
    assert answer.headers["x-tierwise-model"] == "second"
    assert answer.headers["x-tierwise-attempts"] == str(len(tries))
    assert answer.headers["x-tierwise-fallback-from"] == "first"
    ends = ["failed"] * (len(tries) - 1) + ["completed"]
    assert tries_of(entries, answer) == list(zip(tries, ends, strict=True))
    assert entries[-1].cost_usd == ANSWERED_USD


def test_what_the_provider_refuses_for_its_content_is_not_tried_again(
    stage: Stage,
    tmp_path: Path,
) -> None:
    first, second = stage.first, stage.second
    first.reply = Reply(status=400)
    with stage.serving(tmp_path) as service:
        (answer,) = stage.ask(service, chat())
        assert_books_agree(service)

    assert answer.status_code == 400
    assert len(first.requests) == 1
    assert second.requests == []


def test_where_all_fail_the_error_names_who_was_tried(stage: Stage, tmp_path: Path) -> None:
    first, second = stage.first, stage.second
    first.reply, second.reply = Reply(status=429), Reply(status=503)
    with stage.serving(tmp_path) as service:
        (answer,) = stage.ask(service, chat())
        entries = assert_books_agree(service)

    assert answer.status_code == 502
    assert answer.json()["error"]["attempts"] == "first, second, second"
    assert tries_of(entries, answer) == [
        ("first", "failed"),
        ("second", "failed"),
        ("second", "failed"),
    ]


def test_a_provider_that_says_retry_after_is_left_alone_until_then(
    stage: Stage, tmp_path: Path
) -> None:
    first = stage.first
    first.reply = Reply(status=429, headers={"retry-after": "60"})
    with stage.serving(tmp_path) as service:
        answers = [stage.ask(service, chat())[0] for _ in range(5)]
        decided = service.decision(answers[-1])

    assert [answer.status_code for answer in answers] == [200] * 5
    assert len(first.requests) == 1
    assert "x-tierwise-attempts" not in answers[-1].headers
    assert "openai/first" in json.dumps(decided), "decisions say why it was passed over"


def test_a_provider_that_says_nothing_remains_is_not_asked_again_at_once(
    stage: Stage,
    tmp_path: Path,
) -> None:
    used_up = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "60s"}
    first = stage.first
    first.reply = Reply(headers=used_up)
    with stage.serving(tmp_path) as service:
        answers = [stage.ask(service, chat())[0] for _ in range(3)]

    models = [answer.headers["x-tierwise-model"] for answer in answers]
    assert models == ["first", "second", "second"]


class TestHedging:
    EFFECTS = ", hedge: {after_ms: 20}"

    @pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
    def test_the_second_answers_where_the_first_is_slow_and_both_are_booked(
        self, stage: Stage, tmp_path: Path, *, streamed: bool
    ) -> None:
        first = stage.first
        first.reply = Reply(silent_after=0)
        with stage.serving(tmp_path, effects=self.EFFECTS) as service:
            (answer,) = stage.ask(service, chat(streamed=streamed))
            entries = assert_books_agree(service)
        stage.do(until(lambda: first.disconnects == 1))

        assert answer.headers["x-tierwise-model"] == "second"
        assert answer.headers["x-tierwise-attempts"] == "2"
        assert sorted(tries_of(entries, answer)) == [
            ("first", "cancelled"),
            ("second", "completed"),
        ]
        (cancelled,) = [one for one in entries if one.outcome is Outcome.CANCELLED]
        assert cancelled.usage.is_estimated
        assert cancelled.cost_usd > 0

    def test_twenty_at_once_are_booked_twice_each(self, stage: Stage, tmp_path: Path) -> None:
        first = stage.first
        first.reply = Reply(silent_after=0)
        with stage.serving(tmp_path, effects=self.EFFECTS) as service:
            answers = stage.ask(service, *[chat()] * 20)
            entries = assert_books_agree(service)

        assert {answer.status_code for answer in answers} == {200}
        assert Counter(entry.outcome.value for entry in entries) == {
            "completed": 20,
            "cancelled": 20,
        }


@dataclass
class Listener:
    """One caller of a stream, and what it heard."""

    status: int = 0
    heard: bytearray = field(default_factory=bytearray)
    headers: dict[str, str] = field(default_factory=dict)

    async def listen(self, client: httpx.AsyncClient, service: Service) -> None:
        url = f"{service.base_url}/chat/completions"
        async with client.stream("POST", url, json=chat(streamed=True)) as answer:
            self.status, self.headers = answer.status_code, dict(answer.headers)
            async for piece in answer.aiter_bytes():
                self.heard += piece

    @property
    def is_in_mid_stream(self) -> bool:
        return self.heard.count(b"\n\n") >= 3


def test_an_upstream_is_killed_under_a_hundred_streams(stage: Stage, tmp_path: Path) -> None:
    in_mid_stream, headers_only, silent = 40, 30, 30
    first = stage.first
    first.script.extend([Reply(silent_after=3)] * in_mid_stream)
    first.script.extend([Reply(events=[HEARTBEAT], silent_after=9)] * headers_only)
    first.script.extend([Reply(silent_after=0)] * silent)
    with stage.serving(tmp_path) as service:
        listeners = stage.do(_killed(service, first))
        entries = assert_books_agree(service)

    cut = [one for one in listeners if one.is_in_mid_stream and DONE not in one.heard]
    rest = [one for one in listeners if one not in cut]
    assert len(cut) == in_mid_stream
    assert {one.status for one in listeners} == {200}
    for one in cut:
        *chunks, last = bytes(one.heard).removesuffix(b"\n\n").split(b"\n\n")
        assert len(chunks) == 3
        assert b'"code": "upstream_broke_off"' in last
    for one in rest:
        assert bytes(one.heard).endswith(DONE)
        assert b"error" not in one.heard
        assert one.headers["x-tierwise-model"] == "second"
    by_decision: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        by_decision.setdefault(entry.decision_id, []).append(entry)
    assert len(by_decision) == 100
    for one in cut:
        (entry,) = by_decision[one.headers["x-tierwise-decision-id"]]
        assert (entry.outcome, entry.error_code) == (Outcome.FAILED, "upstream_broke_off")
        assert entry.usage.is_estimated
    for one in rest:
        *failed, answered = by_decision[one.headers["x-tierwise-decision-id"]]
        assert {entry.outcome for entry in failed} == {Outcome.FAILED}
        assert (answered.outcome, answered.cost_usd) == (Outcome.COMPLETED, ANSWERED_USD)


async def _killed(service: Service, first: Upstream) -> list[Listener]:
    """A hundred callers; the first upstream is gone while they listen."""
    listeners = [Listener() for _ in range(100)]
    async with fifty_at_once() as client, asyncio.TaskGroup() as listening:
        for one in listeners:
            listening.create_task(one.listen(client, service))
        await until(lambda: len(first.requests) == 100, timeout_s=20)
        await until(lambda: sum(one.is_in_mid_stream for one in listeners) == 40, timeout_s=20)
        await first.kill()
    return listeners


def test_a_provider_that_comes_back_is_found_by_a_probe(stage: Stage, tmp_path: Path) -> None:
    first = stage.first
    port = int(first.base_url.removesuffix("/v1").rpartition(":")[2])
    stage.do(first.kill())
    with stage.serving(tmp_path) as service:
        before = [stage.ask(service, chat())[0] for _ in range(4)]
        probed, after = stage.do(_found_again(service, port=port))

    assert {answer.headers["x-tierwise-model"] for answer in before} == {"second"}
    assert probed == "/v1/models"
    assert after == {"first"}


async def _found_again(service: Service, *, port: int) -> tuple[str, set[str]]:
    """What the upstream is asked first once it is back, and who answers then."""
    async with Upstream(port=port) as again:
        await until(lambda: bool(again.requests), timeout_s=20)
        probed = again.last.path
        await until(lambda: again.open_connections == 0)
        answers = await asked(service, chat())
        return probed, {answer.headers["x-tierwise-model"] for answer in answers}
