"""Tests of `router.cli.policy.author`."""

from pathlib import Path

import pytest

from router.cli.policy.author import author_of

NOBODY = "#!/bin/sh\nexit 1\n"


def git_that(folder: Path, script: str) -> str:
    """A folder for PATH with a `git` of its own."""
    git = folder / "git"
    git.write_text(script)
    git.chmod(0o755)
    return str(folder)


def test_who_is_named_is_the_author_else_git_s_user(tmp_path: Path) -> None:
    environment = {"PATH": git_that(tmp_path, "#!/bin/sh\necho Grace\n"), "USER": "root"}

    assert author_of("Ada", environment=environment) == "Ada"
    assert author_of(None, environment=environment) == "Grace"


@pytest.mark.parametrize("has_git", [True, False])
def test_without_a_name_in_git_it_is_the_user_of_the_machine(tmp_path: Path, has_git: bool) -> None:
    path = {"PATH": git_that(tmp_path, NOBODY) if has_git else str(tmp_path)}

    assert author_of(None, environment={**path, "USER": "ada"}) == "ada"
    assert author_of(None, environment={**path, "LOGNAME": "ada"}) == "ada"
    assert author_of(None, environment=path) == "unknown"
