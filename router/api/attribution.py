"""Whom does a request claim to be for? Our headers, LiteLLM's and Helicone's, and the body."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice

import msgspec

from router.api.asked import KnownHeaders
from router.core.caller import Attribution

__all__ = ["attribution_of"]

_USER = ("x-tierwise-user", "x-litellm-end-user-id", "x-litellm-customer-id", "helicone-user-id")
_TEAM = ("x-tierwise-team", "helicone-property-team")
_PROJECT = ("x-tierwise-project", "helicone-property-project")
_CONVERSATION = (
    "x-tierwise-conversation-id",
    "x-litellm-session-id",
    "helicone-session-id",
    "x-session-id",
)
_TAGS = ("x-tierwise-tags", "x-litellm-tags")
_METADATA = "x-litellm-spend-logs-metadata"
_PROPERTY = "helicone-property-"
_speaks = re.compile("x-tierwise-|helicone-|x-litellm-|x-session-id").match
"""How every header here begins."""
_NAMED = frozenset(["user", "team", "project", "session_id", "tags"])
"""What metadata says under these names has a place of its own."""
_LONGEST = 256
_MOST_TAGS = 64
"""All of it is written into the ledger for ever, so callers may not write at any length."""
_LONGEST_METADATA = 8_192

_NO_CLAIM = Attribution()
_metadata = msgspec.json.Decoder(dict[str, object])


def attribution_of(
    headers: Mapping[str, str],
    *,
    user: str | None = None,
    metadata: Mapping[str, object] | None = None,
    tags: list[str] | None = None,
) -> Attribution:
    """What the request says of its origin; the body beats the headers."""
    headers = _claims(headers)
    if not (headers or user or metadata or tags):  # as with most requests
        return _NO_CLAIM
    said, logged = metadata or {}, _logged(headers.get(_METADATA))
    return Attribution(
        user=_clean(user)
        or _text(said, "user")
        or _header(headers, _USER)
        or _text(logged, "user"),
        team=_text(said, "team") or _header(headers, _TEAM) or _text(logged, "team"),
        project=_text(said, "project") or _header(headers, _PROJECT) or _text(logged, "project"),
        conversation_id=_text(said, "session_id")
        or _header(headers, _CONVERSATION)
        or _text(logged, "session_id"),
        tags=_tags(headers, said, field=tags, logged=logged),
    )


def _claims(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The few that may say something here; of one that is sent twice the first counts."""
    if isinstance(headers, KnownHeaders):
        return {n: value for n, value in headers.first.items() if _speaks(n)}
    found: dict[str, str] = {}
    for name, value in headers.items():
        if _speaks(name):
            found.setdefault(name, value)
    return found


def _tags(
    headers: Mapping[str, str],
    metadata: Mapping[str, object],
    *,
    field: list[str] | None,
    logged: Mapping[str, object],
) -> tuple[str, ...]:
    listed = metadata.get("tags")
    found = field or (listed if isinstance(listed, list) else None)
    if found is None:
        also = logged.get("tags")
        said = _header(headers, _TAGS)
        found = said.split(",") if said else (also if isinstance(also, list) else [])
    pairs = chain(_properties(headers), _pairs(logged))
    clean = (c for tag in chain(found, pairs) if isinstance(tag, str) and (c := _clean(tag)))
    return tuple(islice(dict.fromkeys(clean), _MOST_TAGS))


def _properties(headers: Mapping[str, str]) -> Iterator[str]:
    """Helicone's properties as `name:value`; team and project have a place of their own."""
    for header, value in headers.items():
        name = header.removeprefix(_PROPERTY)
        if name != header and name and name not in _NAMED and value.strip():
            yield f"{name}:{value.strip()}"


def _pairs(logged: Mapping[str, object]) -> Iterator[str]:
    """What LiteLLM would log beside the spend, as `name:value`."""
    for name, value in logged.items():
        if name not in _NAMED and isinstance(value, str | int | float):
            shown = str(value).lower() if isinstance(value, bool) else value
            yield f"{name}:{shown}"


def _logged(header: str | None) -> Mapping[str, object]:
    """A claim that cannot be read is as good as none."""
    if not header or len(header) > _LONGEST_METADATA:
        return {}
    try:
        return _metadata.decode(header)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return {}


def _header(headers: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    for name in names:
        if (value := _clean(headers.get(name))) is not None:
            return value
    return None


def _text(metadata: Mapping[str, object], name: str) -> str | None:
    value = metadata.get(name)
    return _clean(value) if isinstance(value, str) else None


def _clean(value: str | None) -> str | None:
    return (value.strip()[:_LONGEST] or None) if value else None
