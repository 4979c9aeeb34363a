"""Tests of `router.services.embed`."""

import asyncio

import pytest

from router.core.deployment import Kind
from router.core.errors import LedgerUnavailable, NoCapableDeployment, UpstreamFailed
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.ports.provider import Answer
from tests.factories import catalog, deployment, embedding_request, rulebook
from tests.fakes import USAGE, Service

VECTORS = deployment("vectors", kind=Kind.EMBEDDING, input_usd="0.02", output_usd="0")
BODY = b'{"data":[{"embedding":[0.1]}]}'


def service() -> Service:
    made = Service()
    made.rulebooks.in_force = rulebook(of=catalog(deployment(), VECTORS))
    made.provider.answer = Answer(body=BODY, usage=USAGE)
    return made


async def test_embeddings_go_to_an_embedding_deployment_and_are_booked() -> None:
    made = service()

    completed = await made.embed(embedding_request(), LOCAL_KEY)

    assert completed.answer.body == BODY
    assert made.provider.calls[0].deployment is VECTORS
    assert (made.ledger.only.outcome, made.ledger.only.usage) == (Outcome.COMPLETED, USAGE)


async def test_missing_usage_is_counted_and_marked() -> None:
    made = service()
    made.provider.answer = Answer(body=BODY, usage=None)

    completed = await made.embed(embedding_request(text="one two three"), LOCAL_KEY)

    assert completed.usage == Usage(input_tokens=3, is_estimated=True)
    assert made.ledger.only.usage == completed.usage


async def test_an_error_of_the_provider_is_booked_and_names_the_decision() -> None:
    made = service()
    made.provider.error = UpstreamFailed("500")

    with pytest.raises(UpstreamFailed) as failed:
        await made.embed(embedding_request(), LOCAL_KEY)

    entry = made.ledger.only
    assert entry.outcome is Outcome.FAILED
    assert failed.value.headers["x-tierwise-decision-id"] == entry.decision_id


async def test_a_cancelled_call_is_booked() -> None:
    made = service()
    made.provider.is_silent = True
    task = asyncio.create_task(made.embed(embedding_request(text="one two"), LOCAL_KEY))
    await made.provider.asked.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert made.ledger.only.outcome is Outcome.CANCELLED


async def test_a_catalog_without_embeddings_refuses_them() -> None:
    made = Service()

    with pytest.raises(NoCapableDeployment, match="it serves chat, not embedding"):
        await made.embed(embedding_request(), LOCAL_KEY)

    assert made.ledger.only.outcome is Outcome.REFUSED


async def test_what_cannot_be_booked_is_not_served() -> None:
    made = service()
    made.ledger.is_broken = True

    with pytest.raises(LedgerUnavailable):
        await made.embed(embedding_request(), LOCAL_KEY)
