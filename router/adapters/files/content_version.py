"""What is the version of a policy or catalog? A name, and a hash of what it says."""

import hashlib

import msgspec

__all__ = ["content_version", "short_hash"]


def short_hash(content: object, *, digits: int = 12) -> str:
    """The first digits of a SHA-256 over one canonical JSON form."""
    text = msgspec.json.encode(content, order="deterministic")
    return hashlib.sha256(text).hexdigest()[:digits]


def content_version(name: str, content: object) -> str:
    """`name@hash`: the same content has the same version on every machine."""
    return f"{name}@{short_hash(content)}"
