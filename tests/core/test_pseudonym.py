"""Tests of `router.core.pseudonym`."""

from dataclasses import replace

import pytest

from router.core.caller import UNASSIGNED
from router.core.pseudonym import pseudonymous
from tests.factories import caller

KEY, OTHER = b"k" * 32, b"o" * 32


def test_neither_user_nor_key_of_a_person_is_named() -> None:
    found = pseudonymous(caller(user="ada"), key=KEY)

    assert found.user == found.key_id
    assert found.user.startswith("person_")
    assert "ada" not in repr(found)
    assert "key_1" not in repr(found)


def test_a_person_is_the_same_in_every_export_of_an_installation_and_of_no_other() -> None:
    ada = caller(user="ada")

    assert pseudonymous(ada, key=KEY) == pseudonymous(ada, key=KEY)
    assert pseudonymous(ada, key=KEY).user != pseudonymous(ada, key=OTHER).user
    assert pseudonymous(ada, key=KEY).user != pseudonymous(caller(user="bob"), key=KEY).user


def test_a_key_without_a_user_stands_for_its_holder() -> None:
    found = pseudonymous(caller(user=UNASSIGNED), key=KEY)
    assert (found.user, found.key_id[:7]) == (UNASSIGNED, "person_")


def test_a_program_keeps_its_names() -> None:
    program = replace(caller(), service_account="nightly")
    assert pseudonymous(program, key=KEY) is program


@pytest.mark.parametrize("field", ["team", "project", "environment", "tags"])
def test_all_else_stays(field: str) -> None:
    who = caller(tags=("launch",))
    assert getattr(pseudonymous(who, key=KEY), field) == getattr(who, field)
