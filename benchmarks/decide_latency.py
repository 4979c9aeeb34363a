"""How long does a decision take, beside trying each rule and beside CEL expressions?

python -m benchmarks.decide_latency [--rounds N] [--deployments N]

Three policies (the shipped default, 50 rules, 500 rules) over one catalog of 20 deployments. In
each round the three contenders take turns on the same facts:

- `decide`: the whole decision, rules, capabilities, costs of all candidates and the quote;
- `each rule tried`: only which rules match, each tried in its order;
- `CEL`: the same conditions as compiled Common Expression Language programs, each evaluated in its
  order, as gateways do that route by CEL (needs the package `common-expression-language`).
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from classifier.labels import Complexity, Priority, Task
from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.policy_file import load_policy
from router.core.catalog import Catalog
from router.core.deployment import Kind
from router.core.facts import Facts
from router.core.policy import Policy
from router.core.routing import Rulebook, decide
from tests import factories

POLICIES = Path(__file__).resolve().parents[1] / "policies"
TEAMS = 60
Contender = Callable[[Facts], object]


def main() -> None:
    """Print microseconds (median, 99th percentile) for each policy and contender."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4_000)
    parser.add_argument("--deployments", type=int, default=20)
    told = parser.parse_args()
    whole = load_catalog(POLICIES / "catalog.yaml")
    catalog = Catalog(deployments=whole.of_kind(Kind.CHAT)[: told.deployments])
    chance = random.Random(0)  # noqa: S311 - a benchmark's seed
    facts = [_facts(chance) for _ in range(500)]
    print(f"{len(catalog.deployments)} deployments, {told.rounds} rounds, seed 0")
    for name, policy in _policies(chance).items():
        book = Rulebook(policy=policy, catalog=catalog, policy_version="p", catalog_version="c")
        contenders: dict[str, Contender] = {
            "decide": partial(_decided, book=book),
            "each rule tried": partial(_tried, policy=policy),
        }
        if find_spec("cel"):
            contenders["CEL"] = _cel(policy)
        for contender, spent in _race(contenders, facts, rounds=told.rounds).items():
            spent.sort()
            middle, late = statistics.median(spent), spent[int(len(spent) * 0.99)]
            print(f"{name:>10}  {contender:>16}  {middle:8.1f} us median  {late:8.1f} us p99")


def _race(
    contenders: dict[str, Contender], facts: Sequence[Facts], *, rounds: int
) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds):
        known = facts[turn % len(facts)]
        for name, contender in contenders.items():
            begun = time.perf_counter()
            contender(known)
            spent[name].append((time.perf_counter() - begun) * 1e6)
    return spent


def _decided(known: Facts, *, book: Rulebook) -> object:
    return decide(known, book)


def _tried(known: Facts, *, policy: Policy) -> object:
    return [rule for rule in policy.rules if rule.matches(known)]


def _cel(policy: Policy) -> Contender:
    compiled = [import_module("cel").compile(_expression(rule.when)) for rule in policy.rules]

    def matching(known: Facts) -> object:
        said, who = known.assessment, known.caller
        seen = {
            "priority": said.priority.value,
            "complexity": said.complexity.value,
            "task": said.task.value,
            "team": who.team,
            "environment": who.environment,
            "tokens": known.request.input_tokens,
        }
        return [place for place, program in enumerate(compiled) if program.execute(seen)]

    return matching


def _expression(when: Any) -> str:
    parts = []
    for condition in when.conditions():
        if condition.kind == "tokens":
            parts.append(f"tokens >= {condition.root.at_least or 0}")
        else:
            names = ", ".join(f'"{name}"' for name in condition.root)
            parts.append(f"{condition.kind} in [{names}]")
    return " && ".join(parts)


def _policies(chance: random.Random) -> dict[str, Policy]:
    return {
        "default": load_policy(POLICIES / "default.yaml")[0],
        "50 rules": _policy(50, chance),
        "500 rules": _policy(500, chance),
    }


def _policy(size: int, chance: random.Random) -> Policy:
    """Rules as an organisation has them: by team and label, a few by length, a default matrix."""
    rules: list[dict[str, object]] = []
    for number in range(size):
        when: dict[str, object] = {"priority": chance.choice(list(Priority)).value}
        if number % 10:
            when["team"] = f"team-{chance.randrange(TEAMS)}"
        if number % 3 == 0:
            when["complexity"] = chance.choice(list(Complexity)).value
        if number % 5 == 0:
            when["task"] = [task.value for task in chance.sample(list(Task), 3)]
        if number % 7 == 0:
            when["tokens"] = {"at_least": chance.choice((1_000, 8_000))}
        effect = chance.choice(("tier", "cap"))
        then = {effect: chance.choice(("standard", "premium"))}
        rules.append({"id": f"r{number}", "reason": "As agreed.", "when": when, "then": then})
    return Policy.model_validate({"version": 1, "name": "many", "rules": rules})


def _facts(chance: random.Random) -> Facts:
    said = factories.assessment(
        priority=chance.choice(list(Priority)),
        complexity=chance.choice(list(Complexity)),
        task=chance.choice(list(Task)),
    )
    return factories.facts(
        said=replace(said, difficulty=chance.gauss(0, 0.5)),
        who=factories.caller(team=f"team-{chance.randrange(TEAMS)}"),
        asked=factories.shape(input_tokens=int(chance.lognormvariate(6, 1.2))),
    )


if __name__ == "__main__":
    main()
