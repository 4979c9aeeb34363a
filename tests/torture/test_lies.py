"""Providers lie, byte by byte: callers get an error that we know, and the books stay exact."""

import asyncio
import json
import zlib
from pathlib import Path

import pytest

from tests.fuzzing.stage import Stage, staged
from tests.fuzzing.verdict import Answer
from tests.journeys.running import entries_in
from tests.lying_upstream import (
    DONE_EVENT,
    JSON_ANSWER,
    LAST_EVENTS,
    TEXT_EVENT,
    USAGE_EVENT,
    Lie,
    LyingUpstream,
    chunked,
    event,
    framed,
)
from tests.upstream import until

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
HELLO = [{"role": "user", "content": "Hello"}]
ROADS: dict[str, dict[str, object]] = {
    "/v1/chat/completions": {"messages": HELLO},
    "/v1/messages": {"messages": HELLO, "max_tokens": 9},
    "/v1/responses": {"input": "Hello"},
    "/v1/completions": {"prompt": "Hello"},
}
LIES = {
    "silence": Lie(),
    "half a head": Lie(writes=(HEAD,)),
    "closed": Lie(then="closes"),
    "half-closed": Lie(then="half-closes"),
    "reset": Lie(then="resets"),
    "reset before it was read": Lie(then="resets", reads_body=False),
    "cut off": Lie(writes=(framed(JSON_ANSWER, length=9_999),), then="closes"),
    "cut off and silent": Lie(writes=(framed(JSON_ANSWER, length=9_999),)),
    "bad JSON": Lie(writes=(framed(b'{"a":'),)),
    "HTML": Lie(writes=(framed(b"<html>", kind="text/html"),)),
    "no UTF-8": Lie(writes=(framed(JSON_ANSWER.replace(b'"hi"', b'"\xff\xed"')),), then="keeps"),
    "no UTF-8 in what is skipped": Lie(
        writes=(framed(JSON_ANSWER[:-1] + b',"x":"\xff\xed","\xff":1}'),), then="keeps"
    ),
    "a stream of no UTF-8": Lie(
        writes=chunked(
            TEXT_EVENT.replace(b"hi", b"\xff"),
            LAST_EVENTS,
            USAGE_EVENT.replace(b'"choices"', b'"\xff":1,"choices"'),
            DONE_EVENT,
        ),
        then="keeps",
    ),
    "JSON of the wrong type": Lie(writes=(framed(JSON_ANSWER, kind="image/png"),)),
    "no HTTP": Lie(writes=(b"SSH-2.0-OpenSSH_9.6\r\n",)),
    "two lengths": Lie(writes=(HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",)),
    "a bomb": Lie(
        writes=(framed(zlib.compress(b"0" * 50_000_000), headers={"content-encoding": "deflate"}),)
    ),
    "100 for ever": Lie(repeats=b"HTTP/1.1 100 Continue\r\n\r\n"),
    "103 and then an answer": Lie(
        writes=(b"HTTP/1.1 103 Early\r\nlink: x\r\n\r\n" + framed(JSON_ANSWER),), then="keeps"
    ),
    "two answers": Lie(writes=(framed(JSON_ANSWER) * 2,), then="keeps"),
    "no choices": Lie(writes=(framed(b'{"choices":[],"usage":{}}'),), then="keeps"),
    "odd choices": Lie(writes=(framed(b'{"choices":[{"message":[]}],"usage":7}'),), then="keeps"),
    "null": Lie(writes=(framed(b"null"),), then="keeps"),
    "an absurd status": Lie(writes=(framed(b"{}", status="999 What"),), then="keeps"),
    "a redirect": Lie(
        writes=(framed(b"", status="302 Found", headers={"location": "http://127.0.0.1:1/"}),)
    ),
    "a stream without end": Lie(writes=chunked(TEXT_EVENT, ends=False)),
    "a stream that is cut": Lie(writes=chunked(TEXT_EVENT, ends=False), then="resets"),
    "a stream that ends early": Lie(writes=chunked(TEXT_EVENT), then="keeps"),
    "a stream with garbage": Lie(writes=chunked(TEXT_EVENT, b"data: nope\n\n")),
    "a stream with an error": Lie(
        writes=chunked(TEXT_EVENT, event('{"error":{"message":"overheated"}}')), then="keeps"
    ),
    "a stream with two usages": Lie(
        writes=chunked(TEXT_EVENT, USAGE_EVENT, LAST_EVENTS, USAGE_EVENT, DONE_EVENT), then="keeps"
    ),
    "a stream without usage": Lie(
        writes=chunked(TEXT_EVENT, LAST_EVENTS, DONE_EVENT), then="keeps"
    ),
    "a stream of absurd usage": Lie(
        writes=chunked(
            TEXT_EVENT,
            LAST_EVENTS,
            event('{"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":1e99}}'),
            DONE_EVENT,
        ),
        then="keeps",
    ),
    "nothing but an end": Lie(writes=chunked(DONE_EVENT), then="keeps"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_every_lie_ends_in_an_answer_and_the_books_are_exact(
    tmp_path: Path, lie: Lie
) -> None:
    liar = LyingUpstream(lie=lie)
    given = {"TIERWISE_UPSTREAM_TIMEOUT_S": "0.3", "TIERWISE_RETRIES": "1"}
    async with staged(tmp_path, provider=liar, more=given) as stage:
        tasks = len(asyncio.all_tasks())
        async with asyncio.timeout(30):
            answers = await asyncio.gather(
                *(_asked(stage, path, streamed=streamed)
                  for path in ROADS for streamed in (False, True))
            )  # fmt: skip
        books = await stage.quiet_books()
        await until(lambda: stage.connections == 0)
        left = liar.open_connections
        await until(lambda: len(asyncio.all_tasks()) <= tasks + 2 * left + 2)
        entries = entries_in(stage.database)

    assert [answer.status for answer in answers if answer.status not in (200, 502, 504)] == []
    for answer in answers:
        if answer.status != 200:
            assert "error" in json.loads(answer.body)
        else:
            assert b"Tierwise made a mistake" not in answer.body
    assert stage.complaints.heard == []
    assert books == []
    assert len({entry.decision_id for entry in entries}) == len(answers)


async def _asked(stage: Stage, path: str, *, streamed: bool) -> Answer:
    """One answer over a connection of its own."""
    body = {"model": "auto", "stream": streamed, **ROADS[path]}
    data = json.dumps(body).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {len(data)}"
    writer.write(head.encode() + b"\r\n\r\n" + data)
    answer = await reader.read()
    writer.close()
    lines, _, rest = answer.partition(b"\r\n\r\n")
    is_stream = b"text/event-stream" in lines
    return Answer(int(lines.split(b" ", 2)[1]), "text/event-stream" if is_stream else "", rest)
