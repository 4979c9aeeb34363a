"""How are approvals, grants and delegations kept without a disk?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from router.adapters.storage.approval_rows import (
    ApprovalRow,
    DelegationRow,
    GrantRow,
    approval_from_row,
    approval_to_row,
    delegation_from_row,
    delegation_to_row,
    grant_from_row,
    grant_to_row,
)
from router.adapters.storage.approval_steps import following
from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant
from router.core.moments import to_micros
from router.ports.approvals import ApprovalEdit, Edited, GrantEdit

__all__ = ["MemoryApprovals", "MemoryDelegations", "MemoryGrants"]


class MemoryGrants:
    """Implements `Grants`; keeps the same rows as the other stores."""

    def __init__(self) -> None:
        self._rows: dict[str, GrantRow] = {}
        self._version = 0

    def changed(self) -> None:
        """Count a change."""
        self._version += 1

    def add(self, grant: Grant) -> None:
        """Keep a new one."""
        self._rows[grant.id] = grant_to_row(grant)

    async def version(self) -> int:
        """Another number after each change."""
        return self._version

    async def open(self, at: datetime) -> Sequence[Grant]:
        """Those that end after `at`, soonest first."""
        found = [row for row in self._rows.values() if row.ends_us > to_micros(at)]
        return [grant_from_row(row) for row in sorted(found, key=lambda row: (row.ends_us, row.id))]

    async def get(self, grant_id: str) -> Grant | None:
        """The grant with this id."""
        row = self._rows.get(grant_id)
        return None if row is None else grant_from_row(row)

    async def latest(self, *, most: int, before: Grant | None = None) -> Sequence[Grant]:
        """All grants, newest first."""
        last = None if before is None else (to_micros(before.since), before.id)
        keyed = sorted(((row.since_us, row.id), row) for row in self._rows.values())
        found = [row for key, row in reversed(keyed) if last is None or key < last]
        return [grant_from_row(row) for row in found[:most]]

    async def change(self, grant_id: str, edit: GrantEdit) -> tuple[Grant, Grant] | None:
        """Put what `edit` makes of one in its place; before and after."""
        row = self._rows.get(grant_id)
        if row is None:
            return None
        before = grant_from_row(row)
        after = edit(before)
        self._rows[grant_id] = grant_to_row(after)
        self.changed()
        return before, after


class MemoryApprovals:
    """Implements `Approvals`."""

    def __init__(self, grants: MemoryGrants) -> None:
        """`grants` keeps what an approval gives, in the same step."""
        self._grants = grants
        self._rows: dict[str, ApprovalRow] = {}

    async def ask(self, approval: Approval) -> Approval:
        """Keep a new approval, or give the one that is pending already."""
        row = approval_to_row(approval, root=approval.id)
        for kept in self._rows.values():
            is_same = (kept.rule_id, kept.key_id, kept.user_name) == (
                *(row.rule_id, row.key_id, row.user_name),
            )
            is_pending = kept.state == ApprovalState.PENDING
            if is_same and is_pending and kept.expires_at_us > row.asked_at_us:
                return approval_from_row(kept)
        former = sorted((r.asked_at_us, r.id) for r in self._rows.values() if r.root == row.root)
        placed = following(approval, [id for _, id in former])
        self._rows[placed.id] = approval_to_row(placed, root=row.root)
        self._grants.changed()
        return placed

    async def get(self, approval_id: str) -> Approval | None:
        """The approval with this id."""
        row = self._rows.get(approval_id)
        return None if row is None else approval_from_row(row)

    async def latest(
        self, states: Sequence[ApprovalState] = (), *, most: int, before: Approval | None = None
    ) -> Sequence[Approval]:
        """Those in one of these states, newest first."""
        last = None if before is None else (to_micros(before.asked_at), before.id)
        keyed = sorted(((row.asked_at_us, row.id), row) for row in self._rows.values())
        found = [
            row
            for key, row in reversed(keyed)
            if (last is None or key < last) and (not states or row.state in states)
        ]
        return [approval_from_row(row) for row in found[:most]]

    async def change(self, approval_id: str, edit: ApprovalEdit) -> Edited | None:
        """Put what `edit` makes of one in its place, with its grant."""
        row = self._rows.get(approval_id)
        if row is None:
            return None
        before = approval_from_row(row)
        approval, grant = edit(before)
        approval = replace(approval, version=before.version + 1)
        self._rows[approval_id] = approval_to_row(approval, root=row.root)
        if grant is not None:
            self._grants.add(grant)
        self._grants.changed()
        return Edited(approval, grant)


class MemoryDelegations:
    """Implements `Delegations`."""

    def __init__(self) -> None:
        self._rows: dict[str, DelegationRow] = {}

    async def add(self, delegation: Delegation) -> None:
        """Keep a new one."""
        self._rows[delegation.id] = delegation_to_row(delegation)

    async def since(self, at: datetime) -> Sequence[Delegation]:
        """Those that end after `at`, oldest first."""
        found = [one for one in map(delegation_from_row, self._rows.values()) if one.ends_at > at]
        return sorted(found, key=lambda one: (one.since, one.id))

    async def revoke(self, delegation_id: str, *, at: datetime) -> Delegation | None:
        """End one, unless it ended before."""
        row = self._rows.get(delegation_id)
        if row is None:
            return None
        ended = delegation_from_row(row).revoked(at)
        self._rows[delegation_id] = delegation_to_row(ended)
        return ended
