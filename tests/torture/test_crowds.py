"""Crowds of callers who idle, dawdle, leave or never read: nothing grows, and others are served."""

import asyncio
import gc
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzzing.stage import Stage, staged
from tests.lying_upstream import TEXT_EVENT, Lie, LyingUpstream, chunked
from tests.upstream import until

pytestmark = pytest.mark.slow
BODY = b'{"model":"auto","messages":[{"role":"user","content":"Say hello"}],"stream":%b}'
_FILES_WANTED = 9_000


@pytest.fixture(autouse=True)
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(_FILES_WANTED, hard)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def post(body: bytes, *, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: {size}\r\n\r\n"
    return head.encode() + body


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


async def connect(stage: Stage) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", stage.port)


async def is_served(stage: Stage) -> bool:
    reader, writer = await connect(stage)
    writer.write(post(BODY % b"false"))
    async with asyncio.timeout(10):
        status = await reader.readline()
    writer.close()
    return status.startswith(b"HTTP/1.1 200")


async def test_two_thousand_who_dawdle_take_nobodys_place(tmp_path: Path) -> None:
    parts = (b"", b"POST /v1/chat/co", post(b"{", length=99), post(BODY % b"false")[:-9])
    async with staged(tmp_path) as stage:
        assert await is_served(stage)
        files = open_files()
        crowd = [await connect(stage) for _ in range(1_900)]
        for number, (_, writer) in enumerate(crowd):
            writer.write(parts[number % len(parts)])
        await until(lambda: stage.connections >= len(crowd), timeout_s=30)

        assert await is_served(stage)
        loop = asyncio.get_running_loop()
        for connection in stage.server._connections:
            connection.shut_if_overdue(loop.time() + 31)
        await until(lambda: stage.connections == 0)
        for _, writer in crowd:
            writer.transport.abort()
        await until(lambda: open_files() <= files + 5)
        assert await is_served(stage)
        assert stage.complaints.heard == []
        assert await stage.quiet_books() == []


async def test_ten_thousand_who_leave_at_any_moment_leave_nothing(tmp_path: Path) -> None:
    draw = random.Random(3)  # noqa: S311 - the same cases each time
    requests = iter([post(BODY % draw.choice((b"true", b"false"))) for _ in range(10_000)])

    async def leave(stage: Stage) -> None:
        for request in requests:
            _, writer = await connect(stage)
            cut = draw.choice((len(request), draw.randrange(len(request))))
            writer.write(request[:cut])
            if draw.random() < 0.7:
                await asyncio.sleep(draw.random() * 0.03)
            if draw.random() < 0.2:
                writer.close()  # politely
            else:
                writer.transport.abort()

    async with staged(tmp_path) as stage:
        assert await is_served(stage)
        tasks, files = len(asyncio.all_tasks()), open_files()
        provider = stage.provider.open_connections
        await asyncio.gather(*(leave(stage) for _ in range(32)))
        await until(lambda: stage.connections == 0, timeout_s=60)
        books = await stage.quiet_books()
        kept = stage.provider.open_connections - provider
        await until(lambda: len(asyncio.all_tasks()) <= tasks + kept + 3)

        assert books == []
        assert open_files() <= files + 2 * kept + 10
        assert stage.complaints.heard == []
        assert await is_served(stage)


async def test_who_never_reads_holds_the_provider_back_and_is_cut_off(tmp_path: Path) -> None:
    torrent = chunked(TEXT_EVENT * 500)[1]
    liar = LyingUpstream(lie=Lie(writes=chunked(ends=False), repeats=torrent))
    async with staged(tmp_path, provider=liar) as stage:
        before = resident_mb()
        crowd = [await connect(stage) for _ in range(50)]
        for reader, writer in crowd:
            reader._transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(post(BODY % b"true"))
        stuck = stage.server._connections
        while len(stuck) < len(crowd) or not all(one.flow.write_paused for one in stuck):
            await asyncio.sleep(0.05)
            stuck = stage.server._connections
        await asyncio.sleep(1)  # what would still grow, grows
        grown = resident_mb() - before

        now = asyncio.get_running_loop().time()
        for after in (0, 61, 122):
            for connection in stage.server._connections:
                connection.shut_if_overdue(now + after)
        await until(lambda: stage.connections == 0)
        await until(lambda: liar.open_connections == 0)
        assert await stage.quiet_books() == []
        assert grown < 250, "megabytes for fifty callers, both ends of each in this process"
        for _, writer in crowd:
            writer.transport.abort()


async def test_huge_bodies_side_by_side_are_let_go_again(tmp_path: Path) -> None:
    text = b'{"model":"auto","messages":[{"role":"user","content":"' + b"word " * 3_800_000

    async def send(stage: Stage) -> bytes:
        reader, writer = await connect(stage)
        writer.write(post(text + b'"}]}'))
        status = await reader.readline()
        writer.close()
        return status

    async with staged(tmp_path) as stage:
        await asyncio.gather(*(send(stage) for _ in range(4)))
        gc.collect()
        before = resident_mb()
        for _ in range(4):
            answers = await asyncio.gather(*(send(stage) for _ in range(8)))
            assert {answer[:12] for answer in answers} <= {b"HTTP/1.1 200", b"HTTP/1.1 400"}
        gc.collect()
        assert resident_mb() < before + 400
        assert await stage.quiet_books() == []
