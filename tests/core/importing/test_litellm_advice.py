"""Tests of `router.core.importing.litellm_advice`."""

import pytest

from router.core.importing.litellm_advice import ADVICE, OTHERWISE
from router.settings import SETTINGS
from tests.cli.calling import call


@pytest.mark.parametrize("text", [*ADVICE.values(), OTHERWISE])
def test_advice_is_a_sentence(text: str) -> None:
    assert text.endswith(".")


def test_variables_that_it_names_exist() -> None:
    words = {word.strip("`.,:;") for text in ADVICE.values() for word in text.split()}
    named = {word for word in words if word.startswith("TIERWISE_")}
    assert len(named) >= 3
    assert named <= set(SETTINGS)


def test_commands_that_it_names_exist() -> None:
    commands = {
        part.split("`")[0].split()[0]
        for text in ADVICE.values()
        for part in text.split("`tierwise ")[1:]
    }
    assert {"spend", "keys", "explain"} <= commands
    assert all(call(command, "--help").exit_code == 0 for command in commands)
