"""What can go wrong, with a stable code each, in the shape that OpenAI's clients understand?"""

from collections.abc import Mapping
from typing import ClassVar

__all__ = [
    "ApprovalRequired",
    "ConfigurationError",
    "DecisionNotFound",
    "IdempotencyConflict",
    "InvalidRequest",
    "LedgerUnavailable",
    "ModelNotFound",
    "NoCapableDeployment",
    "NotYours",
    "PayloadTooLarge",
    "PolicyDenied",
    "RouterError",
    "Unauthenticated",
    "UpstreamBrokeOff",
    "UpstreamFailed",
    "UpstreamGarbled",
    "UpstreamIncomplete",
    "UpstreamMisconfigured",
    "UpstreamRateLimited",
    "UpstreamRejected",
    "UpstreamTimedOut",
    "UpstreamUnreachable",
]


class RouterError(Exception):
    """What happened and what to do about it; `code` never changes its meaning."""

    code: ClassVar[str] = "router_error"
    status: ClassVar[int] = 500
    type: ClassVar[str] = "server_error"

    def __init__(
        self, message: str, *, param: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.headers = dict(headers or {})

    def body(self) -> dict[str, dict[str, str | None]]:
        """OpenAI's error object."""
        return {
            "error": {
                "message": self.message,
                "type": self.type,
                "param": self.param,
                "code": self.code,
            }
        }


class ConfigurationError(RouterError):
    """A file or setting is wrong. The message names file and line, and what to write instead."""

    code = "configuration_error"


class InvalidRequest(RouterError):
    """The body is malformed or lacks something."""

    code = "invalid_request"
    status = 400
    type = "invalid_request_error"


class PayloadTooLarge(InvalidRequest):
    """The body is larger than this service accepts."""

    code = "payload_too_large"
    status = 413


class ModelNotFound(InvalidRequest):
    """The requested model is not in the catalog."""

    code = "model_not_found"
    status = 404


class DecisionNotFound(InvalidRequest):
    """No decision with this id is recorded."""

    code = "decision_not_found"
    status = 404


class IdempotencyConflict(InvalidRequest):
    """The idempotency key was used before, for something else."""

    code = "idempotency_conflict"
    status = 409


class NoCapableDeployment(InvalidRequest):
    """No deployment can serve this request at all: context window, tools, vision and so on."""

    code = "no_capable_deployment"


class Unauthenticated(RouterError):
    """The virtual key is missing, unknown, expired or revoked."""

    code = "invalid_api_key"
    status = 401
    type = "authentication_error"


class NotYours(RouterError):
    """The key is valid and may not see this."""

    code = "permission_denied"
    status = 403
    type = "permission_error"


class PolicyDenied(RouterError):
    """A rule of the policy refuses the request; the rule is named."""

    code = "policy_denied"
    status = 403
    type = "permission_error"


class ApprovalRequired(RouterError):
    """A rule lets the request pass only once it is approved; the message says how to ask."""

    code = "approval_required"
    status = 403
    type = "permission_error"


class LedgerUnavailable(RouterError):
    """The ledger cannot be written; nothing is served that could not be booked."""

    code = "ledger_unavailable"
    status = 503


class UpstreamFailed(RouterError):
    """The provider answered with a 5xx status."""

    code = "upstream_failed"
    status = 502


class UpstreamUnreachable(UpstreamFailed):
    """No connection to the provider."""

    code = "upstream_unreachable"


class UpstreamIncomplete(UpstreamFailed):
    """An answer began and was of no use. The provider may bill it, so it is counted."""

    code = "upstream_incomplete"

    def __init__(self, message: str, *, received: bytes = b"") -> None:
        super().__init__(message)
        self.received = received
        """What came, as far as it is known."""


class UpstreamBrokeOff(UpstreamIncomplete):
    """The provider's answer ended before its end."""

    code = "upstream_broke_off"


class UpstreamGarbled(UpstreamIncomplete):
    """The provider's answer was not what its API promises."""

    code = "upstream_garbled"


class UpstreamMisconfigured(UpstreamFailed):
    """The provider refused our key or does not know the model: the operator's to mend."""

    code = "upstream_misconfigured"


class UpstreamTimedOut(RouterError):
    """The provider stayed silent for too long."""

    code = "upstream_timeout"
    status = 504


class UpstreamRateLimited(RouterError):
    """The provider limits our rate; `retry-after` is passed on."""

    code = "upstream_rate_limited"
    status = 429
    type = "rate_limit_error"


class UpstreamRejected(RouterError):
    """The provider refused the request's content (4xx); its own words are passed on."""

    code = "upstream_rejected"
    status = 400
    type = "invalid_request_error"

    def __init__(self, message: str, *, upstream_status: int, upstream_body: bytes) -> None:
        super().__init__(message)
        self.upstream_status = upstream_status
        self.upstream_body = upstream_body
        """The provider's error object as it came."""
