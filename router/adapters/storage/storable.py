"""Which text can every store keep?"""

import re
from collections.abc import Mapping, Sequence

__all__ = ["storable", "storable_tree"]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` with U+FFFD for lone surrogates: JSON can carry them, UTF-8 cannot.

    A caller may send them in a user name or a tag; such a request is booked like any other.
    """
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def storable_tree(value: object) -> object:
    """The same for all texts in nested mappings and sequences."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable_tree(key): storable_tree(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [storable_tree(inner) for inner in value]
    return value
