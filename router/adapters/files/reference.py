"""What can a policy say? The page that lists every condition and effect, made from the models."""

import inspect
from collections.abc import Mapping
from enum import Enum
from typing import Any, get_args

import yaml
from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from router.adapters.files.model_shape import model_of, written_fields
from router.core.deployment import Capability
from router.core.effects import Then
from router.core.rules import When

__all__ = ["condition_examples", "effect_examples", "reference_text"]

_EXAMPLES: Mapping[str, object] = {
    "team": ["search", "payments"],
    "project": "atlas",
    "user": "ada",
    "key": "key_7f3a",
    "environment": "ci",
    "tags": ["batch", "nightly"],
    "requested_model": "gpt-4*",
    "tokens": {"at_least": 50_000},
    "findings": ["burst", "team:spend_burst"],
    "all": [{"team": "search"}, {"tools": True}],
    "any": [{"priority": "high"}, {"tags": "release"}],
    "not": {"environment": ["ci", "test"]},
    "floor": "standard",
    "cap": "standard",
    "reasoning_effort": "low",
    "deployment": "gpt-5.4-mini",
    "cheapest_sufficient": {"p_good": 0.7},
    "best_value": {"value_usd": 0.05},
    "region": ["eu", "ch"],
    "deny": "Pipelines use the batch service, as the platform page says.",
    "quarantine": "This key does something unusual. Whoever runs it looks at its log first.",
    "require_approval": "Ask the platform team in the channel ai-access, naming your project.",
    "max_tokens": 2_000,
    "canary": {"share": 0.05, "tier": "standard"},
    "shadow": {"share": 0.02, "deployment": "gpt-5.4-mini"},
    "prompt_cache": False,
    "slow_down": 6,
    "reuse_answers": "24h",
    "reuse_similar": {"lasting": "1h", "similarity": 0.97, "shared_by": "team"},
    "failover": {"retries": 1, "stand_in": "same_tier"},
    "timeouts": {"first_token_s": 20, "total_s": 120},
    "hedge": {"after_ms": 1_500},
    "guideline": "Have a colleague read this before a customer does.",
    "headers": {"x-data-class": "internal"},
}
"""Where neither the kind of condition nor its values bring one along."""
_PAGE = """# Policies

A policy says which tier a request goes to. It is an ordered list of rules; a rule names its
conditions (`when`), its effects (`then`), a reason that callers are shown, and an owner.

```yaml
# yaml-language-server: $schema=schema.json
version: 1
name: my-policy
default: {{tier: standard}}
rules:
  - id: small-talk
    owner: platform
    reason: Nothing depends on it.
    when: {{priority: low, complexity: [trivial, moderate]}}
    then: {{tier: economy, cap: standard}}
```

A rule matches when **all** of its conditions match. For each kind of effect the **first** matching
rule wins, so one rule may set the tier and another the cap; guidelines and headers add up. A cap
wins over a floor. Where no rule says what to use the `default` applies, above all when the
classifier abstains: then conditions on priority, complexity and task do not match.
[docs/policies.md](../docs/policies.md) explains sets of names, a base with overlays of teams, and
the commands that check, test, plan and roll out a policy.

| file | what it is |
|---|---|
| `default.yaml` and other policies | the shipped policies; `docs/policies` has a page for each |
| `*.cases.yaml` | given facts, and what the policy beside it must decide |
| `catalog.yaml` | deployments of well-known providers, and aliases of well-known model names |
| `simulated.yaml` | deployments that need no key |
| `*.schema.json`, `schema.json` | for editors and for checks; generated |

A mistake in a file stops the start, and under a running service leaves the last good version in
force. The message says what to write instead:

```text
policies/default.yaml:26:12: unknown condition 'priorty' in rule 'ci-stays-modest'. \
Did you mean 'priority'?
```

## Conditions

All that are written must hold; `all`, `any` and `not` hold groups of conditions, however deep.
Where a list of names may stand, so may one name, or a set such as `$legal`.

| condition | matches | example |
|---|---|---|
{conditions}

## Effects

`tier`, `deployment`, `cheapest_sufficient` and `best_value` exclude each other, and count as one
kind: what is used where the caller asks for `auto`.

| effect | meaning | example |
|---|---|---|
{effects}

## Catalog

A line for each model is enough. Prices, context window, output limit and capabilities come from
the price list of the installed litellm; what a line says itself wins.

```yaml
# yaml-language-server: $schema=catalog.schema.json
version: 1
aliases: {{"gpt-4*": auto}}
deployments:
  - {{model: openai/gpt-5.4-mini, tier: standard}}
  - name: house-llama
    model: openai_compatible/llama-3.3-70b
    api_base: https://llm.example.com/v1
    api_key_env: HOUSE_LLM_KEY
    tier: economy
    prices: {{input_usd_per_mtok: 0.2, output_usd_per_mtok: 0.6}}
    context_window: 131072
    capabilities: [tools, json_mode, json_schema]
```

- Servers of your own (`ollama`, `vllm`, `lmstudio`, `openai_compatible`) have no listed price:
  write one, with zeros if they are free. For a price that nobody knows a cautious one stands in,
  and `policy lint` tells of it; `unknown_price: deny` refuses it.
- A price that changes gets a second entry with `valid_from`, so that old spend keeps its old price.
- [docs/prices.md](../docs/prices.md) explains dearer long input, service tiers, discounts and
  currencies.
- Capabilities: {capabilities}.
- An alias stands for `auto`, a tier or a deployment. The first pattern that fits wins.
"""


