"""A batch from its file to its bill by OpenAI's own client, also before a provider that is slow."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import openai
import pytest

from router.core.ledger import LedgerEntry, Outcome
from tests.core.test_batch import line
from tests.journeys.rulebooks import only
from tests.journeys.running import Service, running_service, variables

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
