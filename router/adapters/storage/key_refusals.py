"""Which keys does no store take?"""

from router.core.errors import InvalidRequest
from router.core.key import VirtualKey

__all__ = ["check_replaced", "taken"]


def taken(key: VirtualKey) -> InvalidRequest:
    """Its id or its secret is another key's."""
    return InvalidRequest(
        f"A key with the id {key.id!r} or with this secret exists already. Create another."
    )


def check_replaced(key_id: str, ended: VirtualKey | None) -> None:
    """Refuse to replace a key that is not there, or that was revoked in the meantime.

    Raises:
        InvalidRequest: nothing is left to replace.
    """
    if ended is None or ended.revoked_at is not None:
        raise InvalidRequest(
            f"The key {key_id!r} was revoked, or is not there: nothing is left to replace. "
            "Create a new one."
        )
