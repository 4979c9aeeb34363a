"""Whence does one key come these minutes, and is that new?"""

from router.core.detection.known import Known
from router.core.sighting import Origin

__all__ = ["Origins"]

_WINDOW_S = 600.0
_NEW_HOURS = 24
"""So long a network or client counts as new: a thief must not become a habit in an hour."""
_MOST = 32


class Origins:
    """New networks, clients and users of one key within some ten minutes."""

    __slots__ = ("clients", "known_s", "networks", "requests", "since_s", "users")

    def __init__(self) -> None:
        self.since_s = 0.0
        self.known_s = 0.0
        """When it last came from a network that it is known to come from."""
        self.requests = 0
        """From a new network or a new client."""
        self.networks: set[str] = set()
        self.clients: set[str] = set()
        self.users: set[str] = set()

    def add(
        self,
        at_s: float,
        origin: Origin,
        *,
        user: str | None,
        networks: Known,
        clients: Known,
        users: Known,
    ) -> None:
        """Takes a request in; names that are seen for the first time are learned."""
        if at_s - self.since_s > _WINDOW_S:
            self._begin(at_s)
        hour = int(at_s // 3600)
        is_new = False
        if origin.network is not None:
            if networks.see(origin.network, hour=hour) >= _NEW_HOURS:
                self.known_s = at_s
            elif not networks.is_full:
                is_new = True
                _note(self.networks, origin.network)
        if (
            origin.client is not None
            and clients.see(origin.client, hour=hour) < _NEW_HOURS
            and not clients.is_full
        ):
            is_new = True
            _note(self.clients, origin.client)
        if user is not None and users.see(user, hour=hour) < _NEW_HOURS and not users.is_full:
            is_new = True
            _note(self.users, user)
        self.requests += is_new

    def _begin(self, at_s: float) -> None:
        self.since_s = at_s
        self.requests = 0
        for each in (self.networks, self.clients, self.users):
            if each:
                each.clear()


def _note(names: set[str], name: str) -> None:
    if len(names) < _MOST:
        names.add(name)
