"""What must the command reference say? One heading and one table a command, made from the CLI."""

from typing import Any

from typer.main import get_command

from router.cli.main import app

__all__ = ["command_reference"]


def command_reference() -> list[str]:
    """The text of each command, in the order of `tierwise --help`."""
    return list(_texts(get_command(app), "tierwise"))


def _texts(command: Any, path: str) -> list[str]:
    """Typer's own classes carry no public types, hence `Any`."""
    options = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    lines = [f"### `{path}`", "", f"{(command.help or '').strip()}", ""]
    if options:
        lines += ["| option | meaning |", "|---|---|", *(_row(option) for option in options), ""]
    own = "\n".join(lines)
    children = getattr(command, "commands", {})
    return [own, *(t for name, child in children.items() for t in _texts(child, f"{path} {name}"))]


def _row(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    names = sorted(parameter.opts, key=len) if is_option else [parameter.name.upper()]
    meaning = (parameter.help or "").replace("|", r"\|")
    default = parameter.default
    shown = "" if default in (None, False) or callable(default) else f" ({default})"
    return f"| {', '.join(f'`{name}`' for name in names)} | {meaning}{shown} |"
