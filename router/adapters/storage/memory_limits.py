"""How are budgets and quotas kept without a disk?"""

from router.adapters.storage.limit_rows import LimitChange, LimitRow, limits_from_rows, to_row
from router.core.stored_limit import LimitName, StoredLimit, StoredLimits
from router.ports.limits import LimitEdit

__all__ = ["MemoryLimits"]


class MemoryLimits:
    """Implements `LimitStore`; keeps the same rows as the other stores."""

    def __init__(self) -> None:
        self._rows: dict[LimitName, LimitRow] = {}
        self._version = 0

    async def version(self) -> int:
        """How many changes there were."""
        return self._version

    async def all(self) -> StoredLimits:
        """All budgets and quotas, by kind and id."""
        rows = (row for _, row in sorted(self._rows.items()))
        return limits_from_rows(rows, version=self._version)

    async def change(
        self, name: LimitName, edit: LimitEdit
    ) -> tuple[StoredLimit | None, StoredLimit | None]:
        """Put what `edit` makes of one limit in its place; before and after."""
        change = LimitChange(name, self._rows.get(name), version=self._version)
        change.make(edit)
        if change.after != change.before:
            self._version += 1
            self._rows.pop(name, None)
            if change.after is not None:
                self._rows[name] = to_row(change.after)
        return change.before, change.after
