"""Policy over HTTP: who is refused, capped and routed where, and whether all accounts agree."""

import json
import re
from pathlib import Path

import pytest

from router.core.ledger import Outcome
from tests.journeys.command import tierwise
from tests.journeys.rulebooks import DEFAULT_POLICY, only
from tests.journeys.running import Service, eventually, running_service, variables
from tests.upstream import Upstream

TRIVIAL = "Make this a bullet list: milk, eggs, bread"
WEIGHTY = (
    "Draft our response to the regulator's formal inquiry into last week's payments outage. "
    "Explain the root cause, our legal obligations under the directive, the customers affected "
    "and the remediation plan; our general counsel and the board will sign it tonight."
)


def asked(text: str = "Say hello", **more: object) -> dict[str, object]:
    return {"model": "auto", "messages": [{"role": "user", "content": text}], **more}


def test_a_denied_team_is_told_the_rule_and_the_refusal_is_booked(
    service: Service, upstream: Upstream
) -> None:
    answer = service.post(asked(metadata={"team": "blocked"}))

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (403, "policy_denied")
    assert "The team 'blocked' may not call models." in error["message"]
    assert "rule 'blocked-team': Its budget is spent." in error["message"]
    entry = service.entry_of(answer)
    assert (entry.outcome, entry.error_code) == (Outcome.REFUSED, "policy_denied")
    assert entry.deployment is None
    assert entry.cost_usd == 0
    assert entry.caller.team == "blocked"
    decision = service.decision(answer)
    assert decision["deployment"] is None
    assert "blocked-team" in str(decision["reason"])
    assert upstream.requests == []


@pytest.mark.parametrize("named", ["premium", "large"])
def test_a_dear_model_asked_for_by_name_is_capped(
    service: Service, upstream: Upstream, named: str
) -> None:
    answer = service.post(asked(model=named, metadata={"team": "thrifty"}))

    assert answer.headers["x-tierwise-model"] == "small"
    assert answer.headers["x-tierwise-rule"] == "thrifty-team"
    assert upstream.last.json["model"] == "small-model"


@pytest.mark.parametrize(
    ("named", "reached"),
    [("economy", "small"), ("standard", "medium"), ("large", "large"), ("large-model", "large")],
)
def test_what_is_asked_for_by_name_is_reached(
    service: Service, upstream: Upstream, named: str, reached: str
) -> None:
    answer = service.post(asked(model=named))

    assert answer.headers["x-tierwise-model"] == reached
    assert answer.headers["x-tierwise-rule"] == "requested"


def test_auto_sends_trifles_to_economy_and_weighty_work_to_premium(simulated: Service) -> None:
    trivial, weighty = simulated.post(asked(TRIVIAL)), simulated.post(asked(WEIGHTY))

    assert trivial.headers["x-tierwise-tier"] == "economy"
    assert weighty.headers["x-tierwise-tier"] == "premium"
    assert simulated.entry_of(trivial).cost_usd < simulated.entry_of(weighty).cost_usd


def test_a_model_that_nobody_knows_is_told_with_near_names(
    service: Service, upstream: Upstream
) -> None:
    answer = service.post(asked(model="meduim"))

    assert answer.status_code == 404
    assert "Nearest names: medium" in answer.json()["error"]["message"]
    assert service.entry_of(answer).outcome is Outcome.REFUSED
    assert upstream.requests == []


def test_what_no_context_window_holds_is_refused_with_every_reason(
    service: Service, upstream: Upstream
) -> None:
    answer = service.post(asked("the sea is salt " * 4_000))

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "no_capable_deployment")
    for name in ("small", "medium", "large"):
        assert f"{name}: about " in error["message"]
    assert service.entry_of(answer).outcome is Outcome.REFUSED
    assert upstream.requests == []


def test_what_one_context_window_does_not_hold_goes_to_a_larger_one(
    service: Service, upstream: Upstream
) -> None:
    answer = service.post(asked("the sea is salt " * 1_200, model="economy"))

    assert answer.headers["x-tierwise-model"] == "medium"


