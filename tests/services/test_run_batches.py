"""Tests of `router.services.run_batches`."""

import json
from decimal import Decimal
from typing import Any

import pytest

from router.core.errors import (
    BudgetExceeded,
    DepositNotFound,
    InvalidRequest,
    KeyNotPermitted,
    PolicyDenied,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamTimedOut,
)
from router.core.key import LOCAL_KEY, KeyScope, VirtualKey
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.services.list_deposits import Page
from router.services.run_batches import BatchRequest
from tests.core.test_batch import line
from tests.factories import catalog, key, policy, rulebook
from tests.services.batching import CHAT, ELSEWHERE, SMALL, VECTORS, Batches
from tests.services.steps.test_reserve import budget

LINES = line("a", max_tokens=10) + line("b", max_tokens=30, n=2)
BYTES = sum(len(json.dumps(json.loads(one)["body"])) for one in LINES.splitlines())
MOST_USD = (Decimal(BYTES) + Decimal(4) * 30 * 3) / 1_000_000
"""Each byte may be a token, each of three answers as long as the longest, at the usual price."""


async def ids_of(made: Batches, owner: VirtualKey) -> list[str]:
    told: Any = await made.run.list(owner, page=Page(limit=9))
    return [one["id"] for one in told["data"]]


async def test_the_most_that_it_can_cost_is_booked_at_once() -> None:
    made = Batches()

    await made.create(LINES)

    entry = made.service.ledger.only
    assert (entry.outcome, entry.cost_usd) == (Outcome.BATCHED, MOST_USD)
    assert entry.usage == Usage(is_estimated=True, service_tier="batch")
    assert len(made.service.reservations) == 0


async def test_the_provider_gets_its_own_names_and_the_caller_ours() -> None:
    made = Batches()
    input_id = await made.upload(line("a", model="auto", max_tokens=10))

    batch_id = await made.create(line("a", model="auto", max_tokens=10))
    told = await made.run.show(batch_id, LOCAL_KEY)

    asked = json.loads(made.depot.asked[-2][1].body)
    sent = made.depot.files[asked["input_file_id"]]
    assert b'"model":"gpt-small"' in sent
    assert (told["id"], told["status"]) == (batch_id, "in_progress")
    assert str(told["input_file_id"]).startswith("file-tw_")
    assert told["input_file_id"] != input_id


async def test_a_file_that_is_right_is_not_uploaded_again() -> None:
    made = Batches()

    await made.create(line("a", model="gpt-small", max_tokens=10))

    assert len(made.depot.files) == 1


async def test_what_does_not_fit_into_a_budget_is_not_begun() -> None:
    made = Batches()
    made.service.book = budget("0.0001")

    with pytest.raises(BudgetExceeded):
        await made.create(LINES)

    assert made.depot.batches == {}
    assert made.service.ledger.only.outcome is Outcome.REFUSED


async def test_policy_sees_how_large_it_is() -> None:
    made = Batches()
    deny: dict[str, object] = {
        "id": "small-ones",
        "reason": "Batches of two are too large.",
        "when": {"batch": {"at_least": 2}},
        "then": {"deny": "Make it smaller."},
    }
    found = rulebook(policy(deny), of=catalog(SMALL, VECTORS, ELSEWHERE))
    made.service.rulebooks.in_force = found

    await made.create(line("a", max_tokens=10))
    with pytest.raises(PolicyDenied, match="smaller"):
        await made.create(LINES)


async def test_what_the_provider_refuses_costs_nothing() -> None:
    made = Batches()
    made.depot.error = UpstreamFailed("500")

    with pytest.raises(UpstreamFailed):
        await made.create(LINES)

    assert made.service.ledger.only.outcome is Outcome.FAILED
    assert made.service.ledger.only.cost_usd == 0
    assert await made.service.deposits.open() == []


async def test_what_the_provider_may_have_begun_stays_booked() -> None:
    made = Batches()
    made.depot.error = UpstreamTimedOut("late")

    with pytest.raises(UpstreamTimedOut):
        await made.create(LINES)

    assert made.service.ledger.only.outcome is Outcome.BATCHED
    assert made.service.ledger.only.cost_usd == MOST_USD


async def test_an_upload_that_is_not_heard_of_is_no_batch_yet() -> None:
    made = Batches()
    input_id = await made.upload(line("a", model="auto"))
    made.depot.upload_error = UpstreamTimedOut("late")

    with pytest.raises(UpstreamTimedOut):
        await made.run.create(BatchRequest(input_id=input_id, endpoint=CHAT), LOCAL_KEY)

    assert made.service.ledger.only.outcome is Outcome.FAILED
    assert made.service.ledger.only.cost_usd == 0


async def test_an_answer_without_an_id_is_no_answer() -> None:
    made = Batches()
    made.depot.garbles = True

    with pytest.raises(UpstreamGarbled, match="no file or batch"):
        await made.create(LINES)

    assert made.service.ledger.only.outcome is Outcome.BATCHED  # it may run


async def test_an_image_is_held_for_whatever_its_address_is() -> None:
    made = Batches()
    see = {"type": "image_url", "image_url": {"url": "https://x/y.png"}}
    asked = line("a", messages=[{"role": "user", "content": [see]}], max_tokens=10)

    await made.create(asked)

    assert made.service.ledger.only.cost_usd > Decimal(4_096) / 1_000_000


async def test_a_batch_that_its_provider_forgot_is_in_no_list() -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.batches.clear()

    assert await ids_of(made, LOCAL_KEY) == []


async def test_embeddings_are_taken_too() -> None:
    made = Batches()
    body = line("a", model="vectors", url="/v1/embeddings", input="x")

    await made.create(body, endpoint="/v1/embeddings")

    assert made.service.ledger.only.deployment == "vectors"


async def test_a_batch_runs_where_its_file_lies() -> None:
    made = Batches()

    with pytest.raises(InvalidRequest, match=r"lies with provider 'openai'.*'mistral'"):
        await made.create(line("a", model="far"))
    assert made.service.ledger.booked == []


async def test_a_key_for_nothing_there_is_told() -> None:
    made, narrow = Batches(), key()
    object.__setattr__(narrow, "scope", KeyScope(models=("far",)))

    with pytest.raises(KeyNotPermitted, match="provider 'openai'"):
        await made.create(line("a", model="auto"), key=narrow)


async def test_to_other_keys_a_batch_does_not_exist() -> None:
    made, other = Batches(), key(id="key_other")
    batch_id = await made.create(LINES)

    for reach in (made.run.show, made.run.cancel):
        with pytest.raises(DepositNotFound, match="Its batches are listed"):
            await reach(batch_id, other)
    assert await ids_of(made, other) == []
    assert await ids_of(made, LOCAL_KEY) == [batch_id]


async def test_a_batch_is_cancelled_at_the_provider() -> None:
    made = Batches()
    batch_id = await made.create(LINES)

    told = await made.run.cancel(batch_id, LOCAL_KEY)

    assert told["status"] == "cancelling"
    assert made.depot.asked[-1][1].path == "batches/batch_up/cancel"


async def test_a_file_that_is_no_batch_is_refused_before_anything() -> None:
    made = Batches()

    with pytest.raises(InvalidRequest, match="Line 1"):
        await made.create(b"not JSON lines")
    assert made.service.ledger.booked == []
