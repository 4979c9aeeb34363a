"""Where does a request go, and what of it is the same every time?"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

from router import __version__
from router.adapters.providers.http.failures import BadAddress

__all__ = ["Origin", "Target", "target_of"]

_USUAL_PORTS = {"http": 80, "https": 443}
_LITERAL = re.compile(r"[0-9a-f:.]+(?:%[\w.-]+)?", re.IGNORECASE)
_HOST = re.compile(rf"{_LITERAL.pattern}|[A-Za-z0-9._-]+", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_OF_PATHS = "/%:@!$&'()*+,;=~-._?"
"""What an address may hold as it is; whatever else stands there is escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whom one connects to. Requests of one origin share their connections."""

    host: str
    port: int
    is_tls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place to post to."""

    origin: Origin
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    """The key is among them."""
    head: bytes = field(repr=False)
    """The beginning of every request there, up to the length of its body."""


def target_of(url: str, *, headers: Mapping[str, str]) -> Target:
    """The target at `url`.

    Raises:
        BadAddress: no request can be written for this address or these headers.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if not _LITERAL.fullmatch(host):
            host = host.encode("idna").decode()
    except ValueError as error:  # a `UnicodeError` of a host too is one
        raise BadAddress(str(error)) from None
    if parts.scheme not in _USUAL_PORTS or not _HOST.fullmatch(host):
        raise BadAddress("no address of the form https://host/path")
    origin = Origin(
        host=host, port=port or _USUAL_PORTS[parts.scheme], is_tls=parts.scheme == "https"
    )
    sent = {"user-agent": f"tierwise/{__version__}", "accept": "*/*", **headers}
    if parts.username is not None:
        sent |= _basic(parts, headers=headers)
    path = quote(parts.path or "/", safe=_OF_PATHS)
    query = f"?{quote(parts.query, safe=_OF_PATHS)}" if parts.query else ""
    lines = [f"POST {path}{query} HTTP/1.1", f"host: {_host_header(origin, port=port)}"]
    lines += [_line(name, value) for name, value in sent.items()]
    head = "\r\n".join([*lines, "content-length: "]).encode("latin-1")
    return Target(origin=origin, url=url, headers=sent, head=head)


def _basic(parts: SplitResult, *, headers: Mapping[str, str]) -> dict[str, str]:
    """Name and password that stand in the address, where no key is to be sent."""
    if "authorization" in headers:
        raise BadAddress("the address holds a password, and a key is set too")
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _host_header(origin: Origin, *, port: int | None) -> str:
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    is_usual = port is None or port == _USUAL_PORTS["https" if origin.is_tls else "http"]
    return host if is_usual else f"{host}:{port}"


def _line(name: str, value: str) -> str:
    if _NAME.fullmatch(name) is None or _VALUE.fullmatch(value) is None:
        raise BadAddress(f"the header {name!r} cannot be sent")
    return f"{name}: {value}"
