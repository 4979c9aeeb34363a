"""Which proxy does the environment name for an address?"""

from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["proxy_for"]


def proxy_for(url: str, environment: Mapping[str, str]) -> str | None:
    """The proxy that the environment names for `url`; None where the way is direct."""

    def named(name: str) -> str:
        return environment.get(name.lower(), "").strip() or environment.get(name, "").strip()

    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None  # no address at all: whoever posts there says so
    if _is_exempt(host, named("NO_PROXY")):
        return None
    return named(f"{parts.scheme.upper()}_PROXY") or None if parts.scheme else None


def _is_exempt(host: str, exempt: str) -> bool:
    """Whether `host`, or a domain that it belongs to, stands in the list of NO_PROXY."""
    names = (name.strip().lower().lstrip("*").lstrip(".") for name in exempt.split(","))
    return exempt.strip() == "*" or any(
        host == name or host.endswith(f".{name}") for name in names if name
    )
