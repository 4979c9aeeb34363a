"""Services that are put together and looked at."""

from pathlib import Path

from router.bootstrap import Container, assemble, find_providers
from router.settings import Settings

NOBODY = {"OLLAMA_HOST": "127.0.0.1:1"}
OWN = """
version: 1
deployments:
  - name: house
    model: openai/house-model
    tier: standard
    api_base: {base_url}
    prices: {{input_usd_per_mtok: 1, output_usd_per_mtok: 4}}
    context_window: 8000
    capabilities: []
  - name: keyed
    model: openai_compatible/keyed-model
    tier: premium
    api_base: {base_url}
    api_key_env: HOUSE_LLM_KEY
    prices: {{input_usd_per_mtok: 5, output_usd_per_mtok: 25}}
    context_window: 8000
    capabilities: []
"""


async def assembled(given: dict[str, str], **flags: object) -> Container:
    settings = Settings.load(given, **flags)
    return assemble(settings, await find_providers(settings), is_ephemeral=True)


def has_database(given: dict[str, str]) -> bool:
    return Path(given["TIERWISE_DATABASE"]).exists()


def names(container: Container) -> set[str]:
    return {one.name for one in container.rulebooks.current().catalog.deployments}
