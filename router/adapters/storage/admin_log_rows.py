"""Which queries does an SQL store ask of the log of administrators?"""

from router.core.admin_log import AdminEvent, Stage
from router.ports.admin_log import Wanted

__all__ = ["AdminQueries"]

Query = tuple[str, tuple[str | int, ...]]
_COLUMNS = ", ".join(AdminEvent._fields)


class AdminQueries:
    """The same for all stores, but for the mark that stands for a parameter."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        places = ", ".join([mark] * len(AdminEvent._fields))
        self.add = f"INSERT INTO admin_event ({_COLUMNS}) VALUES ({places})"  # noqa: S608
        self.head = "SELECT seq, hash FROM admin_event ORDER BY seq DESC LIMIT 1"
        self.after = (
            f"SELECT {_COLUMNS} FROM admin_event WHERE seq > {mark} "  # noqa: S608
            f"ORDER BY seq LIMIT {mark}"
        )

    def same(self, event: AdminEvent) -> Query:
        """What is kept already of this act, at its beginning or at its end, or of its key."""
        mark, is_first = self._mark, event.stage == Stage.BEGUN
        begun = (
            f"SELECT {_COLUMNS} FROM admin_event "  # noqa: S608
            f"WHERE act_id = {mark} AND stage {'=' if is_first else '<>'} 'begun'"
        )
        if event.idempotency_key is None:
            return begun, (event.act_id,)
        asked = (
            f"SELECT {_COLUMNS} FROM admin_event "  # noqa: S608
            f"WHERE actor = {mark} AND idempotency_key = {mark}"
        )
        return f"{begun} UNION {asked}", (event.act_id, event.actor, event.idempotency_key)

    def latest(self, wanted: Wanted, *, before: int | None, most: int) -> Query:
        """Events, newest first."""
        asked = dict(wanted.names)
        conditions = [f"{name} = {self._mark}" for name in asked]
        parameters: list[str | int] = list(asked.values())
        if before is not None:
            conditions.append(f"seq < {self._mark}")
            parameters.append(before)
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        return (
            f"SELECT {_COLUMNS} FROM admin_event {where}"  # noqa: S608
            f"ORDER BY seq DESC LIMIT {self._mark}"
        ), (*parameters, most)
