"""Tests of `router.cli.approvals`."""

import json
import os
import pwd
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from router.core.errors import ApprovalConflict, ConfigurationError, InvalidRequest, NotYours
from router.core.key import VirtualKey
from router.services.administer import NotThere
from router.services.ask_approval import Wanted
from tests.cli.approving import RULE, asked, environment_in
from tests.cli.calling import call

ME = f"os:{pwd.getpwuid(os.getuid()).pw_name}"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_in(tmp_path)


@pytest.fixture
def approval(environment: dict[str, str]) -> str:
    return asked(environment, wanted=_wanted)


def _wanted() -> Wanted:
    return Wanted(reason="The audit\x1b[2J is due.", usd=Decimal(20), rule_id=RULE)


def printed(environment: dict[str, str], *arguments: str) -> str:
    done = call(*arguments, **environment)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_waits_for_oneself_is_marked_in_the_list(
    environment: dict[str, str], approval: str
) -> None:
    table = printed(environment, "approvals", "list", "--state", "pending")
    none = printed(environment, "approvals", "list", "--state", "denied", "--json")

    assert approval in table
    assert "pending, yours to decide" in table
    assert "\x1b" not in table
    assert json.loads(none) == []


def test_one_is_shown_with_all_that_was_said(environment: dict[str, str], approval: str) -> None:
    printed(environment, "approvals", "deny", approval, "--message", "Economy does.")

    shown = printed(environment, "approvals", "show", approval)

    assert f"vote        deny by {ME}: Economy does." in shown
    assert "\x1b" not in shown
    assert "denied" in shown


def test_approved_for_less_it_gives_a_grant(environment: dict[str, str], approval: str) -> None:
    told: dict[str, Any] = json.loads(
        printed(
            environment,
            *("approvals", "approve", approval, "--usd", "5", "--hours", "2", "--json"),
        )
    )

    assert (told["state"], told["votes"][0]["by"]) == ("approved", ME)
    (grant,) = json.loads(printed(environment, "grants", "list", "--json"))
    assert (grant["id"], grant["limit_usd"]) == (told["grant_id"], "5")


def test_what_is_decided_is_not_decided_again(environment: dict[str, str], approval: str) -> None:
    printed(environment, "approvals", "approve", approval)

    with pytest.raises(ApprovalConflict):
        call("approvals", "deny", approval, "--message", "No.", **environment)


def test_only_whoever_asked_takes_it_back(environment: dict[str, str], approval: str) -> None:
    with pytest.raises(NotThere):
        call("approvals", "withdraw", approval, **environment)


def test_an_amount_that_is_none_is_told(environment: dict[str, str], approval: str) -> None:
    with pytest.raises(InvalidRequest, match="no amount"):
        call("approvals", "approve", approval, "--usd", "much", **environment)


def test_nothing_is_asked_for_that_was_not_refused(environment: dict[str, str]) -> None:
    call("keys", "create", "any", **environment)
    with pytest.raises(NotThere):
        call("approvals", "ask", "dec_none", "--reason", "So.", "--usd", "5", **environment)


def test_a_delegation_is_listed_until_it_is_ended(environment: dict[str, str]) -> None:
    call("keys", "create", "any", **environment)
    said = printed(environment, "approvals", "delegate", "ada", "--for", "7d")
    delegation_id = said.partition(":")[0]

    table = printed(environment, "approvals", "delegations")
    (listed,) = json.loads(printed(environment, "approvals", "delegations", "--json"))
    ended = printed(environment, "approvals", "undelegate", delegation_id)
    left = json.loads(printed(environment, "approvals", "delegations", "--json"))

    assert (listed["id"], listed["by"], listed["to"]) == (delegation_id, ME, "ada")
    assert delegation_id in table
    assert "has ended" in ended
    assert left == []


def test_nobody_delegates_to_themselves(environment: dict[str, str]) -> None:
    call("keys", "create", "any", **environment)
    with pytest.raises(InvalidRequest):
        call("approvals", "delegate", ME, "--for", "1d", **environment)


def test_an_operator_approves_nothing_that_they_asked_for(environment: dict[str, str]) -> None:
    own = VirtualKey(id=ME, name="me", user=ME, team="search")
    approval = asked(environment, wanted=_wanted, by=own)
    with pytest.raises(NotYours):
        call("approvals", "approve", approval, **environment)


def test_without_a_ledger_there_is_nothing_to_look_at(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="no ledger"):
        call("approvals", "list", **environment)
