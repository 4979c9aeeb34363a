from tests.cli.calling import call


def test_the_commands_on_policies_are_listed() -> None:
    result = call("policy", "--help")
    assert result.exit_code == 0
    assert "lint" in result.stdout


def test_without_a_command_the_help_is_shown() -> None:
    assert "lint" in call("policy").output
