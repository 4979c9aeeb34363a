"""How does an export speak of a person without naming one?

By a keyed hash: the same person has the same pseudonym in every export of one installation, and
whoever does not hold its pepper cannot test names against it. Teams, projects and programs keep
their names.
"""

import hashlib
from dataclasses import replace

from router.core.caller import UNASSIGNED, Caller
from router.core.crowd import person_of

__all__ = ["pseudonymous"]

_FORM = b"person"


def pseudonymous(caller: Caller, *, key: bytes) -> Caller:
    """The same caller, where a person's user and key are one pseudonym."""
    person = person_of(caller)
    if person is None:
        return caller
    content = person.encode("utf-8", "surrogatepass")
    hashed = hashlib.blake2b(content, key=key, digest_size=10, person=_FORM).hexdigest()
    name = f"person_{hashed}"
    return replace(caller, key_id=name, user=name if caller.user != UNASSIGNED else UNASSIGNED)
