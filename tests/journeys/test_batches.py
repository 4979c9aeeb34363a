"""A batch from its file to its bill by OpenAI's own client, also before a provider that is slow."""

import json
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import openai
import pytest

from router.core.ledger import LedgerEntry, Outcome
from tests.batch_upstream import BatchUpstream, running_batch_upstream
from tests.core.test_batch import line
from tests.journeys.command import serving
from tests.journeys.rulebooks import KEY, catalog, only
from tests.journeys.running import (
    Service,
    closed_port,
    entries_in,
    eventually,
    running_service,
    variables,
)

CHAT: Final = "/v1/chat/completions"
ASKED = [{"role": "user", "content": "Say hello"}]
LINES = b"".join(
    line(str(number), model="auto", messages=ASKED, max_tokens=40) for number in range(4)
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    given = variables(tmp_path, policy=only("economy"))
    with running_service(given) as running:
        yield running


def of_decision(service: Service) -> list[LedgerEntry]:
    entries = service.entries()
    assert len({one.decision_id for one in entries}) == 1
    return entries


def test_a_batch_is_answered_and_billed_to_the_nano_dollar(service: Service) -> None:
    client = service.openai()
    file = client.files.create(file=("in.jsonl", LINES), purpose="batch")

    batch = client.batches.create(
        input_file_id=file.id, endpoint=CHAT, completion_window="24h", metadata={"run": "1"}
    )

    assert (batch.status, batch.input_file_id) == ("completed", file.id)
    assert batch.output_file_id is not None
    results = [json.loads(one) for one in client.files.content(batch.output_file_id).iter_lines()]
    bodies = [one["response"]["body"] for one in results]
    read = sum(body["usage"]["prompt_tokens"] for body in bodies)
    wrote = sum(body["usage"]["completion_tokens"] for body in bodies)
    first, last = of_decision(service)
    assert (first.outcome, last.outcome) == (Outcome.BATCHED, Outcome.CORRECTED)
    assert (last.usage.input_tokens, last.usage.output_tokens) == (read, wrote)
    cost_usd = (read * Decimal("0.1") + wrote * Decimal("0.5")) / 1_000_000
    assert first.cost_usd + last.cost_usd == cost_usd
    assert [one.id for one in client.batches.list()] == [batch.id]


def test_a_file_can_be_listed_read_and_deleted(service: Service) -> None:
    client = service.openai()
    file = client.files.create(file=("in.jsonl", LINES), purpose="batch")

    assert [one.id for one in client.files.list()] == [file.id]
    assert client.files.content(file.id).read() == LINES
    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(file.id)


def test_a_client_goes_through_a_list_page_by_page(service: Service) -> None:
    client = service.openai()
    made = [client.files.create(file=("a", LINES), purpose="batch").id for _ in range(3)]

    assert sorted(one.id for one in client.files.list(limit=1)) == sorted(made)


@pytest.fixture
def upstream() -> Iterator[BatchUpstream]:
    with running_batch_upstream() as running:
        yield running


def before(upstream: BatchUpstream, folder: Path) -> dict[str, str]:
    """Variables of a service whose economy is one deployment at `upstream`: 0.1 and 0.4 USD."""
    away = f"http://127.0.0.1:{closed_port()}/v1"
    given = catalog(upstream.base_url, away_url=away)
    return variables(folder, policy=only("economy"), catalog=given, OPENAI_API_KEY=KEY)


def begin(base_url: str) -> tuple[openai.OpenAI, str]:
    """A client, and the id of a batch that it began."""
    client = openai.OpenAI(base_url=base_url, api_key="any", max_retries=0)
    file = client.files.create(file=("in.jsonl", LINES), purpose="batch")
    made = client.batches.create(input_file_id=file.id, endpoint=CHAT, completion_window="24h")
    return client, made.id


def test_what_ran_while_the_service_was_killed_is_billed_exactly_and_once(
    upstream: BatchUpstream, tmp_path: Path
) -> None:
    given = before(upstream, tmp_path)
    with serving(given, folder=tmp_path) as killed:
        _, batch_id = begin(killed.base_url)
        killed.stop(signal.SIGKILL)
    (held,) = entries_in(tmp_path / "ledger.db")
    upstream.end(lines=4)

    with running_service(given) as service:
        client = service.openai()
        batches = [client.batches.retrieve(batch_id) for _ in range(3)]
        assert batches[0].output_file_id is not None
        results = client.files.content(batches[0].output_file_id).text.splitlines()
        first, last = of_decision(service)

    assert {one.status for one in batches} == {"completed"}
    assert [json.loads(one)["custom_id"] for one in results] == ["0", "1", "2", "3"]
    assert (first, held.outcome) == (held, Outcome.BATCHED)
    assert first.cost_usd + last.cost_usd == Decimal("0.000056")  # 400 at 0.1 and 40 at 0.4
    sent = upstream.files[str(upstream.batches["batch_0"]["input_file_id"])]
    assert {json.loads(one)["body"]["model"] for one in sent.splitlines()} == {"small-model"}


def test_what_was_done_until_it_was_cancelled_is_billed(
    upstream: BatchUpstream, tmp_path: Path
) -> None:
    with running_service(before(upstream, tmp_path)) as service:
        client, batch_id = begin(service.base_url)
        assert client.batches.cancel(batch_id).status == "cancelling"
        upstream.end(lines=1, status="cancelled")

        assert client.batches.retrieve(batch_id).status == "cancelled"
        eventually(lambda: len(service.entries()) == 2)
        first, last = of_decision(service)

    assert first.cost_usd + last.cost_usd == Decimal("0.000014")
    assert (last.usage.input_tokens, last.usage.output_tokens) == (100, 10)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not JSON lines", "Line 1 of the file is no request"),
        (line("a") + line("a"), "Line 2 of the file has a `custom_id`"),
        (line("a", url="/v1/embeddings"), "Line 1 of the file asks for POST /v1/embeddings"),
        (line("a", model="nobody/knows-it"), "nobody/knows-it"),
    ],
    ids=["not JSON", "twice", "elsewhere", "unknown"],
)
def test_a_file_that_is_wrong_is_refused_before_anything_is_spent(
    upstream: BatchUpstream, tmp_path: Path, data: bytes, words: str
) -> None:
    with running_service(before(upstream, tmp_path)) as service:
        client = service.openai()
        file = client.files.create(file=("in.jsonl", data), purpose="batch")

        with pytest.raises(openai.APIStatusError, match=words) as told:
            client.batches.create(input_file_id=file.id, endpoint=CHAT, completion_window="24h")

        assert 400 <= told.value.status_code < 500
        assert sum(one.cost_usd for one in service.entries()) == 0
    assert upstream.batches == {}
