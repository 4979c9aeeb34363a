import pytest

from router.core.deployment import Kind
from router.core.lint.finding import Subject
from router.core.lint.unknown_names import check
from tests import factories
from tests.core.lint.subjects import TODAY, found, rule, subject, texts

BUDGETS: list[object] = [{"id": "company", "limit_usd": 5, "per": "day"}]
USED = {"share_used": {"at_least": 0.8}}


def test_deployments_that_are_not_there_are_found_wherever_they_are_named() -> None:
    wrong = subject(
        rule({"team": "a"}, {"deployment": "midle"}),
        rule({"team": "b"}, {"canary": {"share": 0.1, "deployment": "x"}}),
        rule({"team": "c"}, {"shadow": {"share": 0.1, "deployment": "y"}}),
    )
    assert found(check, wrong) == [
        ("unknown-deployment", ("rules", 0, "then", "deployment")),
        ("unknown-deployment", ("rules", 1, "then", "canary", "deployment")),
        ("unknown-deployment", ("rules", 2, "then", "shadow", "deployment")),
    ]
    assert texts(check, wrong)[0] == (
        "The catalog has no deployment 'midle'. Did you mean 'middle'? Name one that is there."
    )


def test_a_deployment_for_embeddings_answers_no_chat() -> None:
    vectors = factories.deployment("vectors", kind=Kind.EMBEDDING)
    wrong = subject(rule({"team": "a"}, {"deployment": "vectors"}),
                    catalog=factories.catalog(factories.deployment(), vectors))  # fmt: skip
    (text,) = texts(check, wrong)
    assert text.startswith("The deployment 'vectors' serves embedding,")


@pytest.mark.parametrize(
    ("when", "code", "where"),
    [
        ({"requested_model": ["auto", "gpt-5"]}, "unknown-model", ("requested_model", 1)),
        ({"unhealthy": "opneai"}, "unknown-provider", ("unhealthy", 0)),
        ({"unhealthy": ["openai/smal*", "openai/x"]}, "unknown-provider", ("unhealthy", 1)),
        ({"budget": {"id": "compny", **USED}}, "unknown-budget", ("budget", "id")),
        ({"not": {"any": [{"tools": True}, {"budget": {"id": "x", **USED}}]}}, "unknown-budget",
         ("not", 0, "any", 1, "budget", "id")),
    ],
)  # fmt: skip
def test_names_in_conditions_that_stand_for_nothing_are_found(
    when: dict[str, object], code: str, where: tuple[str | int, ...]
) -> None:
    one = subject(rule(when, {"tier": "economy"}), budgets=BUDGETS)
    assert found(check, one) == [(code, ("rules", 0, "when", *where))]


@pytest.mark.parametrize(
    "when",
    [
        {"requested_model": ["auto", "premium", "small", "small-model", "gpt-4o", "anything-*"]},
        {"unhealthy": ["openai", "small", "openai/middle", "open*"]},
        {"budget": USED},
        {"budget": {"id": "company", **USED}},
        {"budget": {"id": "stored:search", **USED}},
    ],
)
def test_names_that_are_there_are_not(when: dict[str, object]) -> None:
    catalog = factories.catalog(aliases={"gpt-*": "auto"})
    one = subject(rule(when, {"deployment": "large"}), budgets=BUDGETS, catalog=catalog)
    assert found(check, one) == []


def test_a_policy_without_budgets_cannot_ask_for_one() -> None:
    one = subject(rule({"budget": USED}, {"tier": "economy"}))
    assert found(check, one) == [("unknown-budget", ("rules", 0, "when", "budget"))]
    stored = subject(rule({"budget": {"id": "stored:search", **USED}}, {"tier": "economy"}))
    assert found(check, stored) == []
    left_out = Subject(policy=one.policy, today=TODAY, broken=frozenset({"budgets"}))
    assert found(check, left_out) == []


def test_nothing_is_said_of_deployments_without_a_catalog() -> None:
    one = subject(rule({"requested_model": "x", "unhealthy": "y"}, {"deployment": "z"}))
    assert found(check, Subject(policy=one.policy, today=TODAY)) == []
