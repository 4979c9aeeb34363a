"""Which bodies and headers are read?"""

from datetime import UTC, datetime

import pytest

from router.api.admin.body import in_zone
from router.core.errors import InvalidRequest
from router.core.key import Role
from tests.api.admin.calling import SECRETS, Caller

KEYS = "/v1/admin/keys"


async def test_a_body_longer_than_any_act_needs_is_refused(call: Caller) -> None:
    answer = await call(f"POST {KEYS}", json={"name": "x" * 200_000})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 50_000, b"null"])
async def test_what_is_no_object_is_refused(call: Caller, body: bytes) -> None:
    answer = await call.client.post(
        KEYS, content=body, headers={"authorization": f"Bearer {SECRETS[Role.ADMIN]}"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("key", ["", " ", "x" * 256])
async def test_an_idempotency_key_that_is_none_is_refused(call: Caller, key: str) -> None:
    answer = await call(f"POST {KEYS}", json={"name": "a"}, headers={"idempotency-key": key})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "idempotency-key")


def test_a_moment_needs_a_time_zone() -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    assert in_zone(moment, param="until") is moment
    with pytest.raises(InvalidRequest, match=r"Write one, such as 2026-11-01T00:00:00\+00:00"):
        in_zone(moment.replace(tzinfo=None), param="until")
