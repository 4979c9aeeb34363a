"""Which policies and catalogs do the journeys run under?"""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_POLICY = (REPOSITORY / "policies" / "default.yaml").read_text(encoding="utf-8")
KEY = "sk-planted-0123456789abcdef"
"""The provider's key: it must not turn up in any answer, error or output."""

POLICY = """
version: 1
name: journeys
default: {tier: standard, reason: Nothing else applies.}
rules:
  - id: blocked-team
    reason: Its budget is spent.
    when: {team: blocked}
    then: {deny: The team 'blocked' may not call models.}
  - id: thrifty-team
    reason: It chose to spend little.
    when: {team: thrifty}
    then: {cap: economy}
"""


def only(tier: str) -> str:
    """A policy that sends everything to one tier, and is named after it."""
    return f"version: 1\nname: only-{tier}\ndefault: {{tier: {tier}, reason: Only {tier}.}}\n"


def catalog(base_url: str, *, away_url: str) -> str:
    """One deployment for each tier at `base_url`, and one where nobody listens."""
    return f"""
version: 1
aliases: {{"gpt-4*": auto, "text-embedding-*": embedder}}
deployments:
  - name: small
    model: openai/small-model
    tier: economy
    api_base: {base_url}
    prices: {{input_usd_per_mtok: 0.1, cached_input_usd_per_mtok: 0.01, output_usd_per_mtok: 0.4}}
    context_window: 4000
    capabilities: [tools, json_mode]
  - name: medium
    model: openai/medium-model
    tier: standard
    api_base: {base_url}
    prices: {{input_usd_per_mtok: 1, cached_input_usd_per_mtok: 0.1, output_usd_per_mtok: 4}}
    context_window: 8000
    capabilities: [tools, json_mode, json_schema]
  - name: large
    model: openai/large-model
    tier: premium
    api_base: {base_url}
    prices: {{input_usd_per_mtok: 5, cached_input_usd_per_mtok: 0.5, output_usd_per_mtok: 25}}
    context_window: 8000
    capabilities: [tools, json_mode, json_schema, vision]
  - name: away
    model: openai_compatible/away-model
    tier: premium
    api_base: {away_url}
    prices: {{input_usd_per_mtok: 500, output_usd_per_mtok: 2500}}
    context_window: 4000
    capabilities: []
  - name: embedder
    model: openai/embedding-model
    tier: economy
    kind: embedding
    api_base: {base_url}
    prices: {{input_usd_per_mtok: 0.02}}
    context_window: 8000
"""
