"""Tests of `router.adapters.providers.simulation.depot`."""

import json

import pytest

from router.adapters.providers.simulation.depot import SimulatedDepot
from router.core.errors import DepositNotFound, UpstreamFailed, UpstreamRejected
from router.ports.depot import DepotRequest
from router.ports.provider import Answer, Call
from tests.api.test_forms import written
from tests.core.test_batch import line
from tests.factories import deployment


async def complete(call: Call) -> Answer:
    if call.fields["messages"] == b'["fail"]':
        raise UpstreamFailed("500")
    return Answer(body=b'{"usage":{"prompt_tokens":1}}', usage=None)


def depot() -> SimulatedDepot:
    return SimulatedDepot(complete=complete, embed=complete)


async def ask(made: SimulatedDepot, method: str, path: str, body: bytes = b"") -> Answer:
    request = DepotRequest(method=method, path=path, body=body)
    return await made.ask(deployment(), request)


async def upload(made: SimulatedDepot, data: bytes) -> str:
    body, kind = written(purpose="batch", file=data)
    request = DepotRequest(method="POST", path="files", body=body, content_type=kind)
    told = json.loads((await made.ask(deployment(), request)).body)
    assert (told["bytes"], told["purpose"], told["filename"]) == (len(data), "batch", "file.bin")
    return str(told["id"])


async def test_a_file_is_kept_until_it_is_deleted() -> None:
    made = depot()
    id = await upload(made, b"one\r\ntwo\n")

    assert (await ask(made, "GET", f"files/{id}/content")).body == b"one\r\ntwo\n"
    assert json.loads((await ask(made, "GET", f"files/{id}")).body)["id"] == id
    await ask(made, "DELETE", f"files/{id}")

    with pytest.raises(DepositNotFound):
        await ask(made, "GET", f"files/{id}")


async def test_a_batch_is_answered_at_once_line_by_line() -> None:
    made = depot()
    id = await upload(made, line("a") + line("b", messages=["fail"]))
    asked = {"input_file_id": id, "endpoint": "/v1/chat/completions"}

    told = json.loads((await ask(made, "POST", "batches", json.dumps(asked).encode())).body)

    assert (told["status"], told["request_counts"]["failed"]) == ("completed", 1)
    output = (await ask(made, "GET", f"files/{told['output_file_id']}/content")).body
    first, second = map(json.loads, output.splitlines())
    assert (first["custom_id"], first["response"]["status_code"]) == ("a", 200)
    assert (second["custom_id"], second["error"]["message"]) == ("b", "500")
    again = json.loads((await ask(made, "GET", f"batches/{told['id']}")).body)
    assert again == told


async def test_memory_is_bounded() -> None:
    made = depot()

    with pytest.raises(UpstreamRejected, match="64 MB"):
        await upload(made, b"x" * (64 * 1024 * 1024 + 1))


async def test_what_is_no_form_is_refused() -> None:
    with pytest.raises(UpstreamRejected, match="file"):
        await ask(depot(), "POST", "files", b"data")
