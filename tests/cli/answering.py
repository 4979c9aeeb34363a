"""A local server that answers paths with JSON, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

from typing_extensions import override

Asked = tuple[str, str, str | None, object]


@dataclass
class Answering:
    url: str
    asked: list[Asked] = field(default_factory=list)
    """Method, path, authorization and body of each request."""


@contextmanager
def answering(
    answers: Mapping[str, object], *, raw: Mapping[str, tuple[int, bytes]] | None = None
) -> Iterator[Answering]:
    """Serve while the block runs: `raw` with a status of its own, `answers` as JSON with 200."""
    contents = {path: (200, json.dumps(told).encode()) for path, told in answers.items()}
    contents |= raw or {}

    class Service(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            asked = (self.command, self.path, self.headers.get("authorization"), body)
            one.asked.append(asked)
            status, content = contents[self.path]
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that the library asks for

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Service) as server:
        one = Answering(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield one
        finally:
            server.shutdown()
            thread.join()
