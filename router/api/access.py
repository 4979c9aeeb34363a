"""Which permission does each route need? All of them stand here; a route without one is refused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.routing import Route

from router.api.credentials import caller_address, endpoint_of, secret_of
from router.api.services import container_of
from router.bootstrap.administration import Administration
from router.bootstrap.approving import Approving
from router.core.access import Permission, Reach, reach_of
from router.core.errors import KeyNotPermitted, NotYours, Unauthenticated
from router.core.key import LOCAL_KEY, VirtualKey

__all__ = [
    "ADMIN_PREFIX",
    "RULES",
    "Admitted",
    "administration_of",
    "admit",
    "approving_of",
    "called_by",
]

ADMIN_PREFIX = "/v1/admin"

RULES: Mapping[str, Permission | None] = MappingProxyType(
    {
        "GET /openapi.json": None,
        "GET /docs": None,
        "GET /docs/oauth2-redirect": None,
        "GET /redoc": None,
        "GET /": None,
        "GET /v1/realtime": None,
        "GET /healthz": None,
        "GET /readyz": None,
        "POST /v1/chat/completions": Permission.CALL,
        "POST /v1/messages": Permission.CALL,
        "POST /v1/messages/count_tokens": Permission.CALL,
        "POST /v1/responses": Permission.CALL,
        "POST /v1/completions": Permission.CALL,
        "POST /v1/embeddings": Permission.CALL,
        "POST /v1/moderations": Permission.CALL,
        "POST /v1/images/generations": Permission.CALL,
        "POST /v1/images/edits": Permission.CALL,
        "POST /v1/images/variations": Permission.CALL,
        "POST /v1/audio/speech": Permission.CALL,
        "POST /v1/audio/transcriptions": Permission.CALL,
        "POST /v1/audio/translations": Permission.CALL,
        "POST /v1/files": Permission.CALL,
        "GET /v1/files": Permission.CALL,
        "GET /v1/files/{file_id}": Permission.CALL,
        "GET /v1/files/{file_id}/content": Permission.CALL,
        "DELETE /v1/files/{file_id}": Permission.CALL,
        "POST /v1/batches": Permission.CALL,
        "GET /v1/batches": Permission.CALL,
        "GET /v1/batches/{batch_id}": Permission.CALL,
        "POST /v1/batches/{batch_id}/cancel": Permission.CALL,
        "GET /v1/models": Permission.CALL,
        "GET /v1/models/{name:path}": Permission.CALL,
        "POST /v1/route": Permission.CALL,
        "POST /v1/estimate": Permission.CALL,
        "POST /v1/feedback": Permission.CALL,
        "GET /v1/feedback/{decision_id}": Permission.CALL,
        "GET /guide": Permission.CALL,
        "GET /v1/usage/me": Permission.READ_USAGE,
        "GET /v1/coach/me": Permission.READ_USAGE,
        "PUT /v1/coach/me": Permission.CALL,
        "GET /v1/analytics/behaviour": Permission.READ_BEHAVIOUR,
        "GET /v1/decisions/{decision_id}": Permission.READ_DECISIONS,
        "POST /v1/approvals": Permission.CALL,
        "GET /v1/approvals": Permission.READ_USAGE,
        "GET /v1/approvals/{approval_id}": Permission.READ_USAGE,
        "POST /v1/approvals/{approval_id}/approve": Permission.CALL,
        "POST /v1/approvals/{approval_id}/deny": Permission.CALL,
        "POST /v1/approvals/{approval_id}/withdraw": Permission.CALL,
        "POST /v1/approvals/delegations": Permission.CALL,
        "GET /v1/approvals/delegations": Permission.READ_USAGE,
        "DELETE /v1/approvals/delegations/{delegation_id}": Permission.CALL,
        "GET /v1/grants": Permission.READ_USAGE,
        "GET /v1/grants/{grant_id}": Permission.READ_USAGE,
        "POST /v1/grants/{grant_id}/revoke": Permission.CALL,
        "GET /v1/admin/keys": Permission.READ_KEYS,
        "POST /v1/admin/keys": Permission.WRITE_KEYS,
        "GET /v1/admin/keys/{key_id}": Permission.READ_KEYS,
        "PATCH /v1/admin/keys/{key_id}": Permission.WRITE_KEYS,
        "POST /v1/admin/keys/{key_id}/rotate": Permission.WRITE_KEYS,
        "POST /v1/admin/keys/{key_id}/revoke": Permission.WRITE_KEYS,
        "GET /v1/admin/directory": Permission.READ_DIRECTORY,
        "GET /v1/admin/directory/{kind}/{entry_id:path}": Permission.READ_DIRECTORY,
        "PUT /v1/admin/directory/{kind}/{entry_id:path}": Permission.WRITE_DIRECTORY,
        "DELETE /v1/admin/directory/{kind}/{entry_id:path}": Permission.WRITE_DIRECTORY,
        "GET /v1/admin/budgets": Permission.READ_LIMITS,
        "GET /v1/admin/budgets/{limit_id}": Permission.READ_LIMITS,
        "PUT /v1/admin/budgets/{limit_id}": Permission.WRITE_LIMITS,
        "PATCH /v1/admin/budgets/{limit_id}": Permission.WRITE_LIMITS,
        "DELETE /v1/admin/budgets/{limit_id}": Permission.WRITE_LIMITS,
        "POST /v1/admin/budgets/{limit_id}/increases": Permission.WRITE_LIMITS,
        "GET /v1/admin/quotas": Permission.READ_LIMITS,
        "GET /v1/admin/quotas/{limit_id}": Permission.READ_LIMITS,
        "PUT /v1/admin/quotas/{limit_id}": Permission.WRITE_LIMITS,
        "PATCH /v1/admin/quotas/{limit_id}": Permission.WRITE_LIMITS,
        "DELETE /v1/admin/quotas/{limit_id}": Permission.WRITE_LIMITS,
        "GET /v1/admin/findings": Permission.READ_FINDINGS,
        "GET /v1/admin/findings/{finding_id}": Permission.READ_FINDINGS,
        "POST /v1/admin/findings/{finding_id}/release": Permission.RELEASE_FINDINGS,
        "POST /v1/admin/findings/{finding_id}/confirm": Permission.RELEASE_FINDINGS,
        "GET /v1/admin/cache": Permission.READ_ANSWERS,
        "DELETE /v1/admin/cache": Permission.CLEAR_ANSWERS,
        "GET /v1/admin/audit-log": Permission.READ_AUDIT_LOG,
        "GET /v1/admin/audit-log/verify": Permission.READ_AUDIT_LOG,
    }
)
"""None: no key is needed. How far each role reaches stands in `router/core/access.py`."""


def administration_of(request: Request) -> Administration:
    """What administrators work with in this application."""
    administration = container_of(request).admin
    if administration is None:
        raise TypeError("the application was created without an administration")
    return administration


def approving_of(request: Request) -> Approving:
    """What this application does about approvals. Who may decide on which, the policy says."""
    approving = container_of(request).approving
    if approving is None:
        raise TypeError("the application was created without approvals")
    return approving


async def called_by(request: Request, *, secret: str | None = None) -> VirtualKey:
    """Whoever calls a route that each role may call; `secret` stands where no header holds it.

    Raises:
        Unauthenticated: no valid key or identity token was sent.
        KeyNotPermitted: the key is not for this path, or not for use from this address.
    """
    container = container_of(request)
    key = await container.steps.authenticate(
        secret or secret_of(request),
        endpoint=endpoint_of(request),
        address=caller_address(request, trusted=container.settings.trusted_proxies),
    )
    if (sender := request.scope.get("tierwise.sender")) is not None:  # it waited for its turn
        container.admit.introduce(sender, key.id)
    return key


async def admit(request: Request) -> VirtualKey:
    """Who calls a route of administrators; refusals are written into the audit log.

    Raises:
        Unauthenticated: no valid key or identity token was sent.
        KeyNotPermitted: the key is not for this path, or not for use from this address.
        NotYours: its role has not the permission that the route needs.
    """
    container, administration = container_of(request), administration_of(request)
    address = caller_address(request, trusted=container.settings.trusted_proxies)
    path = request.url.path
    try:
        key = await container.steps.authenticate(secret_of(request), endpoint=path, address=address)
    except (Unauthenticated, KeyNotPermitted) as error:
        await administration.sign_ins(error, path=path, address=address)
        raise
    if _is_permitted(key, request):
        return key
    refusal = NotYours(_advice(key))
    await administration.sign_ins(refusal, path=path, address=address, key=key)
    raise refusal


Admitted = Annotated[VirtualKey, Depends(admit)]
"""Whoever calls a route of administrators, once admitted."""


def _is_permitted(key: VirtualKey, request: Request) -> bool:
    route = request.scope.get("route")
    template = route.path if isinstance(route, Route) else ""
    permission = RULES.get(f"{request.method} {template}")
    return permission is not None and reach_of(key, permission) is not Reach.NONE


def _advice(key: VirtualKey) -> str:
    if key.id == LOCAL_KEY.id:
        return (
            "This needs an administrator's key, also where the service is open to callers without "
            "one. 'tierwise keys create NAME --role admin' makes it, on the service's machine."
        )
    return (
        f"The role {key.role.value!r} does not permit this. Ask an administrator to do it, or for "
        "a key with another role."
    )
