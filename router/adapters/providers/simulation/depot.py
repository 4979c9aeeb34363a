"""Where do files lie, and who works on batches, while no provider key is configured?"""

import json
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from email import message_from_bytes
from email.message import Message
from typing import TypeVar

from router.core.deployment import Deployment
from router.core.errors import DepositNotFound, RouterError, UpstreamRejected
from router.ports.depot import DepotRequest
from router.ports.provider import Answer, Call

__all__ = ["SimulatedDepot"]

T = TypeVar("T")
_MOST_FILES = 1_000
_MOST_BYTES = 64 * 1024 * 1024
_MOST_LINES = 1_000
_Json = dict[str, object]
_Complete = Callable[[Call], Awaitable[Answer]]


class SimulatedDepot:
    """Keeps files in memory until the process ends, and works on a batch while it is made."""

    def __init__(self, *, complete: _Complete, embed: _Complete) -> None:
        """What answers the lines of a batch: simulated too."""
        self._ways: Mapping[str, _Complete] = {
            "/v1/chat/completions": complete,
            "/v1/embeddings": embed,
        }
        self._files: dict[str, tuple[_Json, bytes]] = {}
        self._batches: dict[str, _Json] = {}

    async def ask(self, deployment: Deployment, request: DepotRequest) -> Answer:
        """As a provider would; raises `UpstreamRejected` for what is not there."""
        kind, _, rest = request.path.partition("/")
        id, _, more = rest.partition("/")
        if kind == "files":
            return self._file(request, id, more=more)
        if request.method == "POST" and not id:
            return await self._batch(json.loads(request.body), deployment)
        return _json(_there(self._batches, id))

    def _file(self, request: DepotRequest, id: str, *, more: str) -> Answer:
        if request.method == "POST":
            return self._upload(request)
        told, data = _there(self._files, id)
        if more == "content":
            return Answer(body=data, content_type="application/octet-stream", usage=None)
        if request.method == "DELETE":
            del self._files[id]
            return _json({"id": id, "object": "file", "deleted": True})
        return _json(told)

    def _upload(self, request: DepotRequest) -> Answer:
        head = b"content-type: " + request.content_type.encode() + b"\r\n\r\n"
        form = message_from_bytes(head + request.body)
        parts = {part.get_param("name", header="content-disposition"): part for part in _of(form)}
        if "file" not in parts or "purpose" not in parts:
            raise _rejected(400, "A form with `file` and `purpose` is wanted.")
        purpose = str(_bytes_of(parts["purpose"]), "utf-8", "replace")
        name = parts["file"].get_filename() or "file"
        return _json(self._keep(_bytes_of(parts["file"]), name=name, purpose=purpose))

    def _keep(self, data: bytes, *, name: str, purpose: str) -> _Json:
        held = sum(len(kept) for _, kept in self._files.values())
        if len(self._files) >= _MOST_FILES or held + len(data) > _MOST_BYTES:
            raise _rejected(400, "The simulation keeps 1,000 files and 64 MB. Delete some.")
        told: _Json = {
            "id": f"file-simulated-{os.urandom(8).hex()}",
            "object": "file",
            "bytes": len(data),
            "created_at": int(time.time()),
            "filename": name,
            "purpose": purpose,
            "status": "processed",
        }
        self._files[str(told["id"])] = (told, data)
        return told

    async def _batch(self, asked: _Json, deployment: Deployment) -> Answer:
        _, data = _there(self._files, str(asked.get("input_file_id")))
        lines = [json.loads(line) for line in data.splitlines() if line.strip()]
        if len(lines) > _MOST_LINES:
            raise _rejected(400, f"The simulation works on {_MOST_LINES} lines at most.")
        answered = [await self._line(line, deployment) for line in lines]
        written = b"".join(json.dumps(one).encode() + b"\n" for one in answered)
        output = self._keep(written, name="output.jsonl", purpose="batch_output")
        done = sum(one["error"] is None for one in answered)
        counts = {"total": len(lines), "completed": done, "failed": len(lines) - done}
        now = int(time.time())
        told: _Json = {
            "id": f"batch_simulated_{os.urandom(8).hex()}",
            "object": "batch",
            "endpoint": asked.get("endpoint"),
            "errors": None,
            "input_file_id": asked.get("input_file_id"),
            "completion_window": asked.get("completion_window"),
            "status": "completed",
            "output_file_id": output["id"],
            "error_file_id": None,
            "created_at": now,
            "completed_at": now,
            "request_counts": counts,
            "metadata": asked.get("metadata"),
        }
        self._batches[str(told["id"])] = told
        return _json(told)

    async def _line(self, line: _Json, deployment: Deployment) -> _Json:
        body = line.get("body")
        fields = body if isinstance(body, dict) else {}
        named = {name: json.dumps(value).encode() for name, value in fields.items()}
        found: _Json = {"id": f"batch_req_{os.urandom(6).hex()}", "custom_id": line["custom_id"]}
        try:
            answer = await self._ways[str(line["url"])](Call(deployment=deployment, fields=named))
        except RouterError as error:
            return {**found, "response": None, "error": {"message": error.message}}
        said = {"status_code": 200, "request_id": found["id"], "body": json.loads(answer.body)}
        return {**found, "response": said, "error": None}


def _of(form: Message) -> list[Message]:
    parts = form.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _bytes_of(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _there(kept: Mapping[str, T], id: str) -> T:
    if id not in kept:
        raise DepositNotFound("The simulation keeps it no more: it forgets all when it ends.")
    return kept[id]


def _json(told: _Json) -> Answer:
    return Answer(body=json.dumps(told).encode(), usage=None)


def _rejected(status: int, words: str) -> UpstreamRejected:
    return UpstreamRejected(words, upstream_status=status, upstream_body=b"")
