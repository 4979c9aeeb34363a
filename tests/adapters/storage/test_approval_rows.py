"""Tests of `router.adapters.storage.approval_rows`."""

import json
from dataclasses import replace

import pytest

from router.adapters.storage.approval_rows import (
    approval_from_row,
    approval_to_row,
    delegation_from_row,
    delegation_to_row,
    grant_from_row,
    grant_to_row,
)
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant
from router.core.key import Role
from tests.approving import HOUR, approval, grant
from tests.factories import NOON


def test_an_approval_comes_back_as_it_was_and_is_found_by_its_columns() -> None:
    row = approval_to_row(approval(id="apr_1-2", requests=3), root="apr_1")

    assert approval_from_row(row) == approval(id="apr_1-2", requests=3)
    assert (row.id, row.root, row.state, row.key_id, row.user_name) == (
        *("apr_1-2", "apr_1", "pending", "key_ada", "ada"),
    )


def test_an_older_approval_lacks_what_came_later() -> None:
    row = approval_to_row(approval(), root="apr_1")
    older = json.loads(row.body)
    del older["mark"], older["follows"], older["level"]

    assert approval_from_row(row._replace(body=json.dumps(older))) == approval()


@pytest.mark.parametrize(
    "one",
    [
        grant(usd="0.000000001", requests=7),
        replace(grant(), revoked_at=NOON + HOUR),
        replace(grant(usd="999999999.999999999"), used_up_at=NOON + HOUR),
    ],
)
def test_a_grant_comes_back_as_it_was_with_its_earliest_end(one: Grant) -> None:
    row = grant_to_row(one)

    assert grant_from_row(row) == one
    assert row.ends_us == min(
        us for us in (row.until_us, row.revoked_at_us, row.used_up_at_us) if us is not None
    )


def test_a_delegation_comes_back_as_it_was() -> None:
    one = Delegation(
        id="dlg_1",
        by="key_1",
        user=None,
        team="search",
        role=Role.TEAM_LEAD,
        to="größe",
        since=NOON,
        until=NOON + HOUR,
        revoked_at=NOON,
    )

    assert delegation_from_row(delegation_to_row(one)) == one
