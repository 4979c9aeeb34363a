"""Tests of `router.services.give_feedback`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.errors import DecisionNotFound, IdempotencyConflict
from router.core.feedback import Verdict
from router.core.kept_text import TextKeeping
from router.core.key import LOCAL_KEY
from router.ports.provider import Answer
from router.services.give_feedback import Said
from tests.factories import chat_request, key
from tests.fakes import USAGE, Service

ACCEPTED = Said(about="", verdict=Verdict.ACCEPTED)


async def served(service: Service, secret: str | None = None) -> str:
    return (
        await service.complete(chat_request(), await service.holder(secret))
    ).journey.decision_id


async def with_keys() -> Service:
    service = Service()
    for name, team, user in (("own", "pay", None), ("mate", "pay", None), ("far", None, "ada")):
        await service.keys.add(key(id=f"key_{name}", team=team, user=user), secret=f"tw-{name}")
    return service


async def test_all_that_is_said_is_kept_with_its_time() -> None:
    service = Service()
    about = await served(service)
    service.clock.advance(60)

    said = await service.learning.feedback(
        Said(about=about, verdict=Verdict.EDITED, score=0.5, outcome_value_usd=Decimal("1.25")),
        LOCAL_KEY,
    )

    assert (said.decision_id, said.at, said.key_id) == (about, service.clock.now(), "key_local")
    assert (said.verdict, said.score) == (Verdict.EDITED, 0.5)
    assert said.outcome_value_usd == Decimal("1.25")
    assert list(await service.learning.feedback.on(about, LOCAL_KEY)) == [said]


async def test_the_answers_own_id_will_do() -> None:
    service = Service()
    service.provider.answer = Answer(body=b'{"id": "chatcmpl-7", "choices": []}', usage=USAGE)
    await served(service)
    newest = await served(service)

    said = await service.learning.feedback(replace(ACCEPTED, about="chatcmpl-7"), LOCAL_KEY)

    assert said.decision_id == newest


async def test_among_answers_of_one_id_the_callers_own_is_meant() -> None:
    service = await with_keys()
    service.provider.answer = Answer(body=b'{"id": "chatcmpl-7", "choices": []}', usage=USAGE)
    own = await served(service, "tw-own")
    await served(service, "tw-far")

    said = await service.learning.feedback(
        replace(ACCEPTED, about="chatcmpl-7"), await service.holder("tw-mate")
    )

    assert said.decision_id == own


async def test_another_key_of_the_team_may_speak_and_a_stranger_learns_nothing() -> None:
    service = await with_keys()
    about = await served(service, "tw-own")
    give = service.learning.feedback

    await give(replace(ACCEPTED, about=about), await service.holder("tw-mate"))
    with pytest.raises(DecisionNotFound) as others:
        await give(replace(ACCEPTED, about=about), await service.holder("tw-far"))
    with pytest.raises(DecisionNotFound) as nobodys:
        await give(replace(ACCEPTED, about="dec_none"), await service.holder("tw-far"))
    with pytest.raises(DecisionNotFound):
        await give.on(about, await service.holder("tw-far"))

    assert others.value.message == nobodys.value.message.replace("dec_none", about)
    assert len(await give.on(about, await service.holder("tw-own"))) == 1


async def test_a_repeated_statement_is_one_and_a_changed_one_is_refused() -> None:
    service = Service()
    said = replace(ACCEPTED, about=await served(service), idempotency_key="once")
    give = service.learning.feedback

    assert await give(said, LOCAL_KEY) == await give(said, LOCAL_KEY)
    with pytest.raises(IdempotencyConflict, match="'once' was used before"):
        await give(replace(said, verdict=Verdict.REJECTED), LOCAL_KEY)
    assert len(await give.on(said.about, LOCAL_KEY)) == 1


async def test_without_a_key_each_statement_is_a_new_one() -> None:
    service = Service()
    said = replace(ACCEPTED, about=await served(service))

    await service.learning.feedback(said, LOCAL_KEY)
    await service.learning.feedback(said, LOCAL_KEY)

    assert len(await service.learning.feedback.on(said.about, LOCAL_KEY)) == 2


async def test_a_comment_is_kept_only_where_texts_are() -> None:
    for share, kept in ((0.0, None), (1.0, "Too long.")):
        service = Service(keeping=TextKeeping(share=share))
        said = replace(ACCEPTED, about=await served(service), comment="Too long.")

        told = await service.learning.feedback(said, LOCAL_KEY)

        assert told.comment == kept
        assert [
            one.comment for one in await service.learning.feedback.on(said.about, LOCAL_KEY)
        ] == [kept]


async def test_a_key_that_forbids_texts_forbids_comments() -> None:
    service = Service(keeping=TextKeeping(share=1.0))
    await service.keys.add(replace(key(id="key_9"), may_keep_text=False), secret="tw-9")
    said = replace(ACCEPTED, about=await served(service, "tw-9"), comment="Too long.")

    assert (await service.learning.feedback(said, await service.holder("tw-9"))).comment is None