def reference_text() -> str:
    """The whole page."""
    return _PAGE.format(
        conditions=_table(When, condition_examples()),
        effects=_table(Then, effect_examples()),
        capabilities=", ".join(f"`{c}`" for c in Capability),
    )


def condition_examples() -> dict[str, object]:
    """For each condition kind an argument that it accepts."""
    return {name: _example(name, info) for name, info in written_fields(When).items()}


def effect_examples() -> dict[str, object]:
    """For each effect a value that it accepts."""
    return {name: _example(name, info) for name, info in written_fields(Then).items()}


def _table(owner: type[BaseModel], examples: dict[str, object]) -> str:
    rows = []
    for name, info in written_fields(owner).items():
        written = yaml.dump(
            {name: examples[name]}, Dumper=yaml.SafeDumper, default_flow_style=True, width=1_000
        )
        example = written.strip().removeprefix("{").removesuffix("}")
        rows.append(f"| `{name}` | {_meaning(info)} | `{example}` |")
    return "\n".join(rows)


def _meaning(info: FieldInfo) -> str:
    says = " ".join((info.description or _docstring(info.annotation)).split())
    members = None if _has_fields(info.annotation) else _enum_in(info.annotation)
    values = ", ".join(f"`{member.value}`" for member in members or ())
    return f"{says} One of {values}." if values else says


def _docstring(annotation: Any) -> str:
    kinds = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
    return inspect.getdoc(next(kind for kind in kinds if issubclass(kind, BaseModel))) or ""


def _example(name: str, info: FieldInfo) -> object:
    if name in _EXAMPLES:
        return _EXAMPLES[name]
    if own := _own_examples(info.annotation):
        return own[0]
    members = _enum_in(info.annotation)
    return True if members is None else next(iter(members)).value


def _own_examples(annotation: Any) -> list[object]:
    """Those that a kind of condition brings along."""
    kinds = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
    extras = [k.model_config.get("json_schema_extra") for k in kinds if issubclass(k, RootModel)]
    listed = [extra["examples"] for extra in extras if isinstance(extra, dict)]
    return [one for examples in listed if isinstance(examples, list) for one in examples]


def _has_fields(annotation: Any) -> bool:
    """Whether the argument is a block of fields, whose values are their own matter."""
    return model_of(annotation) is not None


def _enum_in(annotation: Any) -> type[Enum] | None:
    """The first list of values inside an annotation, also inside a condition's argument."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _enum_in(annotation.model_fields["root"].annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    inner = (_enum_in(part) for part in get_args(annotation))
    return next((found for found in inner if found is not None), None)
