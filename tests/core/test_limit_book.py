"""Tests of `router.core.limit_book`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from router.core.budget import Budget
from router.core.errors import ApprovalRequired
from router.core.hold import Claim, Unit
from router.core.limit_book import NO_LIMITS, LimitBook
from router.core.moments import to_micros
from router.core.quota import Quota
from router.core.stored_limit import StoredBudget, StoredLimit
from router.core.tier import Tier
from tests.approving import ADA, LEAD, called_by, grant
from tests.factories import NOON, caller, deployment

SMALL = deployment("small", tier=Tier.ECONOMY)
LARGE = deployment("large", tier=Tier.PREMIUM)
AMOUNTS = {Unit.USD: 7, Unit.TOKENS: 120, Unit.REQUESTS: 1, Unit.CONCURRENT: 1}
MINUTE_US = 60_000_000


def declared(id: str, **written: object) -> Budget:
    return Budget.model_validate({"id": id, "limit_usd": 100, "per": "month", **written})


def stored(id: str, **written: object) -> StoredLimit:
    limit = StoredBudget.model_validate({"id": id, "limit_usd": 100, "per": "month", **written})
    return StoredLimit(limit=limit, counted_since=1)


def quota(id: str, **written: object) -> StoredLimit:
    limit = Quota.model_validate(
        {"id": id, "unit": "requests", "limit": 600, "per": "minute", **written}
    )
    return StoredLimit(limit=limit, counted_since=1)


def claimed(book: LimitBook, *, at: datetime = NOON, **amounts: int) -> list[tuple[str, int]]:
    """Which limits a request claims, and how much."""
    wanted = {Unit(unit): amount for unit, amount in amounts.items()} or AMOUNTS
    claims = book.claims(caller(), SMALL, at=at, amounts=wanted)
    return [(claim.account.split("@")[0], claim.amount) for claim in claims]


def test_a_request_claims_of_all_hard_limits_that_cover_it_in_its_own_units() -> None:
    book = LimitBook(
        [declared("company", hard=True), declared("watched")],
        [
            stored("team", team="search"),
            stored("other", team="pay"),
            stored("soft", hard=False),
            quota("burst", key="key_1"),
            quota("tokens", unit="tokens", per="day"),
            quota("once", unit="concurrent", per=None),
        ],
    )

    assert claimed(book) == [
        ("policy:company", 7),
        ("budget:team", 7),
        ("quota:burst", 1),
        ("quota:tokens", 120),
        ("quota:once", 1),
    ]


def test_a_limit_of_a_tier_is_claimed_by_what_that_tier_answers() -> None:
    book = LimitBook((), [stored("dear", tier="premium"), stored("one", deployment="small")])

    small, large = (
        book.claims(caller(), target, at=NOON, amounts=AMOUNTS) for target in (SMALL, LARGE)
    )

    assert [claim.account.split("@")[0] for claim in small] == ["budget:one"]
    assert [claim.account.split("@")[0] for claim in large] == ["budget:dear"]


def test_what_costs_nothing_claims_no_money() -> None:
    book = LimitBook((), [stored("team"), quota("burst")])

    assert claimed(book, usd=0, requests=1) == [("quota:burst", 1)]
    assert claimed(book, requests=1) == [("quota:burst", 1)]


def test_claims_go_over_to_the_next_period_with_their_moment_and_back() -> None:
    book = LimitBook((), [stored("berlin", timezone="Europe/Berlin"), stored("utc")])
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)

    def slices(at: datetime) -> list[int]:
        return [claim.slice_us for claim in book.claims(caller(), SMALL, at=at, amounts=AMOUNTS)]

    november = [
        to_micros(datetime(2026, 10, 31, 23, tzinfo=UTC)),
        to_micros(datetime(2026, 11, 1, tzinfo=UTC)),
    ]
    assert slices(NOON) == november
    assert slices(late) == [to_micros(datetime(2026, 11, 30, 23, tzinfo=UTC)), november[1]]
    assert slices(NOON) == november


def test_openings_are_those_of_the_claims_where_the_ledger_is_asked() -> None:
    book = LimitBook(
        (),
        [
            stored("month", carry_over_usd=5),
            stored("window", per=None, window="24h"),
            quota("minute"),
            quota("hour", per="hour"),
            quota("once", unit="concurrent", per=None),
        ],
    )
    claims = book.claims(caller(), SMALL, at=NOON, amounts=AMOUNTS)

    found = book.openings(claims)

    counts = {claim.account: 0 for claim in claims}
    for opening in found:
        counts[opening.account] += 1
    assert list(counts.values()) == [2, 61, 0, 61, 0]
    for claim in claims:
        own = [one.slice_us for one in found if one.account == claim.account]
        if own:
            assert claim.slice_us == own[-1]
        if own and claim.since_us is not None:
            assert claim.since_us == own[0]
        if own and claim.carry is not None:
            assert claim.carry.slice_us == own[0]


def test_a_claim_of_a_limit_that_went_has_no_opening() -> None:
    gone = LimitBook((), [stored("month")]).claims(caller(), SMALL, at=NOON, amounts=AMOUNTS)

    assert NO_LIMITS.openings(gone) == ()
    assert NO_LIMITS.account(gone[0].account) is None


def test_all_that_can_be_counted_anew_is_opened_at_once() -> None:
    book = LimitBook(
        [declared("soft")],
        [
            stored("month"),
            quota("minute"),
            quota("hour", per="hour"),
            quota("once", unit="concurrent", per=None),
        ],
    )

    names = [one.account.split("@")[0] for one in book.openings_at(NOON)]

    assert names == ["budget:month", *["quota:hour"] * 61, "quota:once"]


def test_accounts_are_found_by_the_ids_of_claims() -> None:
    book = LimitBook([declared("company", hard=True)], [stored("team")])
    claims = book.claims(caller(), SMALL, at=NOON, amounts=AMOUNTS)

    assert [book.account(claim.account) for claim in claims] == list(book.accounts)


def test_a_policys_budget_and_a_stored_one_of_the_same_id_are_two() -> None:
    book = LimitBook([declared("team", hard=True)], [stored("team")])

    assert claimed(book) == [("policy:team", 7), ("budget:team", 7)]
    assert [one.name for one in book.budgets] == ["team", "stored:team"]


def test_budgets_are_all_but_quotas() -> None:
    book = LimitBook([declared("soft")], [stored("hard"), quota("burst")])

    assert [one.name for one in book.budgets] == ["soft", "stored:hard"]


def test_without_limits_nothing_is_claimed() -> None:
    assert claimed(NO_LIMITS) == []
    assert NO_LIMITS.openings_at(NOON) == ()


def test_a_window_slides_with_each_slice() -> None:
    book = LimitBook((), [quota("burst")])

    def window(at: datetime) -> tuple[int, int | None]:
        (claim,) = book.claims(caller(), SMALL, at=at, amounts=AMOUNTS)
        assert isinstance(claim, Claim)
        return claim.slice_us, claim.since_us

    now = to_micros(NOON)
    assert window(NOON) == (now, now - MINUTE_US)
    assert window(NOON + timedelta(milliseconds=999)) == (now, now - MINUTE_US)
    assert window(NOON + timedelta(seconds=1)) == (now + 1_000_000, now - MINUTE_US + 1_000_000)


def test_only_what_bears_a_grants_tag_claims_of_it() -> None:
    book = LimitBook([declared("company", hard=True)], grants=[grant(requests=3), grant("grt_2")])
    who = called_by(ADA)

    drawing = replace(who, tags=("nightly", "grant:grt_1"))
    claims = book.claims(drawing, SMALL, at=NOON, amounts=AMOUNTS)

    assert [(one.account.split("@")[0], one.amount) for one in claims] == [
        ("policy:company", 7),
        ("grant:grt_1:usd", 7),
        ("grant:grt_1:requests", 1),
    ]
    assert len(book.claims(who, SMALL, at=NOON, amounts=AMOUNTS)) == 1
    assert [one.account for one in book.openings(claims[1:])] == [c.account for c in claims[1:]]
    assert book.grant("grant:grt_1:usd") == grant(requests=3)
    assert book.grant(claims[0].account) is None
    assert {"grant:grt_1:usd", "grant:grt_1:requests", "grant:grt_2:usd"} < {
        one.account for one in book.openings_at(NOON)
    }


def test_what_would_draw_on_a_grant_that_ended_or_is_anothers_does_not_pass() -> None:
    book = LimitBook(grants=[grant(hours=1)])
    mine = replace(called_by(ADA), tags=("grant:grt_1",))
    others = replace(called_by(LEAD), tags=("grant:grt_1",))
    unknown = replace(mine, tags=("grant:grt_9",))

    for who, at in ((mine, NOON + timedelta(hours=1)), (others, NOON), (unknown, NOON)):
        with pytest.raises(ApprovalRequired) as caught:
            book.claims(who, SMALL, at=at, amounts=AMOUNTS)
        assert caught.value.details == {"grant": who.tags[0].removeprefix("grant:")}
    with pytest.raises(ApprovalRequired):
        NO_LIMITS.claims(mine, SMALL, at=NOON, amounts={})


def test_grants_are_no_budgets() -> None:
    book = LimitBook(grants=[grant()])

    assert book.accounts == book.budgets == ()
