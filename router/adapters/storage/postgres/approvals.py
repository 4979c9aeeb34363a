"""How does PostgreSQL keep approvals, grants and delegations?"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from router.adapters.storage.approval_steps import ApprovalSteps, Steps
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant
from router.ports.approvals import ApprovalEdit, Edited, GrantEdit

__all__ = ["PostgresApprovals", "PostgresDelegations", "PostgresGrants"]

T = TypeVar("T")
_STEPS = ApprovalSteps("%s")


class PostgresApprovals:
    """Implements `Approvals`: a change is made while the row of the version is locked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, approval: Approval) -> Approval:
        """Keep a new approval, or give the one that is pending already."""
        return await _write(self._database, lambda: _STEPS.ask(approval))

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
        return await _write(self._database, lambda: _STEPS.change(approval_id, edit))


class PostgresGrants:
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
        return await _write(self._database, lambda: _STEPS.change_grant(grant_id, edit))


class PostgresDelegations:
    """Implements `Delegations`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, delegation: Delegation) -> None:
        """Keep a new one."""
        await _write(self._database, lambda: _STEPS.delegate(delegation))

    async def since(self, at: datetime) -> Sequence[Delegation]:
        """Those that end after `at`, oldest first."""
        return await _read(self._database, _STEPS.delegations(at))

    async def revoke(self, delegation_id: str, *, at: datetime) -> Delegation | None:
        """End one, unless it ended before."""
        return await _write(self._database, lambda: _STEPS.undelegate(delegation_id, at))


async def _read(database: Database, steps: Steps[T]) -> T:
    async with database.reading() as connection:
        return await _through(connection, steps)


async def _write(database: Database, begin: Callable[[], Steps[T]]) -> T:
    """Go through the steps in a transaction; from the beginning where it met another one's."""

    async def work(connection: Asynchronous) -> T:
        return await _through(connection, begin())

    return await database.transact(work)


async def _through(connection: Asynchronous, steps: Steps[T]) -> T:
    try:
        statement, parameters = next(steps)
        while True:
            cursor = await connection.execute(statement, parameters)
            rows = [] if cursor.description is None else await cursor.fetchall()
            statement, parameters = steps.send(rows)
    except StopIteration as end:
        result: T = end.value
        return result
