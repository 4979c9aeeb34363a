"""Would two requests get the same answer, as far as what is asked can tell?"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec

from router.core.caller import UNASSIGNED, Caller
from router.core.effects import Sharing
from router.core.finding import Subject
from router.core.gist import meaning, numbered, words_of

__all__ = ["gist_of", "is_settled", "lasting", "mark_of", "name_of_request", "sharers"]

_OF_THE_CALLER = frozenset({"metadata", "store", "stream", "stream_options", "tags", "user"})
"""Fields that change who is billed and how the answer is sent, and nothing of the answer."""
_MARK_BYTES = 8
_LASTING = re.compile(r"([1-9]\d{0,3})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_raw = msgspec.json.Decoder()
_sorted = msgspec.json.Encoder(order="sorted")


def name_of_request(fields: Mapping[str, bytes], *, of: tuple[str, ...], key: bytes) -> str:
    """A name that identical requests share and that tells nothing of their words.

    Args:
        fields: top-level fields of the request, their values as JSON.
        of: what else must be the same, such as who shares the answer, and the deployment.
        key: under which the name is made; who does not hold it cannot test guesses.
    """
    digest = hashlib.blake2b(json.dumps(of).encode(), key=key[:64], digest_size=24)
    for name in sorted(fields.keys() - _OF_THE_CALLER):
        digest.update(b"\x00" + name.encode("utf-8", "surrogatepass") + b"\x01")
        digest.update(_canonical(fields[name]))
    return digest.hexdigest()


def mark_of(subject: Subject, *, key: bytes) -> str:
    """By what all answers to one key, user, team or project are found; it tells nothing of it."""
    named = str(subject).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(named, key=key[:64], digest_size=_MARK_BYTES).hexdigest()


def sharers(sharing: Sharing, caller: Caller) -> tuple[str, str]:
    """Who may be given an answer to this caller's request: a kind of scope, and its id.

    Where the caller has no user, team or project that could share, its key is alone.
    """
    if sharing is Sharing.EVERYBODY:
        return (sharing.value, "")
    named = {
        Sharing.USER: caller.user,
        Sharing.TEAM: caller.team,
        Sharing.PROJECT: caller.project,
    }.get(sharing)
    is_known = named is not None and named != UNASSIGNED
    return (sharing.value, named or "") if is_known else (Sharing.KEY.value, caller.key_id)


def is_settled(fields: Mapping[str, bytes]) -> bool:
    """Whether the caller asks for the same answer each time: a seed, or no temperature at all."""
    seed, temperature = (_value(fields.get(name)) for name in ("seed", "temperature"))
    return seed is not None or (temperature is not None and temperature == 0)


def gist_of(
    fields: Mapping[str, bytes], messages: Sequence[Mapping[str, object]], *, key: bytes
) -> tuple[dict[str, bytes], tuple[int, ...]] | None:
    """The request with the meaning of its last question in place of its words, and these words.

    None where the last message is no question in words, or too long to be compared.
    """
    last = messages[-1]
    asked = last.get("content")
    words = words_of(asked) if isinstance(asked, str) and last.get("role") == "user" else None
    if words is None:
        return None
    meant = meaning(words)
    if not meant:
        return None
    others = [*messages[:-1], {**last, "content": ["meaning", *meant]}]
    try:
        written = _sorted.encode(others)
    except ValueError:  # halves of characters
        return None
    return {**fields, "messages": written}, numbered(words, key=key)


def lasting(written: str) -> timedelta:
    """`30m`, `24h` or `7d` as a time; raises ValueError."""
    found = _LASTING.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is no time such as 30m, 24h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _value(written: bytes | None) -> object:
    try:
        return None if written is None else _raw.decode(written)
    except ValueError:
        return None


def _canonical(value: bytes) -> bytes:
    """The same for values that differ in spaces and in the order of names only."""
    try:
        return _sorted.encode(_raw.decode(value))
    except (ValueError, RecursionError):  # halves of characters, or nested too deeply
        return value
