"""Tests of `router.core.guide.effect_words`."""

import pytest

from router.core.effects import Then
from router.core.guide.effect_words import KINDS, effects_in_words

TOLD: list[tuple[dict[str, object], str]] = [
    ({"tier": "economy"}, "go to economy models"),
    ({"deployment": "gpt-5.5"}, "go to the model gpt-5.5"),
    (
        {"cheapest_sufficient": {"p_good": 0.55}},
        "go to the cheapest model whose chance of a good answer is at least 55 %",
    ),
    ({"best_value": {"value_usd": 2}}, "go to the model whose answer is most worth its price"),
    ({"floor": "standard"}, "never go below standard models"),
    ({"cap": "standard"}, "never go above standard models"),
    ({"region": ["eu", "ch"]}, "go only to models in the region eu or ch"),
    ({"deny": "No."}, "are refused"),
    ({"require_approval": "Ask."}, "need approval"),
    (
        {"require_approval": {"ask": "Ask.", "above_usd": "0.50"}},
        "need approval if they are expected to cost more than 0.5 USD",
    ),
    ({"quarantine": "Look."}, "are refused until that is over"),
    ({"slow_down": 1_200}, "are slowed down to 1,200 a minute for each key"),
    ({"coach": True}, "come back with a tip on what would have cost less"),
    ({"coach": False}, "come back without a tip on what would have cost less"),
    ({"reuse_answers": "24h"}, "get an answer again for 24 hours where they are identical"),
    (
        {"reuse_answers": {"lasting": "1h", "shared_by": "team", "sampled": False}},
        "get an answer again for 1 hour where they are identical and ask for no variety, "
        "within a team",
    ),
    (
        {"reuse_similar": {"lasting": "24h", "shared_by": "everybody"}},
        "get an answer again for 24 hours where they mean the same, whoever asked before",
    ),
    ({"failover": {"retries": 0}}, "are tried once"),
    (
        {"failover": {"retries": 1, "stand_in": "nobody"}},
        "are tried once more, with the same model",
    ),
    (
        {"failover": {}},
        "are tried up to 2 times more, with another model that is permitted where the first one "
        "fails",
    ),
    (
        {"timeouts": {"first_token_s": 5, "total_s": 60.5}},
        "wait 5 s for a first word and 60.5 s in all",
    ),
    ({"hedge": {"after_ms": 1500}}, "ask a second model too if the first is silent for 1,500 ms"),
    ({"balance": "weighted"}, "are shared out among models that cost the same"),
    ({"max_tokens": 800}, "get answers of at most 800 tokens (roughly 600 words)"),
    ({"reasoning_effort": "low"}, "get low effort at most from models that reason"),
    (
        {"shadow": {"share": 0.02, "tier": "standard"}},
        "are answered a second time by standard models in 2 % of the cases, to compare; "
        "you never see that answer",
    ),
    (
        {"stickiness": "always"},
        "keep the model that answered the turn before, unless a better class is wanted or it can "
        "no longer serve",
    ),
    ({"prompt_cache": False}, "are priced without what the model's memory of earlier turns saves"),
    ({"guideline": "Be brief."}, "come back with a hint"),
    (
        {"headers": {"x-a": "1", "x-b": "2"}},
        "come back with the header x-a: 1 and x-b: 2",
    ),
]


def then(written: dict[str, object]) -> Then:
    return Then.model_validate(written)


@pytest.mark.parametrize(("written", "words"), TOLD, ids=lambda value: str(value)[:30])
def test_an_effect_is_told_in_plain_words(written: dict[str, object], words: str) -> None:
    assert effects_in_words(then(written)) == words


def test_every_effect_has_words() -> None:
    assert {effect for written, _ in TOLD for effect in written} | {
        "canary"
    } == Then.model_fields.keys()


def test_several_effects_become_one_sentence() -> None:
    told = effects_in_words(then({"cap": "economy", "max_tokens": 800, "tier": "economy"}))

    assert told == (
        "go to economy models, never go above economy models and get answers of at most "
        "800 tokens (roughly 600 words)"
    )


@pytest.mark.parametrize(
    ("beside", "words"),
    [
        (
            {"tier": "economy"},
            "go to economy models, but try the model new in 5 % of the conversations",
        ),
        ({}, "try the model new in 5 % of the conversations; the others go by the lines below"),
    ],
)
def test_a_trial_is_told_where_it_decides(beside: dict[str, object], words: str) -> None:
    trial = then({"canary": {"share": 0.05, "deployment": "new"}, **beside})

    assert KINDS["goal"](trial) == words
    assert KINDS["canary"](trial) == "try the model new in 5 % of the conversations"
