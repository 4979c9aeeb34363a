"""Tests of `router.core.patience`."""

from router.core.effects import Timeouts
from router.core.patience import Patience, patience_of


def test_the_services_longest_silence_holds_where_policy_says_nothing() -> None:
    assert patience_of(None, longest_s=600) == Patience()
    assert patience_of(None, longest_s=2) == Patience(connect_s=2, first_byte_s=2, between_s=2)


def test_policy_shortens_each_stage_and_lengthens_none() -> None:
    told = Timeouts(connect_s=1, first_token_s=900, between_tokens_s=5, total_s=60)

    assert patience_of(told, longest_s=30) == Patience(
        connect_s=1, first_byte_s=30, between_s=5, total_s=60
    )


def test_stages_that_policy_leaves_out_are_as_the_service_is_set() -> None:
    told = Timeouts(total_s=60)

    assert patience_of(told, longest_s=30) == Patience(
        connect_s=10, first_byte_s=30, between_s=30, total_s=60
    )
