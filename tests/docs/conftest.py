"""The service that the pages' snippets talk to: a real process with simulated answers."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

_BIN = Path(sys.executable).parent
_ADDRESS = re.compile(r"(127\.0\.0\.1|localhost):8080")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A service, and what a reader has in hand who followed the pages."""

    url: str
    folder: Path
    environment: Mapping[str, str]
    secret: str
    key_id: str
    decision_id: str

    def as_read(self, snippet: str) -> str:
        """The snippet as a reader would paste it: own address, key and decision filled in."""
        text = _ADDRESS.sub(self.url.removeprefix("http://"), snippet)
        for pattern, own in (
            (r"dec_[\w]*…", self.decision_id),
            (r"key_[\w]*…", self.key_id),
            (r"tw-(\.\.\.|…)", self.secret),
        ):
            text = re.sub(pattern, own, text)
        return text

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder of the service."""
        return subprocess.run(  # noqa: S603 - what the pages of this repository say
            command,
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`tierwise serve` without any provider's key."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / ".curlrc").write_text("fail-with-body\n")  # an error status fails the snippet
    environment = {
        "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "TIERWISE_SIMULATED_SPEED": "0",
    }
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(  # noqa: S603 - our own command
            [_BIN / "tierwise", "serve", "--port", "0"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield _reader(_url(process, folder / "log"), folder=folder, environment=environment)
        finally:
            process.terminate()


def _url(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"listens on (http://\S+)/v1", line):
            return found[1]
    raise AssertionError(f"the service did not start: {log.read_text()}")


def _reader(url: str, *, folder: Path, environment: dict[str, str]) -> Running:
    """Somebody who made a key and sent a first request with it."""
    running = Running(
        url=url, folder=folder, environment=environment, secret="", key_id="", decision_id=""
    )
    made = running.run("tierwise", "keys", "create", "reader", "--team", "docs")
    assert made.returncode == 0, made.stderr
    secret, key_id = made.stdout.strip(), made.stderr.split()[0]
    answer = httpx.post(
        f"{url}/v1/chat/completions",
        json={"model": "auto", "messages": [{"role": "user", "content": "Hello"}]},
        headers={"authorization": f"Bearer {secret}"},
    )
    return replace(
        running,
        environment={**environment, "TIERWISE_KEY": secret},
        secret=secret,
        key_id=key_id,
        decision_id=answer.headers["x-tierwise-decision-id"],
    )
