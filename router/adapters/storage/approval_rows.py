"""How do approvals, grants and delegations become rows of plain values?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from router.adapters.storage.storable import storable, storable_tree
from router.core.approvals.approval import Approval
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant
from router.core.key import Role
from router.core.moments import from_micros, to_micros
from router.core.money import from_nanos, to_nanos
from router.core.scope import Scope

__all__ = [
    "ApprovalRow",
    "DelegationRow",
    "GrantRow",
    "approval_from_row",
    "approval_to_row",
    "delegation_from_row",
    "delegation_to_row",
    "grant_from_row",
    "grant_to_row",
]


class ApprovalRow(NamedTuple):
    """The columns of `approval`, in order: what it is found by, and all of it as JSON."""

    id: str
    root: str
    """The id without the number of those that follow it."""
    state: str
    rule_id: str
    key_id: str
    user_name: str
    asked_at_us: int
    expires_at_us: int
    body: str


class GrantRow(NamedTuple):
    """The columns of `grant_given`, in order. Who gave it stands in its approval."""

    id: str
    approval_id: str
    scope: str
    rules: str
    limit_nano_usd: int
    most_requests: int | None
    since_us: int
    until_us: int
    revoked_at_us: int | None
    used_up_at_us: int | None
    ends_us: int
    """The earliest of its ends."""


class DelegationRow(NamedTuple):
    """The columns of `delegation`, in order."""

    id: str
    given_by: str
    user_name: str | None
    team: str | None
    role: str
    given_to: str
    since_us: int
    until_us: int
    revoked_at_us: int | None


def approval_to_row(approval: Approval, *, root: str) -> ApprovalRow:
    """The approval as a row that any store can keep."""
    return ApprovalRow(
        id=storable(approval.id),
        root=storable(root),
        state=approval.state.value,
        rule_id=storable(approval.rule_id),
        key_id=storable(approval.caller.key_id),
        user_name=storable(approval.caller.user),
        asked_at_us=to_micros(approval.asked_at),
        expires_at_us=to_micros(approval.expires_at),
        body=_json(approval),
    )


def approval_from_row(row: Sequence[Any]) -> Approval:
    """The approval that was kept; fields that did not exist then have their defaults."""
    return msgspec.json.decode(ApprovalRow._make(row).body, type=Approval)


def grant_to_row(grant: Grant) -> GrantRow:
    """The grant as a row that any store can keep."""
    return GrantRow(
        id=grant.id,
        approval_id=storable(grant.approval_id),
        scope=_json(dict(grant.scope.names)),
        rules=_json(grant.rules),
        limit_nano_usd=to_nanos(grant.limit_usd),
        most_requests=grant.most_requests,
        since_us=to_micros(grant.since),
        until_us=to_micros(grant.until),
        revoked_at_us=None if grant.revoked_at is None else to_micros(grant.revoked_at),
        used_up_at_us=None if grant.used_up_at is None else to_micros(grant.used_up_at),
        ends_us=to_micros(grant.ends_at),
    )


def grant_from_row(row: Sequence[Any]) -> Grant:
    """The grant that was kept."""
    kept = GrantRow._make(row)
    return Grant(
        id=kept.id,
        approval_id=kept.approval_id,
        scope=Scope(**msgspec.json.decode(kept.scope, type=dict[str, str])),
        rules=msgspec.json.decode(kept.rules, type=tuple[str, ...]),
        limit_usd=from_nanos(kept.limit_nano_usd),
        most_requests=kept.most_requests,
        since=from_micros(kept.since_us),
        until=from_micros(kept.until_us),
        revoked_at=None if kept.revoked_at_us is None else from_micros(kept.revoked_at_us),
        used_up_at=None if kept.used_up_at_us is None else from_micros(kept.used_up_at_us),
    )


def delegation_to_row(delegation: Delegation) -> DelegationRow:
    """The delegation as a row that any store can keep."""
    one = delegation
    return DelegationRow(
        id=one.id,
        given_by=storable(one.by),
        user_name=None if one.user is None else storable(one.user),
        team=None if one.team is None else storable(one.team),
        role=one.role.value,
        given_to=storable(one.to),
        since_us=to_micros(one.since),
        until_us=to_micros(one.until),
        revoked_at_us=None if one.revoked_at is None else to_micros(one.revoked_at),
    )


def delegation_from_row(row: Sequence[Any]) -> Delegation:
    """The delegation that was kept."""
    kept = DelegationRow._make(row)
    return Delegation(
        id=kept.id,
        by=kept.given_by,
        user=kept.user_name,
        team=kept.team,
        role=Role(kept.role),
        to=kept.given_to,
        since=from_micros(kept.since_us),
        until=from_micros(kept.until_us),
        revoked_at=None if kept.revoked_at_us is None else from_micros(kept.revoked_at_us),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(storable_tree(msgspec.to_builtins(value))).decode()
