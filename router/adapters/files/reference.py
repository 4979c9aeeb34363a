"""What can a policy say? The page that lists every condition and effect, made from the models."""

import inspect
from enum import Enum
from typing import Any, get_args

import yaml
from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from router.adapters.files.model_shape import model_at
from router.core.deployment import Capability
from router.core.policy import Then
from router.core.rules import When

__all__ = ["condition_examples", "effect_examples", "reference_text"]

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
rule wins, so one rule may set the tier and another the cap. A cap wins over a floor. Where no rule
sets a tier the `default` applies, above all when the classifier abstains: then conditions on
priority, complexity and task do not match.

| file | what it is |
|---|---|
| `default.yaml` | the shipped policy, with its matrix in the first lines |
| `default.cases.yaml` | given facts and the expected tier and rule, for each cell of the matrix |
| `catalog.yaml` | deployments of well-known providers, and aliases of well-known model names |
| `simulated.yaml` | deployments that need no key |
| `schema.json`, `catalog.schema.json` | for editors and for checks; generated |

A mistake in a file stops the start, and under a running service leaves the last good version in
force. The message says what to write instead:

```text
policies/default.yaml:26:12: unknown condition 'priorty' in rule 'ci-stays-modest'. \
Did you mean 'priority'? Conditions: {conditions_in_words}.
```

## Conditions

| condition | matches | example |
|---|---|---|
{conditions}

## Effects

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
  write one, with zeros if they are free. An unknown price is an error, never zero.
- Some models cost more for long input. A line that takes its price from the list ends its context
  window where the dearer price begins, so that what is booked is what is billed; write
  `context_window` to use the rest.
- A price that changes gets a second entry with `valid_from`, so that old spend keeps its old price.
- Capabilities: {capabilities}.
- An alias stands for `auto`, a tier or a deployment. The first pattern that fits wins.
"""


def reference_text() -> str:
    """The whole page."""
    return _PAGE.format(
        conditions=_table(When, condition_examples()),
        effects=_table(Then, effect_examples()),
        conditions_in_words=", ".join(sorted(When.model_fields)),
        capabilities=", ".join(f"`{c}`" for c in Capability),
    )


def condition_examples() -> dict[str, object]:
    """For each condition kind an argument that it accepts."""
    return {name: _example(name, info.annotation) for name, info in When.model_fields.items()}


def effect_examples() -> dict[str, object]:
    """For each effect a value that it accepts."""
    return {
        name: "Ask the platform team for access."
        if name == "deny"
        else _example(name, info.annotation)
        for name, info in Then.model_fields.items()
    }


def _table(owner: type[BaseModel], examples: dict[str, object]) -> str:
    rows = []
    for name, info in owner.model_fields.items():
        written = yaml.safe_dump({name: examples[name]}, default_flow_style=True, width=1_000)
        example = written.strip().removeprefix("{").removesuffix("}")
        rows.append(f"| `{name}` | {_meaning(info)} | `{example}` |")
    return "\n".join(rows)


def _meaning(info: FieldInfo) -> str:
    says = info.description or _docstring(info.annotation)
    values = ", ".join(f"`{member.value}`" for member in _enum_in(info.annotation) or ())
    return f"{says} One of {values}." if values else says


def _docstring(annotation: Any) -> str:
    kinds = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
    return inspect.getdoc(next(kind for kind in kinds if issubclass(kind, BaseModel))) or ""


def _example(name: str, annotation: Any) -> object:
    if members := _enum_in(annotation):
        return next(iter(members)).value
    if _mentions(annotation, bool):
        return True
    inner = model_at(When, (name,)) if name in When.model_fields else None
    if inner is not None:
        return {next(iter(inner.model_fields)): 1_000}
    return f"my-{name.replace('_', '-')}"


def _enum_in(annotation: Any) -> type[Enum] | None:
    return next((part for part in _parts(annotation) if issubclass(part, Enum)), None)


def _mentions(annotation: Any, kind: type) -> bool:
    return kind in _parts(annotation)


def _parts(annotation: Any) -> list[type]:
    """All classes inside an annotation, also inside a condition's argument."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _parts(annotation.model_fields["root"].annotation)
    own = [annotation] if isinstance(annotation, type) and not get_args(annotation) else []
    return own + [found for part in get_args(annotation) for found in _parts(part)]
