"""Tests of `router.core.zone`."""

import pytest
from pydantic import TypeAdapter, ValidationError

from router.core.zone import ZoneName

ZONE = TypeAdapter(ZoneName)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_a_name_of_the_time_zone_database_is_kept(name: str) -> None:
    assert ZONE.validate_python(name) == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Europe/Berln", "did you mean 'Europe/Berlin'"),
        ("europe/berlin", "did you mean 'Europe/Berlin'"),
        ("Nowhere", "write one such as"),
        ("Europe", "no time zone is called 'Europe'"),
        ("../etc/passwd", "no time zone is called"),
        ("", "write one such as"),
    ],
)
def test_refuses_any_other_and_says_what_may_be_meant(name: str, hint: str) -> None:
    with pytest.raises(ValidationError, match=hint):
        ZONE.validate_python(name)
