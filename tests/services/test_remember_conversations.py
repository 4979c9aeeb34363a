"""Tests of `router.services.remember_conversations`."""

from router.core.conversation import Conversation
from router.services.remember_conversations import RememberConversations
from tests.factories import NOON


def turn(deployment: str = "small") -> Conversation:
    return Conversation(deployment=deployment, warm_tokens=100, at=NOON)


def test_the_last_turn_is_recalled_and_of_strangers_nothing() -> None:
    kept = RememberConversations()

    kept.remember("a", turn("small"))
    kept.remember("a", turn("large"))

    assert kept.recall("a") == turn("large")
    assert kept.recall("b") is None


def test_the_one_not_heard_of_for_longest_is_forgotten_first() -> None:
    kept = RememberConversations(most=3)
    for thread in "abc":
        kept.remember(thread, turn())

    kept.recall("a")
    kept.remember("b", turn())
    kept.remember("d", turn())

    assert [thread for thread in "abcd" if kept.recall(thread)] == ["a", "b", "d"]


def test_it_keeps_twenty_thousand() -> None:
    kept = RememberConversations()
    for number in range(20_001):
        kept.remember(str(number), turn())

    assert (kept.recall("0"), kept.recall("1")) == (None, turn())
