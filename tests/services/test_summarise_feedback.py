"""Tests of `router.services.summarise_feedback`."""

import pytest

from router.core.caller import Attribution
from router.core.errors import InvalidRequest
from router.core.feedback import Verdict
from router.core.feedback_tally import FeedbackBy
from router.core.key import LOCAL_KEY
from router.services.give_feedback import Said
from router.services.summarise_feedback import SummariseFeedback
from tests.factories import chat_request
from tests.fakes import Service


def summary(service: Service) -> SummariseFeedback:
    return SummariseFeedback(
        feedback=service.feedback_store, traffic=service.traffic, clock=service.clock
    )


async def speak(service: Service, *verdicts: Verdict, user: str = "ada") -> None:
    request = chat_request(attribution=Attribution(user=user, team="sea"))
    about = (await service.complete(request, LOCAL_KEY)).journey.decision_id
    for verdict in verdicts:
        await service.learning.feedback(Said(about=about, verdict=verdict), LOCAL_KEY)


async def test_of_each_answer_the_last_word_counts_once() -> None:
    service = Service()
    for person in range(5):
        await speak(service, Verdict.REJECTED, Verdict.ACCEPTED, user=f"u{person}")

    (row,) = await summary(service)(FeedbackBy.TEAM, since="1d")

    assert (row.group, row.answers, row.accepted, row.rejected) == ("sea", 5, 5, 0)


async def test_only_what_was_said_of_late_counts() -> None:
    service = Service()
    await speak(service, Verdict.ACCEPTED)
    service.clock.advance(2 * 86_400)

    assert list(await summary(service)(FeedbackBy.TASK, since="1d")) == []
    assert len(await summary(service)(FeedbackBy.TASK, since="3d")) == 1


async def test_what_is_no_duration_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="'soon' is no duration"):
        await summary(Service())(FeedbackBy.TEAM, since="soon")
