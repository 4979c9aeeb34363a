"""In whose name does a command write?"""

import shutil
import subprocess
from collections.abc import Mapping

__all__ = ["author_of"]


def author_of(given: str | None, *, environment: Mapping[str, str]) -> str:
    """The author that was named, else git's user here, else the user of this machine."""
    return (
        given
        or _git_user(environment)
        or environment.get("USER")
        or environment.get("LOGNAME")
        or "unknown"
    )


def _git_user(environment: Mapping[str, str]) -> str | None:
    git = shutil.which("git", path=environment.get("PATH"))
    if git is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - a fixed command
            [git, "config", "user.name"], capture_output=True, text=True, check=False, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return told.stdout.strip() or None
