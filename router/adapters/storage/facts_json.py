"""How are the facts of a decision kept as text, so that they come back exactly?"""

from dataclasses import replace

import msgspec

from router.adapters.storage.storable import storable_tree
from router.core.facts import Facts

__all__ = ["deciding_facts", "facts_from_json", "facts_to_json"]

_FEATURES = '"features":{'
"""No caller can write this into a name: JSON has a backslash before quotes within texts."""
_NUL = b"\\u0000"
"""As text PostgreSQL keeps it, but as JSON it cannot look into it."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Facts)


def facts_to_json(facts: Facts) -> str:
    """Compact JSON; `facts_from_json` gives equal facts."""
    try:
        encoded = _encoder.encode(facts)
    except UnicodeEncodeError:
        return _with_storable_texts(facts)
    # Most have no backslash at all, which is found out sooner.
    if b"\\" in encoded and _NUL in encoded:
        return _with_storable_texts(facts)
    return encoded.decode()


def _with_storable_texts(facts: Facts) -> str:
    return _encoder.encode(storable_tree(msgspec.to_builtins(facts))).decode()


def deciding_facts(text: str) -> Facts:
    """The facts without the classifier's features.

    Nothing is decided by them, and they are half of the text.
    """
    before, found, rest = text.partition(_FEATURES)
    if not found:
        return facts_from_json(text)
    try:
        return _decoder.decode(f"{before}{_FEATURES}{rest[rest.index('}') :]}")
    except (ValueError, msgspec.DecodeError):
        facts = facts_from_json(text)
        return replace(facts, assessment=replace(facts.assessment, features={}))


def facts_from_json(text: str) -> Facts:
    """The facts that were kept; fields that did not exist then have their defaults."""
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError:
        return msgspec.convert(_without_gaps(msgspec.json.decode(text)), Facts)


def _without_gaps(kept: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Leave out figures that were not a number when written: JSON has only null for them."""
    assessment = {
        name: {k: v for k, v in value.items() if v is not None}
        if isinstance(value, dict)
        else value
        for name, value in kept["assessment"].items()
    }
    return {**kept, "assessment": assessment}
