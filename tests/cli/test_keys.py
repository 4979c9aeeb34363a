"""Tests of `router.cli.keys`."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from router.bootstrap import open_desk
from router.core.errors import ConfigurationError, InvalidRequest
from router.settings import Settings
from tests.cli.calling import call


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def created(database: Path, *arguments: str) -> tuple[str, str]:
    """Id and secret of a new key."""
    shown = call("keys", "create", *arguments, "--database", database)
    return shown.stderr.split()[0], shown.stdout.strip()


def listed(database: Path, **environment: str) -> str:
    return call("keys", "list", "--database", database, **environment).stdout


def test_only_the_secret_goes_to_standard_output_so_that_scripts_can_keep_it(
    database: Path,
) -> None:
    shown = call("keys", "create", "Ada's laptop", "--database", database)

    assert re.fullmatch(r"tw-[\w-]{43}\n", shown.stdout)
    assert re.fullmatch(
        r"key_[0-9a-f]{32} \(Ada's laptop\): keep it now, it cannot be shown again\.\n",
        shown.stderr,
    )


def test_what_was_said_of_a_key_is_listed_and_its_secret_is_not(database: Path) -> None:
    owner = ("--team", "sea", "--user", "ada", "--project", "tides", "--environment", "ci")
    key_id, secret = created(database, "laptop", *owner, "--expires", "90d")

    (row,) = [line for line in listed(database).splitlines() if key_id in line]

    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells[:-1] == [key_id, f"{secret[:9]}…", "laptop", "sea", "ada", "tides", "ci"]
    assert re.fullmatch(r"until \d{4}-\d\d-\d\d", cells[-1])
    assert secret not in listed(database)


def test_a_key_may_have_a_budget_of_its_own(database: Path) -> None:
    own = ("--environment", "ci", "--budget-usd", "2.50", "--budget-per", "day")
    key_id, _ = created(database, "pipeline", *own)

    shown = json.loads(call("budgets", "list", "--json", "--database", database).stdout)

    (budget,) = shown
    assert (budget["key"], budget["limit_usd"], budget["per"]) == (key_id, "2.50", "day")
    assert budget["id"] == f"key-{key_id.removeprefix('key_')}"


def test_a_budget_that_is_none_makes_no_key(database: Path) -> None:
    created(database, "first")

    with pytest.raises(InvalidRequest, match="limit_usd"):
        call("keys", "create", "second", "--budget-usd", "much", "--database", database)

    assert "second" not in listed(database)


def test_a_revoked_key_is_listed_as_such_and_the_others_are_not(database: Path) -> None:
    gone, _ = created(database, "gone")
    kept, _ = created(database, "kept")

    shown = call("keys", "revoke", gone, "--database", database)

    assert shown.stdout == f"{gone} is revoked.\n"
    states = {line.split()[1]: line.split()[-2] for line in listed(database).splitlines()[3:-1]}
    assert states == {gone: "revoked", kept: "valid"}


@pytest.mark.parametrize("columns", ["20", "80"])
def test_an_id_can_be_copied_from_the_narrowest_terminal(database: Path, columns: str) -> None:
    key_id, _ = created(database, "a name of some length", "--team", "a team of some length")

    assert key_id in listed(database, COLUMNS=columns)


@pytest.mark.parametrize("name", ["[/x]", "[red]alarm", "größe 海", "\\[bold]"])
def test_a_name_is_shown_as_it_was_given(database: Path, name: str) -> None:
    created(database, name, "--team", name)

    assert listed(database).count(f"│ {name} ") == 2


def test_a_key_that_is_not_there_is_not_revoked(database: Path) -> None:
    created(database, "laptop")

    with pytest.raises(InvalidRequest) as caught:
        call("keys", "revoke", "key_none", "--database", database)

    assert caught.value.message == (
        "There is no key 'key_none'. 'tierwise keys list' shows the ids of all keys."
    )


def test_a_lifetime_that_is_none_makes_no_key(database: Path) -> None:
    with pytest.raises(InvalidRequest, match="'soon' is no duration"):
        created(database, "laptop", "--expires", "soon")

    assert not database.exists()


def test_what_is_no_ledger_is_refused(database: Path) -> None:
    database.write_text("Dear diary")

    with pytest.raises(ConfigurationError) as caught:
        listed(database)

    assert str(database) in caught.value.message
    assert database.read_text() == "Dear diary"


def test_a_key_may_forbid_that_texts_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    call("keys", "create", "open", "--database", file)
    call("keys", "create", "closed", "--no-text", "--database", file)

    async def found() -> dict[str, bool]:
        desk = open_desk(Settings.load({}, database=file))
        try:
            return {key.name: key.may_keep_text for key in await desk.issue_key.all()}
        finally:
            await desk.close()

    assert asyncio.run(found()) == {"open": True, "closed": False}


def shown(database: Path, key_id: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        call("keys", "show", key_id, "--json", "--database", database).stdout
    )
    return found


def test_what_a_key_is_good_for_is_shown(database: Path) -> None:
    limits = ("--model", "gpt-5*", "--model", "small", "--tier", "economy", "--network", "::1")
    rights = ("--endpoint", "/v1/chat/*", "--role", "auditor", "--claims", "user,tags")
    key_id, _ = created(database, "bot", *limits, *rights, "--service-account", "indexer")

    found = shown(database, key_id)

    assert found["scope"] == {
        "models": ["gpt-5*", "small"],
        "tiers": ["economy"],
        "endpoints": ["/v1/chat/*"],
        "networks": ["::1"],
    }
    assert (found["role"], found["may_claim"]) == ("auditor", ["tags", "user"])
    assert found["service_account"] == "indexer"
    lines = call("keys", "show", key_id, "--database", database).stdout
    assert "only networks      ::1\n" in lines


def test_all_keys_are_listed_as_json_without_their_secrets(database: Path) -> None:
    _, secret = created(database, "größe")

    listed_json = call("keys", "list", "--json", "--database", database).stdout

    assert [key["name"] for key in json.loads(listed_json)] == ["größe"]
    assert secret not in listed_json


def test_a_rotation_prints_the_new_secret_alone_and_keeps_the_old_key_for_a_while(
    database: Path,
) -> None:
    old_id, old_secret = created(database, "app", "--team", "pay")

    turned = call("keys", "rotate", old_id, "--overlap", "1h", "--database", database)

    new_id = turned.stderr.split()[0]
    assert re.fullmatch(r"tw-[\w-]{43}\n", turned.stdout)
    assert turned.stdout.strip() != old_secret
    assert turned.stderr.endswith(f"{old_id} works for 1h more.\n")
    old, new = shown(database, old_id), shown(database, new_id)
    assert (new["team"], new["replaces"], new["expires_at"]) == ("pay", old_id, None)
    assert old["expires_at"] is not None


def test_a_rotation_without_overlap_ends_the_old_key(database: Path) -> None:
    old_id, _ = created(database, "app")

    turned = call("keys", "rotate", old_id, "--overlap", "0", "--database", database)

    assert turned.stderr.endswith(f"{old_id} works no longer.\n")
    assert "│ expired" in listed(database)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--network", "10.0.0.1/8"], "host bits"),
        (["--tier", "gold"], "no tier"),
        (["--claims", "all"], "cannot be claimed"),
        (["--user", "ada", "--service-account", "bot"], "not to both"),
    ],
)
def test_a_key_that_cannot_be_meant_is_not_made(
    database: Path, arguments: list[str], says: str
) -> None:
    created(database, "first")

    with pytest.raises(InvalidRequest, match=says):
        created(database, "app", *arguments)

    assert listed(database).count("key_") == 1
