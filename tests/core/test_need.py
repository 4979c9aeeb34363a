"""Tests of `router.core.need`."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.core.deployment import Capability, Kind
from router.core.hold import AccountState, Unit
from router.core.money import to_nanos
from router.core.need import Need, modest, need_of, useful_cap
from tests.factories import assessment, deployment, facts, shape

USD = 1_000_000_000


def need(*, cap: int = 1_000, choices: int = 1, input_tokens: int = 500) -> Need:
    """A token of input costs 1,000 nano-USD, one of output 4,000."""
    target = deployment(input_usd="1", output_usd="4")
    return Need(
        deployment=target,
        price=target.prices.prices[0],
        input_tokens=input_tokens,
        choices=choices,
        cap=cap,
    )


def state(
    room: int, *, unit: Unit = Unit.USD, held: int = 0, account: str = "budget:a"
) -> AccountState:
    return AccountState(
        account=account, unit=unit, limit=10 * USD, spent=10 * USD - room - held, held=held
    )


def test_amounts_are_the_most_that_the_call_may_use() -> None:
    assert need(choices=2).amounts() == {
        Unit.USD: 500 * 1_000 + 2_000 * 4_000,
        Unit.TOKENS: 2_500,
        Unit.REQUESTS: 1,
        Unit.CONCURRENT: 1,
    }


def test_an_answer_is_shortened_to_the_money_that_is_left() -> None:
    assert need().within(500 * 1_000 + 10 * 4_000, Unit.USD) == need(cap=10)


def test_several_answers_share_what_is_left() -> None:
    assert need(choices=3).within(500 * 1_000 + 10 * 4_000, Unit.USD) == need(cap=3, choices=3)


def test_an_answer_is_never_lengthened() -> None:
    assert need().within(10 * USD, Unit.USD) == need()


def test_no_money_for_the_input_alone_is_no_call() -> None:
    assert need().within(500 * 1_000 - 1, Unit.USD) is None
    assert need().within(500 * 1_000 + 3_999, Unit.USD) is None


def test_an_embedding_needs_money_for_its_input_only() -> None:
    assert need(cap=0).within(500 * 1_000, Unit.USD) == need(cap=0)
    assert need(cap=0).within(500 * 1_000 - 1, Unit.USD) is None


def test_a_quota_of_tokens_shortens_too() -> None:
    assert need().within(520, Unit.TOKENS) == need(cap=20)
    assert need().within(500, Unit.TOKENS) is None
    assert need().within(499, Unit.TOKENS) is None


def test_a_request_fits_into_a_quota_of_requests_or_not() -> None:
    for unit in (Unit.REQUESTS, Unit.CONCURRENT):
        assert need().within(1, unit) == need()
        assert need().within(0, unit) is None


def test_the_tightest_account_decides() -> None:
    tight, wide = state(500 * 1_000 + 10 * 4_000), state(USD)
    assert need().now([wide, tight]) == need().now([tight, wide]) == need(cap=10)


def test_only_money_that_is_held_comes_back() -> None:
    held = USD
    money = state(0, held=held)
    tokens = state(0, unit=Unit.TOKENS, held=5_000)
    assert need().now([money]) is None
    assert need().later([money]) == need()
    assert need().later([tokens]) is None


@given(
    room=st.integers(min_value=-USD, max_value=USD),
    cap=st.integers(min_value=1, max_value=200_000),
    choices=st.integers(min_value=1, max_value=5),
)
def test_what_was_shortened_fits_and_one_token_more_would_not(
    room: int, cap: int, choices: int
) -> None:
    wanted = need(cap=cap, choices=choices)
    fitting = wanted.within(room, Unit.USD)
    if fitting is None:
        assert to_nanos(replace(wanted, cap=1).worst_case_usd) > room
        return
    assert to_nanos(fitting.worst_case_usd) <= room
    if fitting.cap < cap:
        assert to_nanos(replace(fitting, cap=fitting.cap + 1).worst_case_usd) > room


def test_a_counted_input_is_never_more_than_the_most() -> None:
    assert need(input_tokens=500).counted(10_000) == need(input_tokens=500)


def test_openais_tokenizer_needs_less_margin_than_others() -> None:
    ours = need(input_tokens=100_000)
    other = replace(ours, deployment=deployment(provider="anthropic"))
    assert ours.counted(1_000).input_tokens < other.counted(1_000).input_tokens < 2_000


def test_images_are_not_counted_by_tokenizer() -> None:
    pictured = replace(need(input_tokens=100_000), takes=frozenset({Capability.VISION}))
    assert pictured.counted(10) == pictured


def test_the_need_of_a_request_knows_its_longest_input_and_answer() -> None:
    asked = replace(shape(input_tokens=100, max_output_tokens=50, choices=2), most_input_tokens=400)
    found = need_of(facts(asked=asked), deployment(), limit=None)
    assert (found.input_tokens, found.cap, found.choices) == (400, 50, 2)
    assert need_of(facts(asked=asked), deployment(), limit=20).cap == 20


def test_an_old_record_without_the_longest_input_has_its_estimate() -> None:
    assert (
        need_of(facts(asked=shape(input_tokens=100)), deployment(), limit=None).input_tokens == 100
    )


def test_an_embedding_has_no_answer() -> None:
    asked = shape(kind=Kind.EMBEDDING)
    target = deployment(kind=Kind.EMBEDDING, output_usd="0")
    found = need_of(facts(asked=asked), target, limit=None)
    assert (found.cap, found.worst_case_usd) == (0, Decimal("0.0001"))


def test_an_open_length_is_held_generously_and_not_whole() -> None:
    plain = deployment(capabilities=(), max_output_tokens=100_000)
    open_length = facts(said=replace(assessment(), output_tokens_p95=1_000))
    found = modest(open_length, need_of(open_length, plain, limit=None))
    assert found.cap == 4_000
    short = facts(said=replace(assessment(), output_tokens_p95=10))
    assert modest(short, need_of(short, plain, limit=None)).cap == 2_048


def test_thoughts_have_room() -> None:
    thinker = deployment(capabilities=(Capability.REASONING,), max_output_tokens=100_000)
    short = facts(said=replace(assessment(), output_tokens_p95=10))
    assert modest(short, need_of(short, thinker, limit=None)).cap == 16_384


def test_a_length_that_was_asked_for_stands() -> None:
    asked = facts(asked=shape(max_output_tokens=30_000))
    long = need_of(asked, deployment(max_output_tokens=64_000), limit=None)
    assert modest(asked, long) == long


def test_an_answer_is_useful_where_nineteen_of_twenty_end_by_themselves() -> None:
    predicted = facts(said=replace(assessment(), output_tokens_p95=300))
    assert useful_cap(predicted, need(cap=1_000)) == 300
    assert useful_cap(predicted, need(cap=100)) == 100
    assert useful_cap(facts(), need(cap=10_000)) == 900


def pictures(*, cap: int = 0, units: int = 2) -> Need:
    """A picture costs 0.04 USD, and a token of it 4,000 nano-USD."""
    target = deployment(kind=Kind.IMAGE, input_usd="0", output_usd="4")
    at = replace(target.prices.prices[0], unit_usd=Decimal("0.04"))
    return Need(deployment=target, price=at, input_tokens=0, cap=cap, units=units)


def test_units_are_held_at_their_price() -> None:
    assert pictures().amounts()[Unit.USD] == 80_000_000
    assert pictures(cap=10).amounts()[Unit.USD] == 80_040_000
    asked = replace(shape(kind=Kind.IMAGE), units=3)
    assert need_of(facts(asked=asked), pictures().deployment, limit=None).units == 3


def test_a_picture_is_made_whole_or_not_at_all() -> None:
    assert pictures(cap=10).within(80_040_000, Unit.USD) == pictures(cap=10)
    assert pictures(cap=10).within(80_039_999, Unit.USD) is None
    assert pictures(cap=10).within(9, Unit.TOKENS) is None


def test_an_open_length_is_cut_for_chats_only() -> None:
    asked = shape(kind=Kind.TRANSCRIPTION)
    target = deployment(kind=Kind.TRANSCRIPTION, max_output_tokens=100_000)
    whole = need_of(facts(asked=asked), target, limit=None)
    assert modest(facts(asked=asked), whole) == whole
