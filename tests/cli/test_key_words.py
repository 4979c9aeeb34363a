"""Tests of `router.cli.key_words`."""

from datetime import timedelta

import pytest

from router.cli.key_words import COLUMNS, lines_of, row_of, state_of
from router.core.key import Claimable, KeyScope, Role, VirtualKey
from tests.factories import NOON

DAY = timedelta(days=1)
BARE = VirtualKey(id="key_1", name="app", prefix="tw-abc")


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (BARE, "valid"),
        (BARE.ending(NOON + DAY), "until 2026-11-21"),
        (BARE.ending(NOON), "expired"),
        (BARE.ending(NOON).revoked(NOON), "revoked"),
    ],
)
def test_a_key_says_whether_it_works(key: VirtualKey, state: str) -> None:
    assert state_of(key, NOON) == state


def test_what_is_not_said_of_a_key_is_not_shown() -> None:
    assert dict(lines_of(BARE, NOON)) == {
        "id": "key_1",
        "key": "tw-abc…",
        "name": "app",
        "state": "valid",
        "environment": "prod",
    }


def test_all_that_is_said_of_a_key_is_shown() -> None:
    key = VirtualKey(
        id="key_2",
        name="app",
        prefix="tw-abc",
        team="pay",
        service_account="indexer",
        project="atlas",
        tags=("a", "b"),
        role=Role.TEAM_LEAD,
        scope=KeyScope(
            models=("gpt-5*",), tiers=("economy",), endpoints=("/v1/*",), networks=("::1",)
        ),
        may_claim=frozenset([Claimable.USER, Claimable.TAGS]),
        may_keep_text=False,
        created_at=NOON,
        replaces="key_1",
    )

    shown = dict(lines_of(key, NOON))

    assert (
        shown
        | {
            "team": "pay",
            "service account": "indexer",
            "tags": "a, b",
            "role": "team lead",
            "only models": "gpt-5*",
            "only tiers": "economy",
            "only endpoints": "/v1/*",
            "only networks": "::1",
            "requests may name": "tags, user",
            "texts": "never kept or audited",
            "created": "2026-11-20 12:00:00 UTC",
            "booked as": "key_1, from which it was rotated",
        }
        == shown
    )


def test_a_key_that_permits_no_claim_says_so() -> None:
    key = VirtualKey(id="key_1", name="app", may_claim=frozenset())

    assert dict(lines_of(key, NOON))["requests may name"] == "nothing"


def test_a_row_has_a_cell_for_each_column() -> None:
    row = dict(zip(COLUMNS, row_of(BARE, NOON), strict=True))

    assert (row["id"], row["key"], row["state"]) == ("key_1", "tw-abc…", "valid")
