"""Commands called in this process, with an environment of their own."""

import os
from pathlib import Path

from typer.testing import CliRunner, Result

from router.cli.main import app


def call(*arguments: str | Path, stdin: str | bytes = "", **environment: str) -> Result:
    """Run `tierwise`; what it raises reaches the test. No Ollama and no key is found."""
    nothing_else: dict[str, str | None] = dict.fromkeys(os.environ)
    given = {"PATH": os.environ["PATH"], "COLUMNS": "200", "OLLAMA_HOST": "127.0.0.1:1"}
    return CliRunner().invoke(
        app,
        [str(argument) for argument in arguments],
        input=stdin,
        env={**nothing_else, **given, **environment},
        catch_exceptions=False,
    )
