"""Does any body or any bytes bring the service down? `python -m tests.fuzzing.run --help`."""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httptools
import uvloop

from tests.fuzzing.seeds import BUSY, FORMS, SEEDS
from tests.fuzzing.sockets import Sent, answers_to, knock
from tests.fuzzing.spoiling import monsters, spoilt
from tests.fuzzing.stage import Stage, staged
from tests.fuzzing.verdict import Answer, fault_of

__all__ = ["Findings", "by_application", "by_sockets", "main", "send_monsters"]

_LONGEST_S = 2.0
"""Of processor time for one body."""
_HANGS_S = 60.0
_AT_ONCE = 24
_HEADERS = (
    *(b"x-tierwise-tags", b"x-tierwise-batch-size", b"x-tierwise-team", b"x-tierwise-user"),
    *(b"x-tierwise-keep-text", b"cache-control", b"authorization", b"content-length"),
    *(b"x-tierwise-priority", b"x-tierwise-coach", b"anthropic-version", b"anthropic-beta"),
    *(b"content-type", b"x-api-key", b"user-agent", b"x-tierwise-project", b"traceparent"),
)
_WORDS = (
    b"",
    b" ",
    b"\xff\xfe",
    b"1" * 400,
    b"a,b,,c",
    b"-1",
    b"\x00",
    b"yes",
    b"no-store",
    b"=;=",
)


@dataclass
class Findings:
    """What went wrong, and how much went well."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, bytes]] = field(default_factory=list)
    """What, where, and what was sent."""
    _seen: int = 0

    def note(self, stage: Stage, answer: Answer, *, path: str, sent: bytes) -> None:
        """One answer, and what was logged while it was made."""
        self.outcomes[f"{answer.status} {answer.kind.partition(';')[0]}"] += 1
        if (fault := fault_of(answer, path=path)) is not None:
            self.wrong.append((fault, path, sent))
        self.hear(stage, path=path, sent=sent)

    def hear(self, stage: Stage, *, path: str, sent: bytes) -> None:
        """What was logged as an error since the last time."""
        heard = stage.complaints.heard
        self.wrong += [(said, path, sent) for said in heard[self._seen :]]
        self._seen = len(heard)

    def write(self, folder: Path) -> None:
        """A file for each finding."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, (what, path, sent) in enumerate(self.wrong):
            (folder / f"{number}.txt").write_text(f"{path}\n{what}\n", errors="replace")
            (folder / f"{number}.body").write_bytes(sent)


async def by_application(
    stage: Stage, draw: random.Random, *, bodies: int, findings: Findings
) -> None:
    """Send spoilt bodies without a network, one after another."""
    for path, body in _spoilt_bodies(draw, bodies):
        headers = [(b"authorization", b"Bearer " + stage.admin_key)] * (draw.random() < 0.7)
        if draw.random() < 0.2:
            headers.append((draw.choice(_HEADERS), draw.choice(_WORDS)))
        cut = draw.randrange(len(body) + 1)
        await _send(stage, findings, path=path, parts=[body[:cut], body[cut:]], headers=headers)


async def send_monsters(stage: Stage, *, megabytes: int, findings: Findings) -> None:
    """Send each monster to each route."""
    for path, seeds in SEEDS.items():
        for make in monsters(seeds[0], megabytes=megabytes).values():
            await _send(stage, findings, path=path, parts=[make()], headers=[])


async def by_sockets(
    stage: Stage, draw: random.Random, *, requests: int, findings: Findings
) -> None:
    """Send spoilt bodies over connections that are spoilt too, some at once."""
    cases = [knock(draw, path, body) for path, body in _spoilt_bodies(draw, requests)]
    waiting = iter(cases)

    async def caller() -> None:
        for sent in waiting:
            await _knock(stage, sent, findings=findings)

    await asyncio.gather(*(caller() for _ in range(_AT_ONCE)))
    for _ in range(100):
        if not stage.connections:
            return
        await asyncio.sleep(0.1)
    findings.wrong.append((f"{stage.connections} connections are left", "", b""))


async def _knock(stage: Stage, sent: Sent, *, findings: Findings) -> None:
    data = b"".join(sent.parts)
    try:
        answers = await answers_to(sent, port=stage.port)
    except (httptools.HttpParserError, TimeoutError) as error:
        findings.wrong.append((f"{type(error).__name__}: {error}", sent.path, data))
        return
    findings.outcomes["no answer on a connection"] += not answers
    for answer in answers:
        findings.outcomes[f"{answer.status} by socket"] += 1
        if answer.status >= 500:
            findings.wrong.append((f"status {answer.status}", sent.path, data))
    if sent.expected is not None and len(answers) != sent.expected:
        said = f"{len(answers)} answers for {sent.expected} requests"
        findings.wrong.append((said, sent.path, data))
    findings.hear(stage, path=sent.path, sent=data)


async def _send(
    stage: Stage,
    findings: Findings,
    *,
    path: str,
    parts: list[bytes],
    headers: list[tuple[bytes, bytes]],
) -> None:
    began_s = time.process_time()
    try:
        async with asyncio.timeout(_HANGS_S):
            answer = await stage.post(path, parts, headers=headers)
    except Exception as error:  # noqa: BLE001 - that nothing is raised is what is tested
        said = f"raised {type(error).__name__}: {error}"
        findings.wrong.append((said, path, b"".join(parts)))
        findings.hear(stage, path=path, sent=b"".join(parts))
        return
    findings.note(stage, answer, path=path, sent=b"".join(parts))
    if (took_s := time.process_time() - began_s) > _LONGEST_S:
        findings.wrong.append((f"{took_s:.1f} s of processor time", path, b"".join(parts)))


def _spoilt_bodies(draw: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    for _ in range(count):
        path = draw.choice(BUSY) if draw.random() < 0.85 else draw.choice(list(SEEDS))
        yield path, spoilt(draw, draw.choice(SEEDS[path]), is_form=path in FORMS)


async def _run(arguments: argparse.Namespace, folder: Path) -> Findings:
    draw, findings = random.Random(arguments.seed), Findings()  # noqa: S311
    async with staged(folder, more={"TIERWISE_RETRIES": "0"}) as stage:
        await send_monsters(stage, megabytes=20, findings=findings)
        print(f"monsters: {len(findings.wrong)} findings", flush=True)
        by_net = arguments.bodies // 10
        await by_sockets(stage, draw, requests=by_net, findings=findings)
        print(f"{by_net} by sockets: {len(findings.wrong)} findings", flush=True)
        left = arguments.bodies - by_net
        while left > 0:
            batch = min(left, 10_000)
            await by_application(stage, draw, bodies=batch, findings=findings)
            left -= batch
            print(f"{arguments.bodies - left} bodies: {len(findings.wrong)} findings", flush=True)
        findings.wrong += [(said, "books", b"") for said in await stage.quiet_books()]
    findings.hear(stage, path="at the end", sent=b"")
    return findings


def main() -> int:
    """Fuzz, print the outcomes, write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "fuzzing")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        findings = runner.run(_run(arguments, Path(folder)))
    for outcome, count in findings.outcomes.most_common():
        print(f"{count:>9}  {outcome}")
    findings.write(arguments.out)
    print(f"{len(findings.wrong)} findings in {arguments.out}")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
