"""A real server on this machine with OpenAI's files and batches, whose batches end when told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from typing_extensions import override

__all__ = ["BatchUpstream", "running_batch_upstream"]

Json = dict[str, object]


@dataclass
class BatchUpstream:
    """What lies there. Each answer of a batch uses 100 tokens of input and 10 of output."""

    base_url: str
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)

    def end(self, *, lines: int, status: str = "completed") -> None:
        """The only batch ends after so many of its lines were answered."""
        (batch,) = self.batches.values()
        asked = self.files[str(batch["input_file_id"])].splitlines()[:lines]
        self.files["file-output"] = b"".join(_answered(json.loads(one)) for one in asked)
        batch |= {"status": status, "output_file_id": "file-output"}

    def answer(self, method: str, path: str, *, body: bytes, kind: str) -> tuple[int, bytes]:
        """Status and body for a request."""
        what, _, rest = path.removeprefix("/v1/").partition("/")
        id, _, more = rest.partition("/")
        if method == "POST" and what == "files":
            return 200, _told(self._keep(body, kind=kind))
        if method == "POST" and what == "batches" and not id:
            return 200, _told(self._begin(json.loads(body)))
        if what == "files" and id in self.files:
            return 200, self.files[id] if more else _told({"id": id, "object": "file"})
        if what == "batches" and id in self.batches:
            if more == "cancel":
                self.batches[id]["status"] = "cancelling"
            return 200, _told(self.batches[id])
        return 404, b'{"error":{"message":"There is none."}}'

    def _keep(self, form: bytes, *, kind: str) -> Json:
        parts = message_from_bytes(b"content-type: %b\r\n\r\n%b" % (kind.encode(), form))
        (data,) = (part.get_payload(decode=True) for part in parts.walk() if part.get_filename())
        assert isinstance(data, bytes)
        id = f"file-{len(self.files)}"
        self.files[id] = data
        return {"id": id, "object": "file", "bytes": len(data), "purpose": "batch"}

    def _begin(self, asked: Json) -> Json:
        id = f"batch_{len(self.batches)}"
        self.batches[id] = {"id": id, "object": "batch", "status": "in_progress", **asked}
        return self.batches[id]


@contextmanager
def running_batch_upstream() -> Iterator[BatchUpstream]:
    """One that answers from a thread of its own."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            status, body = upstream.answer(
                self.command,
                self.path,
                body=self.rfile.read(length),
                kind=self.headers.get("content-type", ""),
            )
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the base class's own word

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Tests say for themselves what goes wrong."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        upstream = BatchUpstream(f"http://127.0.0.1:{server.server_address[1]}/v1")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield upstream
        finally:
            server.shutdown()
            thread.join()


def _answered(asked: Json) -> bytes:
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    said: Json = {"choices": [{"message": {"content": "Hello"}}], "usage": usage}
    response = {"status_code": 200, "body": said}
    return _told({"custom_id": asked["custom_id"], "response": response, "error": None}) + b"\n"


def _told(said: Json) -> bytes:
    return json.dumps(said).encode()
