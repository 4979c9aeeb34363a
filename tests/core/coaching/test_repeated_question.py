"""Tests of `router.core.coaching.repeated_question`."""

from dataclasses import replace

from classifier.labels import Task
from router.core.coaching.own_request import OwnRequest
from router.core.coaching.repeated_question import repeated_question
from tests.core.coaching.own import habits, own


def again(**changes: object) -> list[OwnRequest]:
    return [own(n, **{"fingerprint": "f", **changes}) for n in range(6)]  # type: ignore[arg-type]


def test_the_first_answer_was_needed_and_the_others_not() -> None:
    tip = repeated_question(habits(*again()))
    assert tip is not None
    assert {one.request.decision_id for one in tip.savings} == {f"dec_{n}" for n in range(1, 6)}
    assert tip.saved_usd == sum(one.cost_usd for one in again()[1:])


def test_within_a_conversation_with_tools_or_other_context_it_is_another_question() -> None:
    assert repeated_question(habits(*again(turns=2))) is None
    assert repeated_question(habits(*again(tool_count=1))) is None
    apart = [own(n, fingerprint="f", input_tokens=100 + n) for n in range(9)]
    assert repeated_question(habits(*apart)) is None


def test_retries_for_a_form_are_left_to_their_own_tip() -> None:
    assert repeated_question(habits(*again(task=Task.EXTRACTION))) is None


def test_nearly_the_same_is_told_and_not_counted() -> None:
    near = [replace(own(10 + n, fingerprint=f"g{n}"), sketch=0xF0F0 ^ (1 << n)) for n in range(4)]
    tip = repeated_question(habits(*again(), *near))
    assert tip is not None
    assert tip.requests == 5
    assert "3 more asked nearly the same" in tip.text
