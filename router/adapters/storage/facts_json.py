"""How are the facts of a decision kept as text, so that they come back exactly?"""

import msgspec

from router.adapters.storage.storable import storable_tree
from router.core.facts import Facts

__all__ = ["facts_from_json", "facts_to_json"]

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Facts)


def facts_to_json(facts: Facts) -> str:
    """Compact JSON; `facts_from_json` gives equal facts."""
    try:
        return _encoder.encode(facts).decode()
    except UnicodeEncodeError:
        return _encoder.encode(storable_tree(msgspec.to_builtins(facts))).decode()


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
