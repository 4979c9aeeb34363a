"""Whom does a request claim to be for? Our headers, LiteLLM's and Helicone's, and the body."""

from collections.abc import Mapping

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
_LONGEST = 256
_MOST_TAGS = 64
"""All of it is written into the ledger for ever, so callers may not write at any length."""


def attribution_of(
    headers: Mapping[str, str],
    *,
    user: str | None = None,
    metadata: Mapping[str, object] | None = None,
    tags: list[str] | None = None,
) -> Attribution:
    """What the request says of its origin; the body beats the headers."""
    said = metadata or {}
    return Attribution(
        user=_clean(user) or _text(said, "user") or _header(headers, _USER),
        team=_text(said, "team") or _header(headers, _TEAM),
        project=_text(said, "project") or _header(headers, _PROJECT),
        conversation_id=_text(said, "session_id") or _header(headers, _CONVERSATION),
        tags=_tags(headers, said, field=tags),
    )


def _tags(
    headers: Mapping[str, str], metadata: Mapping[str, object], *, field: list[str] | None
) -> tuple[str, ...]:
    listed = metadata.get("tags")
    found = field or (listed if isinstance(listed, list) else None)
    if found is None:
        found = (_header(headers, _TAGS) or "").split(",")
    found = found[:_MOST_TAGS]
    return tuple(c for tag in found if isinstance(tag, str) and (c := _clean(tag)))


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
