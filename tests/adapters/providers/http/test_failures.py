from router.adapters.providers.http.failures import Stage, TookTooLong
from router.core.effects import Timeouts


def test_each_stage_bears_the_name_by_which_policies_set_it() -> None:
    assert {stage.value for stage in Stage} == set(Timeouts.model_fields)


def test_what_took_too_long_says_which_stage_and_how_long() -> None:
    assert str(TookTooLong(Stage.CONNECT, waited_s=2.50)) == "connect_s 2.5"
