"""Tests of `router.cli.grants`."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from router.services.administer import NotThere
from router.services.ask_approval import Wanted
from tests.cli.approving import RULE, asked, environment_in
from tests.cli.calling import call


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_in(tmp_path)


@pytest.fixture
def grant(environment: dict[str, str]) -> str:
    wanted = Wanted(reason="The audit is due.", usd=Decimal(20), rule_id=RULE, requests=10)
    approval = asked(environment, wanted=lambda: wanted)
    told = call("approvals", "approve", approval, "--usd", "5", "--json", **environment)
    found: str = json.loads(told.stdout)["grant_id"]
    return found


def test_a_grant_is_listed_and_shown_with_what_is_left(
    environment: dict[str, str], grant: str
) -> None:
    table = call("grants", "list", **environment).stdout
    shown = call("grants", "show", grant, **environment).stdout
    told = json.loads(call("grants", "show", grant, "--json", **environment).stdout)

    assert grant in table
    assert "key key_ada" in table
    assert "left        5" in shown
    assert "requests    0 of 10, 0 under way" in shown
    assert (told["id"], told["standing"]["left_usd"]) == (grant, "5")


def test_a_grant_that_was_revoked_is_shown_as_that(environment: dict[str, str], grant: str) -> None:
    said = call("grants", "revoke", grant, "--why", "It is over.", **environment).stdout

    assert said == f"{grant} has ended. Running services follow within a second.\n"
    assert "revoked" in call("grants", "show", grant, **environment).stdout


def test_one_that_is_not_there_is_told(environment: dict[str, str], grant: str) -> None:
    with pytest.raises(NotThere):
        call("grants", "show", "grt_none", **environment)
