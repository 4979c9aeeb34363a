"""Which text can every store keep?"""

import re
from collections.abc import Mapping, Sequence

__all__ = ["storable", "storable_tree"]

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` with U+FFFD for lone surrogates and for NUL.

    JSON can carry both, UTF-8 cannot carry the ones and PostgreSQL not the other. A caller may
    send them in a user name or a tag; such a request is booked like any other.
    """
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def storable_tree(value: object) -> object:
    """The same for all texts in nested mappings and sequences."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable_tree(key): storable_tree(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [storable_tree(inner) for inner in value]
    return value
