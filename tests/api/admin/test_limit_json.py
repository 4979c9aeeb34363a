"""Is nothing of a budget's USD shown to whoever may not see it?"""

from dataclasses import replace
from datetime import timedelta

from router.api.admin.limit_json import limit_json, listed_json
from router.core.account import stored_account
from router.core.hold import AccountState, Unit
from router.core.stored_limit import Increase, StoredBudget, StoredLimit
from router.services.administer_limits import Shown
from router.services.show_limits import LimitStanding
from tests.factories import NOON

MORE = Increase(amount_usd=777, since=NOON, until=NOON + timedelta(days=1), by="ada", why="x")
BUDGET = StoredBudget(id="b", limit_usd=777, per="day", carry_over_usd=777, increases=(MORE,))
ACCOUNT = stored_account(StoredLimit(limit=BUDGET, counted_since=1))
SHOWN = Shown(
    standing=LimitStanding(
        account=ACCOUNT,
        state=AccountState(
            account=ACCOUNT.id,
            unit=Unit.USD,
            limit=777_000_000_000,
            spent=778_000_000_000,
            held=7_000_000_001,
        ),
        resets_at=None,
        share_elapsed=0.5,
    ),
    with_amounts=True,
)


def test_with_amounts_all_is_shown_to_the_nano_dollar_also_what_was_overrun() -> None:
    found = limit_json(SHOWN)
    standing = found["standing"]
    assert isinstance(standing, dict)
    assert (standing["held_usd"], standing["left_usd"]) == ("7.000000001", "-8.000000001")
    assert found["limit_usd"] == "777"


def test_without_amounts_no_number_tells_one() -> None:
    found = limit_json(replace(SHOWN, with_amounts=False))
    assert "777" not in str(found)
    assert "7.000000001" not in str(found)
    assert (found["id"], found["per"]) == ("b", "day")


def of(user: str | None) -> Shown:
    account = stored_account(
        StoredLimit(limit=BUDGET.model_copy(update={"user": user}), counted_since=1)
    )
    return replace(SHOWN, standing=replace(SHOWN.standing, account=account))


def test_a_list_does_not_tell_how_the_limits_of_several_people_stand() -> None:
    ada, bob, all_ = of("ada"), of("bob"), of(None)
    shown = listed_json([ada, bob, all_])

    assert [shown(one)["standing"] for one in (ada, bob)] == [None, None]
    assert shown(all_)["standing"] is not None
    assert listed_json([ada, all_])(ada)["standing"] is not None
