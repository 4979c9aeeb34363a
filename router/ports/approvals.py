"""Where are approvals, the grants that they gave, and delegations of approvers kept?"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from router.core.approvals.approval import Approval, ApprovalState
from router.core.approvals.delegation import Delegation
from router.core.grant import Grant

__all__ = [
    "ApprovalEdit",
    "Approvals",
    "Delegations",
    "Edited",
    "GrantEdit",
    "Grants",
]


class Edited(NamedTuple):
    """What becomes of an approval, and the grant that it gives, kept in the same step."""

    approval: Approval
    grant: Grant | None = None


ApprovalEdit = Callable[[Approval], Edited]
"""What it raises passes, and nothing is changed. It may be called more than once."""

GrantEdit = Callable[[Grant], Grant]
"""The same of a grant."""


class Approvals(Protocol):
    """What was asked of approvers. Raises `LedgerUnavailable` where the store is away."""

    async def ask(self, approval: Approval) -> Approval:
        """Keep a new approval, or give the one that is pending already, in one step.

        It is the same if it is of the same rule and asked for the same key and user, and has not
        expired when the new one is asked. Where its id is taken, `-2`, `-3` and so on is added,
        and the new one follows the one before.
        """
        ...

    async def get(self, approval_id: str) -> Approval | None:
        """The approval with this id."""
        ...

    async def latest(
        self, states: Sequence[ApprovalState] = (), *, most: int, before: Approval | None = None
    ) -> Sequence[Approval]:
        """Those in one of these states (in any, where none is given), newest first.

        Args:
            states: as they are kept: one that expired is pending until a sweep has seen it.
            most: no more than so many.
            before: only those after this one in the list.
        """
        ...

    async def change(self, approval_id: str, edit: ApprovalEdit) -> Edited | None:
        """Put what `edit` makes of one in its place, in one step; None where there is none.

        The new one has the next version. Nobody else changes anything in between.
        """
        ...


class Grants(Protocol):
    """What approvers gave. Raises `LedgerUnavailable` where the store is away."""

    async def version(self) -> int:
        """Another number after each change of approvals and grants. Cheap: asked all the time."""
        ...

    async def open(self, at: datetime) -> Sequence[Grant]:
        """Those that end after `at`, soonest first; neither revoked nor used up."""
        ...

    async def get(self, grant_id: str) -> Grant | None:
        """The grant with this id."""
        ...

    async def latest(self, *, most: int, before: Grant | None = None) -> Sequence[Grant]:
        """All grants, newest first; only those after `before`, where one is given."""
        ...

    async def change(self, grant_id: str, edit: GrantEdit) -> tuple[Grant, Grant] | None:
        """Put what `edit` makes of one in its place; before and after, None where none is."""
        ...


class Delegations(Protocol):
    """Who decides in whose place. Raises `LedgerUnavailable` where the store is away."""

    async def add(self, delegation: Delegation) -> None:
        """Keep a new one."""
        ...

    async def since(self, at: datetime) -> Sequence[Delegation]:
        """Those that end after `at`, oldest first."""
        ...

    async def revoke(self, delegation_id: str, *, at: datetime) -> Delegation | None:
        """End one, unless it ended before; as it is then, None where there is none."""
        ...
