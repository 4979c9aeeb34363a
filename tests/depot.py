"""A provider's files and batches that a test moves on by hand."""

import json
from dataclasses import dataclass, field

from router.core.deployment import Deployment
from router.core.errors import DepositNotFound, RouterError
from router.ports.depot import DepotRequest
from router.ports.provider import Answer

__all__ = ["ScriptedDepot", "result"]


def result(custom_id: str, *, status: int = 200, **usage: int) -> bytes:
    """One line of a file of results."""
    body: dict[str, object] = {"choices": [], "usage": usage} if usage else {"choices": []}
    response = {"status_code": status, "body": body}
    return json.dumps({"custom_id": custom_id, "response": response}).encode() + b"\n"


@dataclass
class ScriptedDepot:
    """Implements `Depot`; an upload is kept whole, whatever it is."""

    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, object]] = field(default_factory=dict)
    asked: list[tuple[str, DepotRequest]] = field(default_factory=list)
    error: RouterError | None = None
    """Raised where a batch is to be made."""
    upload_error: RouterError | None = None
    garbles: bool = False
    """Whether a batch is made and nothing readable is said of it."""
    keeps: bool = True

    def serves(self, deployment: Deployment) -> bool:
        return self.keeps

    async def ask(self, deployment: Deployment, request: DepotRequest) -> Answer:
        self.asked.append((deployment.name, request))
        kind, _, rest = request.path.partition("/")
        id, _, more = rest.partition("/")
        if kind == "files":
            return self._file(request, id, more=more)
        if not id:
            if self.error is not None:
                raise self.error
            made = {"id": "batch_up", "status": "in_progress", **json.loads(request.body)}
            self.batches["batch_up"] = made
            return Answer(body=b"[]", usage=None) if self.garbles else _told(made)
        if id not in self.batches:
            raise DepositNotFound("It is forgotten.")
        if more == "cancel":
            self.batches[id]["status"] = "cancelling"
        return _told(self.batches[id])

    def end(self, data: bytes, *, status: str = "completed") -> None:
        """The batch has ended with these results."""
        self.files["file-out"] = data
        self.batches["batch_up"] |= {"status": status, "output_file_id": "file-out"}

    def _file(self, request: DepotRequest, id: str, *, more: str) -> Answer:
        if request.method == "POST":
            if self.upload_error is not None:
                raise self.upload_error
            id = f"file-{len(self.files)}"
            self.files[id] = request.body
        elif id not in self.files:
            raise DepositNotFound("It is gone.")
        elif more:
            return Answer(body=self.files[id], content_type="text/plain", usage=None)
        elif request.method == "DELETE":
            del self.files[id]
            return _told({"id": id, "deleted": True})
        return _told({"id": id, "object": "file", "purpose": "batch"})


def _told(said: dict[str, object]) -> Answer:
    return Answer(body=json.dumps(said).encode(), usage=None)