@pytest.mark.parametrize("text", [WEIGHTY, "海は塩辛い"], ids=["weighty", "Japanese"])
def test_deciding_only_agrees_with_what_happens_and_with_the_command(
    simulated: Service, text: str
) -> None:
    booked = len(simulated.entries())
    would = simulated.post(asked(text), path="/v1/route").json()
    assert len(simulated.entries()) == booked
    answer = simulated.post(asked(text))
    did = simulated.decision(answer)["explanation"]
    assert isinstance(did, dict)
    done = tierwise("explain", "-", "--json", stdin=text, environment=_explaining(simulated))

    assert would["decision"]["deployment"] == answer.headers["x-tierwise-model"]
    assert would["decision"]["rule"] == answer.headers["x-tierwise-rule"]
    for part in ("decision", "rules", "versions", "request"):
        assert did[part] == would[part]
    # Where somebody asks the difficulty is measured, else only where something depends on it.
    assert _without_difficulty(did["words"]) == _without_difficulty(would["words"])
    assert _without_quality(did["deployments"]) == _without_quality(would["deployments"])
    assert json.loads(done.stdout) == would


def _without_difficulty(words: object) -> list[str]:
    lines = re.sub(r", P\(good\) \d+%", "", str(words)).splitlines()
    return [line for line in lines if "Its difficulty is" not in line]


def _without_quality(deployments: list[dict[str, object]]) -> list[dict[str, object]]:
    asked_only = {"p_good", "ability_assumed"}
    return [{k: v for k, v in one.items() if k not in asked_only} for one in deployments]


def test_a_decision_tells_what_was_booked(service: Service, upstream: Upstream) -> None:
    answer = service.post(asked(model="economy", user="ada", metadata={"project": "sea"}))

    decision = service.decision(answer)
    entries = decision["entries"]
    assert isinstance(entries, list)
    assert decision["cost_usd"] == answer.headers["x-tierwise-cost-usd"] == "0.00000354"
    assert [entry["outcome"] for entry in entries] == ["completed"]
    assert (entries[0]["input_tokens"], entries[0]["cached_tokens"]) == (11, 4)
    assert (entries[0]["output_tokens"], entries[0]["reasoning_tokens"]) == (7, 2)
    entry = service.entry_of(answer)
    assert (entry.caller.user, entry.caller.project) == ("ada", "sea")


def test_an_old_decision_is_explained_by_the_policy_of_its_time(tmp_path: Path) -> None:
    with running_service(variables(tmp_path, policy=only("economy"))) as service:
        answer = service.post(asked())
        (tmp_path / "policy.yaml").write_text(only("premium"), encoding="utf-8")
        eventually(lambda: "only-premium" in str(service.get("/readyz")["policy"]))

        explained = service.decision(answer)["explanation"]
        would = service.post(asked(), path="/v1/route").json()

    with running_service(variables(tmp_path, policy=only("standard"))) as restarted:
        again = restarted.decision(answer)["explanation"]

    assert isinstance(explained, dict)
    assert explained == again
    assert explained["decision"]["tier"] == "economy"
    assert explained["versions"]["policy"].startswith("only-economy")
    assert would["decision"]["tier"] == "premium"


def test_an_unknown_decision_is_not_found(service: Service) -> None:
    error = service.get("/v1/decisions/dec_none")["error"]
    assert isinstance(error, dict)
    assert error["code"] == "decision_not_found"


def _explaining(service: Service) -> dict[str, str]:
    given = service.settings.environment
    return {name: given[name] for name in ("TIERWISE_POLICY", "OLLAMA_HOST")} | {
        "PYTHONIOENCODING": "utf-8"
    }


def test_the_policy_under_test_is_the_shipped_one(simulated: Service) -> None:
    assert simulated.settings.policy.read_text(encoding="utf-8") == DEFAULT_POLICY
