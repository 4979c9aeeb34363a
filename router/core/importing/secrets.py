"""Which parts of a foreign configuration may hold a secret, and must never be written down?"""

import re

__all__ = ["is_plain_address", "variable_of"]

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")


def variable_of(value: str) -> str | None:
    """The variable that `os.environ/NAME` or `${NAME}` names; None where it is no reference."""
    name = value.removeprefix("os.environ/") if value.startswith("os.environ/") else None
    if name is None and value.startswith("$"):
        name = value.removeprefix("$").removeprefix("{").removesuffix("}").partition(":")[0]
    return name if name and _VARIABLE.fullmatch(name) else None


def is_plain_address(value: str) -> bool:
    """Whether it is an address without a user, password, query or fragment in it."""
    return bool(re.fullmatch(r"https?://[^\s/@?#]+(/[^\s@?#]*)?", value))
