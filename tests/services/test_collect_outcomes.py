"""Tests of `router.services.collect_outcomes`."""

from dataclasses import replace
from decimal import Decimal

from router.core.caller import Attribution
from router.core.feedback import Verdict
from router.core.kept_text import KeptText
from router.core.key import LOCAL_KEY
from router.core.outcome_row import OutcomeRow, OutcomeSource
from router.services.collect_outcomes import CollectOutcomes
from router.services.give_feedback import Said
from tests.factories import NOON, chat_request
from tests.fakes import Service


def collecting(service: Service) -> CollectOutcomes:
    return CollectOutcomes(
        outcomes=service.outcomes,
        feedback=service.feedback_store,
        traffic=service.traffic,
        texts=service.texts,
        clock=service.clock,
    )


async def asked(service: Service, content: str = "Sort these") -> str:
    request = chat_request(content=content, attribution=Attribution(user="ada"))
    return (await service.complete(request, LOCAL_KEY)).journey.decision_id


def judged(decision_id: str, source: OutcomeSource, **changes: object) -> OutcomeRow:
    row = OutcomeRow(
        decision_id=decision_id,
        at=NOON,
        deployment="middle",
        source=source,
        score=0.0,
        weight=0.5,
        cost_usd=Decimal(1),
    )
    return replace(row, **changes)  # type: ignore[arg-type]


async def sources(service: Service, **asked_for: bool) -> list[OutcomeSource]:
    found = await collecting(service)(since="1d", **asked_for)
    return [one.row.source for one in found]


async def test_feedback_becomes_a_row_of_the_deployment_that_answered() -> None:
    service = Service()
    about = await asked(service)
    await service.learning.feedback(Said(about=about, verdict=Verdict.ACCEPTED), LOCAL_KEY)
    await service.learning.feedback(Said(about=about, verdict=Verdict.EDITED), LOCAL_KEY)

    (one,) = await collecting(service)(since="1d")

    assert one.row == OutcomeRow(
        decision_id=about,
        at=NOON,
        deployment="middle",
        source=OutcomeSource.FEEDBACK,
        score=0.5,
        weight=1.0,
        cost_usd=Decimal("0.0014"),
    )
    assert (one.served.entry.decision_id, one.prompt) == (about, None)


async def test_a_value_or_a_comment_alone_is_no_judgement() -> None:
    service = Service()
    about = await asked(service)
    await service.learning.feedback(Said(about=about, outcome_value_usd=Decimal(5)), LOCAL_KEY)

    assert await sources(service) == []


async def test_of_one_answer_the_best_evidence_stands_alone() -> None:
    service = Service()
    about = await asked(service)
    weak = judged(about, OutcomeSource.REGENERATION)
    await service.outcomes.add([weak, judged(about, OutcomeSource.AUDIT_JUDGE)])
    assert await sources(service, with_weak=True) == [OutcomeSource.AUDIT_JUDGE]

    await service.learning.feedback(Said(about=about, score=0.9), LOCAL_KEY)

    assert await sources(service, with_weak=True) == [OutcomeSource.FEEDBACK]


async def test_guesses_and_simulated_answers_come_only_when_they_are_asked_for() -> None:
    service = Service()
    guessed, simulated = await asked(service), await asked(service, "Another")
    await service.outcomes.add([judged(guessed, OutcomeSource.ESCALATION)])
    exact = judged(simulated, OutcomeSource.AUDIT_EXACT, is_simulated=True)
    await service.outcomes.add([exact])

    assert await sources(service) == []
    assert await sources(service, with_weak=True) == [OutcomeSource.ESCALATION]
    assert await sources(service, with_simulated=True) == [OutcomeSource.AUDIT_EXACT]


async def test_both_deployments_of_an_audit_have_a_row_with_the_same_prompt() -> None:
    service = Service()
    about = await asked(service)
    exact = judged(about, OutcomeSource.AUDIT_EXACT)
    await service.outcomes.add([exact, replace(exact, deployment="large")])
    messages = [{"role": "user", "content": "Sort these"}]
    await service.texts.keep(
        [KeptText(decision_id=about, at=NOON, messages=messages, answer="fig")]
    )

    found = await collecting(service)(since="1d")

    assert [(one.row.deployment, one.prompt) for one in found] == [
        ("middle", "Sort these"),
        ("large", "Sort these"),
    ]


async def test_signals_are_kept_once_and_spare_what_was_spoken_of() -> None:
    service = Service()
    spoken, guessed, last = [await asked(service, "Why?") for _ in range(3)]
    await service.learning.feedback(Said(about=spoken, verdict=Verdict.ACCEPTED), LOCAL_KEY)
    service.clock.advance(600)
    derive = collecting(service).derive_signals

    assert await derive(since="1d") == {
        OutcomeSource.ESCALATION: 0,
        OutcomeSource.REGENERATION: 1,
    }
    assert sum((await derive(since="9d")).values()) == 0
    (row,) = await service.outcomes.since(NOON)
    assert row.decision_id == guessed != last


async def test_a_chain_across_midnight_is_found_once() -> None:
    service = Service()
    await asked(service, "Why?")
    service.clock.advance(200)
    await asked(service, "Why?")
    service.clock.advance(86_400 - 100)  # the slices of a day meet between the two

    assert (await collecting(service).derive_signals(since="2d"))[OutcomeSource.REGENERATION] == 1
