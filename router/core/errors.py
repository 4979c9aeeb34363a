"""What can go wrong, with a stable code each, in the shape that OpenAI's clients understand?"""

from collections.abc import Mapping
from typing import ClassVar

__all__ = [
    "AlreadyBooked", "AnswersUnavailable", "ApprovalConflict", "ApprovalRequired", "BudgetExceeded",
    "ConfigurationError", "DecisionNotFound", "DepositNotFound", "EntryRefused",
    "IdempotencyConflict", "InvalidRequest", "KeyNotPermitted", "KeyQuarantined",
    "LedgerUnavailable", "ModelNotFound", "NoCapableDeployment", "NotOffered",
    "NotYours", "Overloaded", "PayloadTooLarge", "PolicyDenied",
    "RateLimited", "RouterError", "ShuttingDown", "Unauthenticated",
    "UpstreamBrokeOff", "UpstreamFailed", "UpstreamGarbled", "UpstreamIncomplete",
    "UpstreamMisconfigured", "UpstreamRateLimited", "UpstreamRejected", "UpstreamTimedOut",
    "UpstreamUnreachable",
]  # fmt: skip


class RouterError(Exception):
    """What happened and what to do about it; `code` never changes its meaning."""

    code: ClassVar[str] = "router_error"
    status: ClassVar[int] = 500
    type: ClassVar[str] = "server_error"

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """`details` stand beside OpenAI's own fields, for programs that know them."""
        super().__init__(message)
        self.message = message
        self.param = param
        self.headers = dict(headers or {})
        self.details = dict(details or {})

    def body(self) -> dict[str, dict[str, str | None]]:
        """OpenAI's error object."""
        return {
            "error": {
                "message": self.message,
                "type": self.type,
                "param": self.param,
                "code": self.code,
                **self.details,
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


class DepositNotFound(InvalidRequest):
    """No file or batch of this name belongs to the caller's key."""

    code = "not_found"
    status = 404


class IdempotencyConflict(InvalidRequest):
    """The idempotency key was used before, for something else."""

    code = "idempotency_conflict"
    status = 409


class ApprovalConflict(InvalidRequest):
    """The approval was decided, or changed, since it was looked at: look again."""

    code = "approval_conflict"
    status = 409


class NoCapableDeployment(InvalidRequest):
    """No deployment can serve this request at all: context window, tools, vision and so on."""

    code = "no_capable_deployment"


class NotOffered(InvalidRequest):
    """A part of a provider's API that Tierwise does not have."""

    code = "not_offered"
    status = 501


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


class KeyNotPermitted(RouterError):
    """The key is valid, but not for this: model, tier, endpoint or network."""

    code = "key_not_permitted"
    status = 403
    type = "permission_error"


class BudgetExceeded(RouterError):
    """A hard budget does not suffice; asking again before it resets cannot help."""

    code = "budget_exceeded"
    status = 429
    type = "insufficient_quota"


class RateLimited(RouterError):
    """A quota is used up, or the rest of a budget is held; asking again later helps."""

    code = "rate_limit_exceeded"
    status = 429
    type = "rate_limit_error"


class PolicyDenied(RouterError):
    """A rule of the policy refuses the request; the rule is named."""

    code = "policy_denied"
    status = 403
    type = "permission_error"


class KeyQuarantined(RouterError):
    """What the key does is abnormal: it is refused until the finding ends or is released."""

    code = "key_quarantined"
    status = 403
    type = "permission_error"


class ApprovalRequired(RouterError):
    """A rule lets the request pass only once it is approved; the message says how to ask."""

    code = "approval_required"
    status = 403
    type = "permission_error"


class Overloaded(RouterError):
    """More arrives than this service can answer in time; less important work goes first."""

    code = "overloaded"
    status = 503


class ShuttingDown(Overloaded):
    """The process was told to stop, and its time for ending what runs is over."""

    code = "shutting_down"


class LedgerUnavailable(RouterError):
    """The ledger cannot be written; nothing is served that could not be booked."""

    code = "ledger_unavailable"
    status = 503


class AnswersUnavailable(RouterError):
    """Where answers are kept to be given again is away: look or forget again later."""

    code = "answers_unavailable"
    status = 503


class AlreadyBooked(LedgerUnavailable):
    """An entry with this id stands in the ledger; nothing was changed."""

    code = "already_booked"


class EntryRefused(LedgerUnavailable):
    """The ledger is there, and cannot keep this entry: to try again does not help."""

    code = "entry_refused"


class UpstreamFailed(RouterError):
    """The provider answered with a 5xx status."""

    code = "upstream_failed"
    status = 502
    retry_after_s: float | None = None
    """When the provider wants to be asked again, where it says so."""


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
    was_asked: bool = True
    """False where no connection came about: nothing was sent, so nothing can be billed."""


class UpstreamRateLimited(RouterError):
    """The provider limits our rate; `retry-after` is passed on."""

    code = "upstream_rate_limited"
    status = 429
    type = "rate_limit_error"
    retry_after_s: float | None = None


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
