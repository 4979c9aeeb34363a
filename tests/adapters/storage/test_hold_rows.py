"""Does a hold come back from its row as it was?"""

from dataclasses import replace

import msgspec

from router.adapters.storage.hold_rows import (
    claims_from_text,
    hold_from_row,
    hold_to_row,
    storable_claims,
    storable_openings,
)
from router.adapters.storage.rows import EntryRow
from router.core.hold import CarryOver, Unit
from router.core.scope import Scope
from router.core.usage import UsageUnit
from tests import factories
from tests.contracts.holding import HUGE, NOON_US, claim, hold, opening

CLAIMS = (
    claim(amount=HUGE + 1, limit=2 * HUGE, carry=CarryOver(slice_us=5, limit=HUGE, most=7)),
    claim("quota:b", unit=Unit.CONCURRENT, slice_us=0),
    claim("quota:c", unit=Unit.TOKENS, since_us=NOON_US - 9),
)


def test_a_hold_comes_back_exactly() -> None:
    kept = hold(*CLAIMS, who=factories.caller(team="søk", tags=("a", "b")))
    assert hold_from_row(hold_to_row(kept)) == kept
    assert claims_from_text(hold_to_row(kept).claims) == CLAIMS


def test_a_hold_of_units_comes_back_and_one_of_the_release_before_has_none() -> None:
    given = hold()
    used = replace(given.entry.usage, units=3, unit=UsageUnit.IMAGES)
    pictures = replace(given, entry=replace(given.entry, usage=used))

    assert hold_from_row(hold_to_row(pictures)) == pictures
    before_units = msgspec.json.decode(hold_to_row(given).entry)
    assert len(before_units) == len(EntryRow._fields) - 2


def test_a_row_holds_plain_values_only() -> None:
    for value in hold_to_row(hold(*CLAIMS)):
        assert type(value) in {str, int}


def test_names_that_cannot_be_kept_are_the_same_in_claims_openings_and_rows() -> None:
    name, kept = "quota:\ud800\x00", "quota:\ufffd\ufffd"
    (shown,) = storable_claims([claim(name)])
    assert shown.account == kept
    row = hold_to_row(hold(claim(name), owner=name))
    assert (claims_from_text(row.claims)[0].account, row.owner) == (kept, kept)
    (opened,) = storable_openings([opening(name, scope=Scope(tag=name, tier="economy"))])
    assert opened == opening(kept, scope=Scope(tag=kept, tier="economy"))


def test_claims_that_can_be_kept_are_not_copied() -> None:
    assert storable_claims(CLAIMS) is CLAIMS


def test_the_row_takes_id_and_moment_from_the_entry_that_will_settle_it() -> None:
    kept = hold(*CLAIMS)
    row = hold_to_row(replace(kept, owner="me"))
    assert (row.id, row.decision_id, row.owner) == (kept.id, kept.entry.decision_id, "me")
    assert row.at_us == NOON_US
