"""What do SQLite and PostgreSQL ask their tables about approvals, statement by statement?

Each method is a dialogue: it gives a statement, gets its rows, and says in the end what came of it.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

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
from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant
from router.core.moments import to_micros
from router.ports.approvals import ApprovalEdit, Edited, GrantEdit

__all__ = ["ApprovalSteps", "Rows", "Statement", "Steps", "following"]

T = TypeVar("T")
Statement: TypeAlias = tuple[str, Sequence[str | int | None]]
Rows: TypeAlias = Sequence[Sequence[Any]]
Steps: TypeAlias = Generator[Statement, Rows, T]

_APPROVAL = ", ".join(ApprovalRow._fields)
_GRANT = ", ".join(GrantRow._fields)
_DELEGATION = ", ".join(DelegationRow._fields)
_CHANGED: Statement = ("UPDATE approval_version SET version = version + 1", ())
"""First in each change: whoever writes it has all three tables alone until the end."""


def following(approval: Approval, former: Sequence[str]) -> Approval:
    """The approval with an id of its own, after those that have its id, oldest first."""
    if not former:
        return approval
    return replace(approval, id=f"{approval.id}-{len(former) + 1}", follows=former[-1])


class ApprovalSteps:
    """Statements that both share, but for the mark of a parameter."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def ask(self, approval: Approval) -> Steps[Approval]:
        """Keep a new approval, or give the one that is pending already."""
        row = approval_to_row(approval, root=approval.id)
        yield _CHANGED
        waiting = yield self._select(
            "approval",
            "rule_id = ? AND key_id = ? AND state = ?",
            row.rule_id,
            row.key_id,
            _PENDING,
        )
        for kept in map(ApprovalRow._make, waiting):
            if kept.user_name == row.user_name and kept.expires_at_us > row.asked_at_us:
                return approval_from_row(kept)
        former = yield self._select("approval", "root = ? ORDER BY asked_at_us, id", row.root)
        placed = following(approval, [kept[0] for kept in former])
        yield self._insert("approval", approval_to_row(placed, root=approval.id))
        return placed

    def approval(self, approval_id: str) -> Steps[Approval | None]:
        """The approval with this id."""
        rows = yield self._select("approval", "id = ?", approval_id)
        return approval_from_row(rows[0]) if rows else None

    def approvals(
        self, states: Sequence[ApprovalState], *, most: int, before: Approval | None
    ) -> Steps[Sequence[Approval]]:
        """Those in one of these states, newest first."""
        wheres, parameters = ["1 = 1"], list[str | int]()
        if states:
            wheres.append(f"state IN ({', '.join('?' * len(states))})")
            parameters += [state.value for state in states]
        if before is not None:
            wheres.append("(asked_at_us, id) < (?, ?)")
            parameters += [to_micros(before.asked_at), before.id]
        where = f"{' AND '.join(wheres)} ORDER BY asked_at_us DESC, id DESC LIMIT ?"
        rows = yield self._select("approval", where, *parameters, most)
        return [approval_from_row(row) for row in rows]

    def change(self, approval_id: str, edit: ApprovalEdit) -> Steps[Edited | None]:
        """Put what `edit` makes of one in its place, with its grant."""
        yield _CHANGED
        rows = yield self._select("approval", "id = ?", approval_id)
        if not rows:
            return None
        before = approval_from_row(rows[0])
        approval, grant = edit(before)
        approval = replace(approval, version=before.version + 1)
        row = approval_to_row(approval, root=rows[0][1])
        yield self._said(
            "UPDATE approval SET state = ?, body = ? WHERE id = ?", row.state, row.body, row.id
        )
        if grant is not None:
            yield self._insert("grant_given", grant_to_row(grant))
        return Edited(approval, grant)

    def version(self) -> Steps[int]:
        """How many changes there were."""
        rows = yield "SELECT version FROM approval_version", ()
        return int(rows[0][0])

    def open_grants(self, at: datetime) -> Steps[Sequence[Grant]]:
        """Those that end after `at`, soonest first."""
        rows = yield self._select("grant_given", "ends_us > ? ORDER BY ends_us, id", to_micros(at))
        return [grant_from_row(row) for row in rows]

    def grant(self, grant_id: str) -> Steps[Grant | None]:
        """The grant with this id."""
        rows = yield self._select("grant_given", "id = ?", grant_id)
        return grant_from_row(rows[0]) if rows else None

    def grants(self, *, most: int, before: Grant | None) -> Steps[Sequence[Grant]]:
        """All grants, newest first."""
        after = "1 = 1" if before is None else "(since_us, id) < (?, ?)"
        parameters = () if before is None else (to_micros(before.since), before.id)
        where = f"{after} ORDER BY since_us DESC, id DESC LIMIT ?"
        rows = yield self._select("grant_given", where, *parameters, most)
        return [grant_from_row(row) for row in rows]

    def change_grant(self, grant_id: str, edit: GrantEdit) -> Steps[tuple[Grant, Grant] | None]:
        """Put what `edit` makes of one in its place; before and after."""
        yield _CHANGED
        rows = yield self._select("grant_given", "id = ?", grant_id)
        if not rows:
            return None
        before = grant_from_row(rows[0])
        after = edit(before)
        row = grant_to_row(after)
        yield self._said(
            "UPDATE grant_given SET revoked_at_us = ?, used_up_at_us = ?, ends_us = ? WHERE id = ?",
            *(row.revoked_at_us, row.used_up_at_us, row.ends_us, row.id),
        )
        return before, after

    def delegate(self, delegation: Delegation) -> Steps[None]:
        """Keep a new delegation."""
        yield _CHANGED
        yield self._insert("delegation", delegation_to_row(delegation))

    def delegations(self, at: datetime) -> Steps[Sequence[Delegation]]:
        """Those that end after `at`, oldest first."""
        at_us = to_micros(at)
        rows = yield self._select(
            "delegation",
            "until_us > ? AND (revoked_at_us IS NULL OR revoked_at_us > ?) ORDER BY since_us, id",
            *(at_us, at_us),
        )
        return [delegation_from_row(row) for row in rows]

    def undelegate(self, delegation_id: str, at: datetime) -> Steps[Delegation | None]:
        """End one, unless it ended before."""
        yield _CHANGED
        rows = yield self._select("delegation", "id = ?", delegation_id)
        if not rows:
            return None
        ended = delegation_from_row(rows[0]).revoked(at)
        yield self._said(
            "UPDATE delegation SET revoked_at_us = ? WHERE id = ?",
            *(delegation_to_row(ended).revoked_at_us, ended.id),
        )
        return ended

    def _select(self, table: str, where: str, *parameters: str | int) -> Statement:
        columns = _COLUMNS[table]
        return self._said(f"SELECT {columns} FROM {table} WHERE {where}", *parameters)  # noqa: S608

    def _insert(self, table: str, row: ApprovalRow | GrantRow | DelegationRow) -> Statement:
        marks = ", ".join("?" * len(row))
        return self._said(f"INSERT INTO {table} ({_COLUMNS[table]}) VALUES ({marks})", *row)  # noqa: S608

    def _said(self, statement: str, *parameters: str | int | None) -> Statement:
        return statement.replace("?", self._mark), parameters


_PENDING = ApprovalState.PENDING.value
_COLUMNS = {"approval": _APPROVAL, "grant_given": _GRANT, "delegation": _DELEGATION}
