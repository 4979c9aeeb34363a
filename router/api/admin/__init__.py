"""What administrators do over HTTP. Who may do what stands in `router/api/access.py`."""

from router.api.admin import audit_log, directory, findings, kept_answers, keys, limits

__all__ = ["ADMIN_ROUTES"]

ADMIN_ROUTES = (
    keys.routes,
    directory.routes,
    limits.budgets,
    limits.quotas,
    findings.routes,
    kept_answers.routes,
    audit_log.routes,
)
