"""Which other APIs are spoken here? Each is translated at the edge; all else is the main road."""

from router.api.dialects import completions, messages, realtime, responses

__all__ = ["DIALECT_ROUTES"]

DIALECT_ROUTES = (messages.routes, responses.routes, completions.routes, realtime.routes)
