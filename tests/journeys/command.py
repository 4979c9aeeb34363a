"""`tierwise` as people call it: a process of its own with an environment of its own."""

import os
import re
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TIERWISE = Path(sys.executable).with_name("tierwise")


@dataclass(kw_only=True)
class Served:
    """A service in another process."""

    process: "subprocess.Popen[str]"
    printed: str = field(default="")

    @property
    def base_url(self) -> str:
        """Where it says that it listens."""
        found = re.search(r"listens on (http://\S+)", self.printed)
        assert found is not None, self.printed
        return found[1]

    def stop(self, signal: int) -> int:
        """Send a signal; gives the exit status."""
        self.process.send_signal(signal)
        return self.process.wait(30)


def tierwise(
    *arguments: str, environment: Mapping[str, str], stdin: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(  # noqa: S603 - our own command
        [str(TIERWISE), *arguments],
        env=_environment(environment),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@contextmanager
def serving(environment: Mapping[str, str], *, folder: Path) -> Iterator[Served]:
    """`tierwise serve` in `folder`, from the moment when it has printed all; killed at the end."""
    with subprocess.Popen(  # noqa: S603 - our own command
        [str(TIERWISE), "serve", "--port", "0"],
        env=_environment(environment),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Served(process=process, printed=_read_until(process, "print(answer"))
        finally:
            process.kill()


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Nothing of this machine's settings and keys, wide lines, and no colours."""
    return {"PATH": os.environ["PATH"], "COLUMNS": "300", "NO_COLOR": "1", **more}


def _read_until(process: "subprocess.Popen[str]", last: str, *, timeout_s: float = 30) -> str:
    assert process.stdout is not None
    deadline = time.monotonic() + timeout_s
    printed = ""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while last not in printed:
            assert selector.select(deadline - time.monotonic()), f"it says no more than: {printed}"
            some = os.read(process.stdout.fileno(), 65_536).decode()
            assert some, f"it ended after: {printed}"
            printed += some
    return printed
