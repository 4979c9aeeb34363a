"""From a request to a router that learnt from it, and what is kept of the text on the way."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.command import tierwise
from tests.journeys.running import Service, eventually, running_service, variables

POLICY = "{version: 1, name: cheap, default: {tier: economy}, rules: []}"
MARK = "zyzzyvaplanted"
LABEL = {
    "type": "json_schema",
    "json_schema": {
        "name": "label",
        "schema": {
            "type": "object",
            "properties": {"label": {"enum": ["good", "bad"]}},
            "required": ["label"],
        },
    },
}
AUDITED = {"TIERWISE_AUDIT_SHARE": "1", "TIERWISE_AUDIT_BUDGET_USD": "50"}


def started(folder: Path, **more: str) -> dict[str, str]:
    folder.mkdir()
    return variables(folder, policy=POLICY, **more)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, dict[str, str]]]:
    """A service that keeps texts and audits all; it has answered sixteen requests."""
    given = started(
        tmp_path_factory.mktemp("learning") / "on", TIERWISE_STORE_TEXT="all", **AUDITED
    )
    with running_service(given) as service:
        for number in range(16):
            ask(service, f"Say whether review {number} is good or bad", wants_label=number % 2 == 0)
        yield service, given


def ask(service: Service, content: str, *, wants_label: bool = False) -> httpx.Response:
    body: dict[str, object] = {
        "model": "auto",
        "messages": [{"role": "user", "content": f"{content} {MARK}"}],
    }
    answer = service.post({**body, "response_format": LABEL} if wants_label else body)
    assert answer.status_code == 200
    return answer


def files_with_mark(given: dict[str, str]) -> list[str]:
    folder = Path(given["TIERWISE_DATABASE"]).parent
    return [p.name for p in folder.iterdir() if p.is_file() and MARK.encode() in p.read_bytes()]


def test_request_feedback_audit_export_adapt(
    learnt: tuple[Service, dict[str, str]], tmp_path: Path
) -> None:
    service, given = learnt
    answer = ask(service, "Good or bad?", wants_label=True)
    said = {"response_id": answer.json()["id"], "verdict": "rejected", "comment": "No."}

    told = service.post(said, path="/v1/feedback").json()
    # A label is compared by rules: one more call. Anything else goes to a judge: two.
    eventually(lambda: len(service.entries()) == 17 + 9 * 1 + 8 * 2, timeout_s=30)
    exported = tierwise(
        *("outcomes", "export", str(tmp_path / "o.parquet"), "--simulated"), environment=given
    )
    adapted = tierwise(
        *("adapt", str(tmp_path / "o.parquet"), "--out", str(tmp_path / "router")),
        environment=given,
    )

    assert told["decision_id"] == answer.headers["x-tierwise-decision-id"]
    assert told["comment"] == "No."
    assert "34 judgements" in exported.stdout, exported.stderr
    assert "17 prompts, 2 models" in adapted.stdout, adapted.stderr
    assert (tmp_path / "router" / "manifest.json").is_file()


def test_without_its_flag_nothing_simulated_is_exported(
    learnt: tuple[Service, dict[str, str]], tmp_path: Path
) -> None:
    refused = tierwise("outcomes", "export", str(tmp_path / "o.parquet"), environment=learnt[1])

    assert refused.returncode == 2
    assert "no answer of the last 30d was judged" in refused.stderr


def test_audits_are_billed_to_nobody(learnt: tuple[Service, dict[str, str]]) -> None:
    teams = {(e.caller.key_id, e.caller.team) for e in learnt[0].entries()}

    assert teams == {("key_local", "unassigned"), ("key_audit", "tierwise-audit")}


def test_texts_are_exported_for_labelling_and_gone_after_a_purge(
    learnt: tuple[Service, dict[str, str]], tmp_path: Path
) -> None:
    service, given = learnt
    decision = ask(service, "Forget me").headers["x-tierwise-decision-id"]
    eventually(lambda: bool(files_with_mark(given)))

    exported = tierwise("texts", "export", str(tmp_path / "t.jsonl"), environment=given)
    purged = tierwise("texts", "purge", "--everything", environment=given)

    assert "texts written" in exported.stdout
    assert decision in (tmp_path / "t.jsonl").read_text("utf-8")
    assert "are deleted" in purged.stdout
    assert files_with_mark(given) == []
    assert service.get(f"/v1/decisions/{decision}")["id"] == decision


def test_a_caller_who_forbids_it_is_neither_kept_nor_audited(tmp_path: Path) -> None:
    given = started(tmp_path / "asked", TIERWISE_STORE_TEXT="all", **AUDITED)
    with running_service(given) as service:
        for word in ("no", "never"):
            answer = httpx.post(
                f"{service.base_url}/chat/completions",
                json={"model": "auto", "messages": [{"role": "user", "content": MARK}]},
                headers={"x-tierwise-keep-text": word},
            )
            assert answer.status_code == 200

    assert files_with_mark(given) == []
    with running_service(given) as service:
        assert len(service.entries()) == 2


def test_by_default_no_word_of_a_text_is_stored_anywhere(tmp_path: Path) -> None:
    given = started(tmp_path / "off")
    with running_service(given) as service:
        answer = ask(service, "Say nothing")
        said = {"decision_id": answer.headers["x-tierwise-decision-id"], "comment": MARK}
        assert service.post(said, path="/v1/feedback").json()["comment"] is None
        facts = service.get(f"/v1/decisions/{said['decision_id']}")
        assert facts["explanation"]
        assert files_with_mark(given) == []

    assert files_with_mark(given) == []


def test_what_is_audited_when_the_service_stops_is_whole_or_not_there(tmp_path: Path) -> None:
    given = started(tmp_path / "slow", **AUDITED, TIERWISE_STORE_TEXT="off")
    given["TIERWISE_SIMULATED_SPEED"] = "20"
    with running_service(given) as service:
        for number in range(6):
            ask(service, f"Tell me about {number}")

    with running_service(given) as service:
        own = [e for e in service.entries() if e.caller.key_id == "key_audit"]
        decisions = [service.get(f"/v1/decisions/{e.decision_id}") for e in own]

    assert len({e.decision_id for e in own}) == len(own)
    assert all("id" in decision for decision in decisions)
