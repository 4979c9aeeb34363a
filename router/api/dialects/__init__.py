"""Which other APIs are spoken here? Each is translated at the edge; all else is the main road."""

from types import MappingProxyType

from router.api.dialects import completions, messages, realtime, responses

__all__ = ["DIALECT_ROADS", "DIALECT_ROUTES"]

DIALECT_ROUTES = (messages.routes, responses.routes, completions.routes, realtime.routes)
DIALECT_ROADS = MappingProxyType(
    {
        b"/v1/messages": messages.answer_message,
        b"/v1/responses": responses.answer_response,
        b"/v1/completions": completions.answer_completion,
    }
)
"""What is called so often that it goes directly from the connection to its handler."""
