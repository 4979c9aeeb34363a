"""What is kept of a secret? A hash under a pepper that lies outside the database."""

import hashlib
import os
import secrets
from pathlib import Path

from router.core.errors import ConfigurationError

__all__ = ["PEPPER_BYTES", "derived_key", "hash_secret", "pepper_beside", "pepper_in"]

PEPPER_BYTES = 32


def hash_secret(secret: str, pepper: bytes) -> bytes:
    """Keyed hash: whoever steals the database alone cannot test guesses against it.

    Secrets carry 256 random bits, so a slow password hash would add delay and no safety.
    """
    return hashlib.blake2b(
        secret.encode("utf-8", "surrogatepass"), key=pepper, digest_size=32
    ).digest()


def derived_key(pepper: bytes, *, purpose: bytes) -> bytes:
    """A key for another purpose, from which the pepper cannot be told."""
    return hashlib.blake2b(purpose, key=pepper, digest_size=PEPPER_BYTES).digest()


def pepper_beside(database: Path) -> bytes:
    """The pepper in the file beside `database`."""
    return pepper_in(database.with_name(f"{database.name}.pepper"))


def pepper_in(path: Path) -> bytes:
    """The pepper in a file; made at first use, readable by its owner only.

    Raises:
        ConfigurationError: the file cannot be read or made, or holds something else.
    """
    try:
        if not path.exists():
            _create(path)
        pepper = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path}: the pepper of the virtual keys cannot be read or made ({error.strerror}). "
            "Give this user the right to read it and to write in its folder."
        ) from error
    if len(pepper) != PEPPER_BYTES:
        raise ConfigurationError(
            f"{path}: a pepper is {PEPPER_BYTES} bytes, this file has {len(pepper)}. "
            "Restore it from the backup that the database comes from."
        )
    return pepper


def _create(path: Path) -> None:
    """Write under another name, then link: two processes that start at once agree on one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(PEPPER_BYTES))
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            _link(draft, path)
    finally:
        draft.unlink()


def _link(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return  # another process was first: its pepper counts
