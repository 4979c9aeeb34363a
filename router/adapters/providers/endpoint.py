"""At which address, with which key and in which dialect is an OpenAI-shaped provider reached?"""

import re
from dataclasses import dataclass, field

__all__ = ["Endpoint", "without_password"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address and key. Equal endpoints share their connections."""

    provider: str
    base_url: str
    key: str = field(default="", repr=False)
    key_variable: str = ""
    """The environment variable that holds the key, for messages: the key itself is never shown."""
    needs_key: bool = False
    has_azure_paths: bool = False
    """Address by deployment and the key in `api-key`, as Azure OpenAI wants it."""
    api_version: str | None = None
    takes_stream_options: bool = True
    """Mistral refuses `stream_options` and sends usage without being asked."""

    @property
    def address(self) -> str:
        """The address for messages."""
        return without_password(self.base_url)

    def headers(self) -> dict[str, str]:
        """The headers of every request, the key among them."""
        headers = {"content-type": "application/json", "accept-encoding": "identity"}
        if self.key and self.has_azure_paths:
            headers["api-key"] = self.key
        elif self.key:
            headers["authorization"] = f"Bearer {self.key}"
        return headers

    def url(self, operation: str, *, model: str) -> str:
        """The address of `operation` ("chat/completions" or "embeddings")."""
        base = self.base_url.rstrip("/")
        if not self.has_azure_paths:
            return f"{base}/{operation}"
        if self.api_version in (None, "", "v1"):
            return f"{base.removesuffix('/openai/v1')}/openai/v1/{operation}"
        return f"{base}/openai/deployments/{model}/{operation}?api-version={self.api_version}"


def without_password(url: str) -> str:
    """`url` as it may be shown."""
    return re.sub(r"//[^/@]*@", "//", url)
