"""The `tierwise` command: one file a command, loaded when it is called."""

import sys

from router.cli.main import app
from router.core.errors import RouterError

__all__ = ["main"]


def main() -> None:
    """Run the command line; what a user can mend is told in one sentence, without a traceback."""
    try:
        app()
    except RouterError as error:
        print(f"tierwise: {error.message}", file=sys.stderr)
        sys.exit(2)
