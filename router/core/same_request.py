"""Would two requests get the same answer, as far as what is asked can tell?"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta

import msgspec

__all__ = ["lasting", "name_of_request"]

_OF_THE_CALLER = frozenset({"metadata", "store", "stream_options", "tags", "user"})
"""Fields that change who is billed and how the answer is sent, and nothing of the answer."""
_LASTING = re.compile(r"([1-9]\d{0,3})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_raw = msgspec.json.Decoder()
_sorted = msgspec.json.Encoder(order="sorted")


def name_of_request(fields: Mapping[str, bytes], *, of: tuple[str, ...], key: bytes) -> str:
    """A name that identical requests share and that tells nothing of their words.

    Args:
        fields: top-level fields of the request, their values as JSON.
        of: what else must be the same, such as the caller's key and the deployment.
        key: under which the name is made; who does not hold it cannot test guesses.
    """
    digest = hashlib.blake2b(json.dumps(of).encode(), key=key[:64], digest_size=24)
    for name in sorted(fields.keys() - _OF_THE_CALLER):
        digest.update(b"\x00" + name.encode("utf-8", "surrogatepass") + b"\x01")
        digest.update(_canonical(fields[name]))
    return digest.hexdigest()


def lasting(written: str) -> timedelta:
    """`30m`, `24h` or `7d` as a time; raises ValueError."""
    found = _LASTING.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is no time such as 30m, 24h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _canonical(value: bytes) -> bytes:
    """The same for values that differ in spaces and in the order of names only."""
    try:
        return _sorted.encode(_raw.decode(value))
    except (ValueError, RecursionError):  # halves of characters, or nested too deeply
        return value
