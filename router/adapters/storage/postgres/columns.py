"""How are columns named in PostgreSQL, where `user` is a word of its own?"""

from collections.abc import Iterable

__all__ = ["listed"]


def listed(columns: Iterable[str], *, prefix: str = "") -> str:
    """Names of columns, separated by commas."""
    return ", ".join(f'{prefix}"{name}"' if name == "user" else prefix + name for name in columns)
