"""How is a catalog or policy written as YAML that people like to read, origin beside each part?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import yaml

from router.adapters.files.yaml_scalars import scalar
from router.core.importing.imported import (
    Imported,
    ImportedBudget,
    ImportedDeployment,
    ImportedRule,
)

__all__ = ["catalog_text", "policy_text"]

_WIDTH = 100
_HEAD = (
    "Made from {file} ({origin}) by `tierwise import`. IMPORT.md lists every key of that file and "
    "what became of it. Numbers of lines are those of that file."
)


class _Dumper(yaml.SafeDumper):
    """Plain YAML that our own reader reads back as the same values."""


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    # Our reader follows YAML 1.2, where some words are numbers that PyYAML leaves bare.
    is_plain = scalar(value) == value and "\n" not in value
    style = None if is_plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _decimal(dumper: _Dumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)


def catalog_text(imported: Imported) -> str:
    """The catalog."""
    lines = [*_head(imported), "version: 1", _pair("description", f"From {imported.file}."), ""]
    if imported.aliases:
        lines += ["aliases:", *(f"  {_pair(*pair)}" for pair in imported.aliases.items()), ""]
    lines.append("deployments:")
    for one in imported.deployments:
        lines += _deployment(one, imported.file)
    return "\n".join(lines) + "\n"


def policy_text(imported: Imported) -> str:
    """The policy with its budgets."""
    default = {"tier": imported.default_tier.value, "reason": imported.default_reason}
    lines = [
        *_head(imported),
        "version: 1",
        f"name: imported-{imported.origin.lower().replace(' ', '-')}",
        _pair("description", f"From {imported.file}."),
        "owner: platform  # who answers questions about these rules",
        "",
        _pair("default", default),
    ]
    if imported.budgets:
        lines += ["", "budgets:"]
        for budget in imported.budgets:
            lines += [f"  # {_origin(budget.line)}", f"  - {_inline(_budget(budget))}"]
    if imported.proposals:
        lines += ["", *(f"# {line}" for text in imported.proposals for line in _wrapped(text))]
    if imported.rules:
        lines += ["", "rules:"]
        for rule in imported.rules:
            lines += _rule(rule)
    return "\n".join(lines) + "\n"


def _head(imported: Imported) -> list[str]:
    text = _HEAD.format(file=imported.file, origin=imported.origin)
    return [f"# {line}" for line in _wrapped(text)]


def _origin(line: int) -> str:
    return f"line {line}" if line else "options of the import"


def _deployment(one: ImportedDeployment, file: str) -> list[str]:
    fields: dict[str, Any] = {
        "name": one.name if one.name != one.model.rpartition("/")[2] else None,
        "model": one.model,
        "tier": one.tier.value,
        "kind": one.kind.value if one.kind else None,
        "api_base": one.api_base,
        "api_key_env": one.api_key_env,
        "api_version": one.api_version,
        "region": one.region,
        "prices": one.prices,
        "context_window": one.context_window,
        "max_output_tokens": one.max_output_tokens,
        "capabilities": [c.value for c in one.capabilities] if one.capabilities else None,
    }
    if one.capabilities == ():
        fields["capabilities"] = []
    body = _item({name: value for name, value in fields.items() if value is not None})
    if one.held_back is None:
        return [f"  # {_origin(one.line)}", *body]
    why = _wrapped(f"{_origin(one.line)}, to be completed: {one.held_back}.")
    return [*(f"  # {line}" for line in why), *(f"  # {line.removeprefix('  ')}" for line in body)]


def _rule(rule: ImportedRule) -> list[str]:
    fields: dict[str, Any] = {
        "id": rule.id,
        "reason": rule.reason,
        "when": rule.when,
        "then": rule.then,
    }
    return [f"  # {_origin(rule.line)}", *_item(fields)]


def _budget(budget: ImportedBudget) -> dict[str, Any]:
    zone = {"timezone": budget.timezone} if budget.timezone else {}
    return {
        "id": budget.id,
        "limit_usd": budget.limit_usd,
        "per": budget.per,
        **zone,
        **budget.scope,
    }


def _item(fields: Mapping[str, Any]) -> list[str]:
    """One item of a list: a line a field, what is within a field on its line."""
    lines = [_pair(name, value) for name, value in fields.items()]
    return [f"  {'- ' if not index else '  '}{line}" for index, line in enumerate(lines)]


def _pair(name: str, value: object) -> str:
    return f"{_inline(name)}: {_inline(value)}"


def _inline(value: object) -> str:
    """On one line, however long: what is within a line needs no indentation."""
    text: str = yaml.dump(
        _plain(value),
        Dumper=_Dumper,
        default_flow_style=True,
        sort_keys=False,
        allow_unicode=True,
        width=float("inf"),
    )
    return text.removesuffix("\n").removesuffix("\n...")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) > _WIDTH - 5:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line
