"""Do queries hold parameters only, whatever is looked for?"""

from router.adapters.storage.admin_log_rows import AdminQueries
from router.core.admin_log import FIRST, ActKind, Stage, chained
from router.ports.admin_log import EVERY_ACT, Wanted
from tests.contracts.test_admin_log import act

EVIL = "'; DROP TABLE admin_event; --"


def test_what_is_looked_for_never_stands_in_a_query() -> None:
    query, parameters = AdminQueries("?").latest(
        Wanted(actor=EVIL, kind=ActKind.KEY_CREATE, subject=EVIL, act_id=EVIL), before=9, most=5
    )
    assert EVIL not in query
    assert query.count("?") == len(parameters) == 6
    assert parameters == (EVIL, "key.create", EVIL, EVIL, 9, 5)


def test_what_is_kept_already_is_asked_for_by_parameters() -> None:
    event = chained(act(EVIL, actor=EVIL, idempotency_key=EVIL), after=FIRST)
    query, parameters = AdminQueries("%s").same(event)
    assert EVIL not in query
    assert query.count("%s") == len(parameters) == 3


def test_without_an_idempotency_key_only_the_act_itself_is_looked_for() -> None:
    for stage, sign in ((Stage.BEGUN, "="), (Stage.DONE, "<>")):
        query, parameters = AdminQueries("?").same(chained(act(stage=stage), after=FIRST))
        assert f"stage {sign} 'begun'" in query
        assert parameters == ("act_1",)


def test_nothing_wanted_means_everything() -> None:
    query, parameters = AdminQueries("?").latest(EVERY_ACT, before=None, most=3)
    assert "WHERE" not in query
    assert parameters == (3,)
