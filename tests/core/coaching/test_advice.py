"""Tests of `router.core.coaching.advice`."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.labels import Complexity, Task
from router.core.coaching.advice import Advice, advise
from router.core.coaching.own_request import OwnRequest
from router.core.ledger import Outcome
from router.core.usage import Usage
from tests.core.coaching.own import CATALOG, own
from tests.factories import NOON


@st.composite
def requests(draw: st.DrawFn) -> list[OwnRequest]:
    """A few habits at once, on few threads and words, so that tips overlap."""
    found = []
    for number in range(draw(st.integers(0, 40))):
        read = draw(st.integers(0, 60_000))
        cached = draw(st.integers(0, read))
        usage = Usage(
            input_tokens=read, cached_tokens=cached, output_tokens=draw(st.integers(0, 900))
        )
        one = own(
            number,
            at=NOON + timedelta(minutes=number),
            used=draw(st.sampled_from(["small", "middle", "large"])),
            usage=usage,
            task=draw(st.sampled_from([Task.CHAT, Task.EXTRACTION])),
            complexity=draw(st.sampled_from(Complexity)),
            outcome=draw(st.sampled_from([Outcome.COMPLETED, Outcome.CANCELLED])),
            requested_model=draw(st.sampled_from(["auto", "premium", "large"])),
            fingerprint=draw(st.sampled_from([None, "f", "g"])),
            input_tokens=100,
            thread=draw(st.sampled_from([None, "t"])),
            turns=draw(st.sampled_from([1, 2, 20, 30])),
            max_output_tokens=draw(st.sampled_from([None, 50_000])),
        )
        found.append(replace(one, sketch=draw(st.integers(0, 7))))
    return found


def advice(found: list[OwnRequest]) -> Advice:
    return advise(found, CATALOG, since=NOON - timedelta(days=30), until=NOON)


@settings(max_examples=60, deadline=None)
@given(found=requests())
def test_no_more_is_saved_than_was_spent_and_overlapping_tips_are_not_added_up(
    found: list[OwnRequest],
) -> None:
    told = advice(found)
    spent = {one.decision_id: one.cost_usd for one in found}
    for tip in told.tips:
        for saving in tip.savings:
            assert 0 <= saving.usd <= spent[saving.request.decision_id]
    assert told.saved_usd <= told.spent_usd == sum(spent.values())
    assert told.saved_usd <= sum(tip.saved_usd for tip in told.tips)
    assert told.saved_usd >= max((tip.saved_usd for tip in told.tips), default=0)


def test_tips_that_save_most_come_first() -> None:
    dear = [own(n, fingerprint="f") for n in range(9)]
    kinds = [tip.kind for tip in advice(dear).tips]
    assert kinds == ["cheaper_tier", "repeated_question"]


def test_of_nothing_there_is_no_tip() -> None:
    told = advice([])
    assert (told.requests, told.tips) == (0, ())
    assert told.saved_usd == told.spent_usd == 0
