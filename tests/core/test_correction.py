from dataclasses import replace
from decimal import Decimal

from router.core.correction import correction, settled_late
from router.core.hold import Unit, used
from router.core.ledger import Outcome
from router.core.usage import Usage
from tests import factories


def test_a_correction_counts_money_alone_and_at_the_time_of_what_it_corrects() -> None:
    entry = factories.ledger_entry()
    made = correction(entry, id="led_2", by_usd=Decimal("-0.1"), note="prices were wrong")
    assert (made.corrects, made.at, made.caller) == ("led_1", entry.at, entry.caller)
    assert made.usage == Usage()
    assert used(made, Unit.USD) == -100_000_000
    assert used(made, Unit.REQUESTS) == 0


def test_the_rest_of_a_call_that_was_thought_lost_has_always_the_same_id() -> None:
    real = factories.ledger_entry(cost_usd="0.25")
    lost = replace(real, outcome=Outcome.LOST, cost_usd=Decimal(1))
    rest = settled_late(real, booked=lost)
    assert rest is not None
    assert rest.cost_usd == Decimal("-0.75")
    assert rest == settled_late(real, booked=lost)


def test_nothing_is_left_to_book_where_the_entry_itself_is_booked_or_both_are_lost() -> None:
    real = factories.ledger_entry()
    lost = replace(real, outcome=Outcome.LOST)
    assert settled_late(real, booked=real) is None
    assert settled_late(lost, booked=lost) is None
    assert settled_late(real, booked=None) is None
