"""How does SQLite keep approvals, grants and delegations?"""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from router.adapters.storage.approval_steps import ApprovalSteps, Steps
from router.adapters.storage.sqlite.connection import Database
from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant
from router.ports.approvals import ApprovalEdit, Edited, GrantEdit

__all__ = ["SqliteApprovals", "SqliteDelegations", "SqliteGrants"]

T = TypeVar("T")
_STEPS = ApprovalSteps("?")


class SqliteApprovals:
    """Implements `Approvals`: a change is made under the file's one lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, approval: Approval) -> Approval:
        """Keep a new approval, or give the one that is pending already."""
        return await _write(self._database, _STEPS.ask(approval))

    async def get(self, approval_id: str) -> Approval | None:
        """The approval with this id."""
        return await _read(self._database, _STEPS.approval(approval_id))

    async def latest(
        self, states: Sequence[ApprovalState] = (), *, most: int, before: Approval | None = None
    ) -> Sequence[Approval]:
        """Those in one of these states, newest first."""
        return await _read(self._database, _STEPS.approvals(states, most=most, before=before))

    async def change(self, approval_id: str, edit: ApprovalEdit) -> Edited | None:
        """Put what `edit` makes of one in its place, with its grant."""
        return await _write(self._database, _STEPS.change(approval_id, edit))


class SqliteGrants:
    """Implements `Grants`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """Another number after each change."""
        return await _read(self._database, _STEPS.version())

    async def open(self, at: datetime) -> Sequence[Grant]:
        """Those that end after `at`, soonest first."""
        return await _read(self._database, _STEPS.open_grants(at))

    async def get(self, grant_id: str) -> Grant | None:
        """The grant with this id."""
        return await _read(self._database, _STEPS.grant(grant_id))

    async def latest(self, *, most: int, before: Grant | None = None) -> Sequence[Grant]:
        """All grants, newest first."""
        return await _read(self._database, _STEPS.grants(most=most, before=before))

    async def change(self, grant_id: str, edit: GrantEdit) -> tuple[Grant, Grant] | None:
        """Put what `edit` makes of one in its place; before and after."""
        return await _write(self._database, _STEPS.change_grant(grant_id, edit))


class SqliteDelegations:
    """Implements `Delegations`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, delegation: Delegation) -> None:
        """Keep a new one."""
        await _write(self._database, _STEPS.delegate(delegation))

    async def since(self, at: datetime) -> Sequence[Delegation]:
        """Those that end after `at`, oldest first."""
        return await _read(self._database, _STEPS.delegations(at))

    async def revoke(self, delegation_id: str, *, at: datetime) -> Delegation | None:
        """End one, unless it ended before."""
        return await _write(self._database, _STEPS.undelegate(delegation_id, at))


async def _read(database: Database, steps: Steps[T]) -> T:
    def read() -> T:
        with database.reading() as connection:
            return _through(connection, steps)

    return await asyncio.to_thread(read)


async def _write(database: Database, steps: Steps[T]) -> T:
    def write() -> T:
        with database.writing() as connection:
            return _through(connection, steps)

    return await asyncio.to_thread(write)


def _through(connection: sqlite3.Connection, steps: Steps[T]) -> T:
    try:
        statement = next(steps)
        while True:
            statement = steps.send(connection.execute(*statement).fetchall())
    except StopIteration as end:
        result: T = end.value
        return result
