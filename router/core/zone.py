"""Which time zones may be written in a file?"""

from difflib import get_close_matches
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

__all__ = ["ZoneName"]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known(name: str) -> str:
    if name not in _zones():  # a file system that ignores case would take `europe/berlin`
        spelt = {zone.lower(): zone for zone in _zones()}
        near = get_close_matches(name.lower(), spelt, n=1)
        hint = f"did you mean '{spelt[near[0]]}'?" if near else "write one such as Europe/Berlin"
        raise ValueError(f"no time zone is called '{name}'; {hint}")
    return name


ZoneName = Annotated[
    str, AfterValidator(_known), Field(description="IANA name of a time zone: Europe/Berlin, UTC.")
]
"""A string; `zoneinfo.ZoneInfo` of it exists."""
