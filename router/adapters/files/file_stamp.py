"""Has a file changed since it was read?"""

from pathlib import Path

__all__ = ["Stamp", "stamp"]

Stamp = tuple[int, int, int] | None
"""Time of change, size and inode: editors replace a file, others write into it."""


def stamp(path: Path) -> Stamp:
    """What tells one state of a file from another; None where there is none to read."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
