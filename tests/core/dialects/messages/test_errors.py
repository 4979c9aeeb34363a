"""Tests of `router.core.dialects.messages.errors`."""

import pytest

from router.core.dialects.messages.errors import error_json, kind_of
from router.core.errors import (
    BudgetExceeded,
    Overloaded,
    PolicyDenied,
    RouterError,
    UpstreamTimedOut,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "billing_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (413, "request_too_large"),
        (422, "invalid_request_error"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (502, "api_error"),
        (504, "timeout_error"),
        (529, "overloaded_error"),
    ],
)
def test_each_status_has_anthropics_word(status: int, kind: str) -> None:
    assert kind_of(status) == kind


def test_our_code_and_details_stay_beside_anthropics_fields() -> None:
    error = PolicyDenied("No.", details={"approve_at": "/v1/approvals"}).body()["error"]

    assert error_json(error, status=403, request_id="dec_1") == {
        "type": "error",
        "error": {
            "type": "permission_error",
            "message": "No.",
            "code": "policy_denied",
            "approve_at": "/v1/approvals",
        },
        "request_id": "dec_1",
    }


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UpstreamTimedOut("x"), "timeout_error"),
        (Overloaded("x"), "overloaded_error"),
        (BudgetExceeded("x"), "billing_error"),
        (PolicyDenied("x"), "permission_error"),
        (RouterError("x"), "api_error"),
    ],
)
def test_in_a_stream_type_and_code_tell_what_it_is(error: RouterError, kind: str) -> None:
    told = error_json(error.body()["error"])["error"]

    assert isinstance(told, dict)
    assert told["type"] == kind


def test_an_error_that_comes_in_anthropics_shape_keeps_its_words() -> None:
    passed_on = {"type": "error", "error": {"type": "x", "message": "prompt is too long"}}

    told = error_json(passed_on, status=400)

    assert told["error"] == {"type": "invalid_request_error", "message": "prompt is too long"}


def test_an_error_without_words_has_some() -> None:
    told = error_json({}, status=502)["error"]

    assert isinstance(told, dict)
    assert told["message"]
