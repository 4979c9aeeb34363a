"""Do facts come back exactly?"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.labels import Complexity, Priority, Task
from router.adapters.storage.facts_json import deciding_facts, facts_from_json, facts_to_json
from router.core.assessment import Assessment
from router.core.caller import Caller
from router.core.deployment import Capability, Kind
from router.core.facts import Facts, RequestShape
from tests import factories

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
COUNT = st.integers(0, 2**53)
FIGURES = st.dictionaries(TEXT, st.floats(allow_nan=False, allow_infinity=False), max_size=4)
FACTS = st.builds(
    Facts,
    at=st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    caller=st.builds(
        Caller,
        key_id=TEXT,
        user=TEXT,
        team=TEXT,
        project=TEXT,
        environment=TEXT,
        tags=st.lists(TEXT, max_size=3).map(tuple),
    ),
    request=st.builds(
        RequestShape,
        requested_model=TEXT,
        input_tokens=COUNT,
        kind=st.sampled_from(Kind),
        max_output_tokens=st.none() | COUNT,
        choices=COUNT,
        turns=COUNT,
        tool_count=COUNT,
        needs=st.frozensets(st.sampled_from(Capability)),
        is_streamed=st.booleans(),
        conversation_id=st.none() | TEXT,
        fingerprint=st.none() | TEXT,
    ),
    assessment=st.builds(
        Assessment,
        priority=st.sampled_from(Priority),
        complexity=st.sampled_from(Complexity),
        task=st.sampled_from(Task),
        priority_probabilities=FIGURES,
        complexity_probabilities=FIGURES,
        task_probabilities=FIGURES,
        is_abstained=st.booleans(),
        abstained_because=st.none() | TEXT,
        features=FIGURES,
        classifier_version=TEXT,
    ),
)


@given(facts=FACTS)
def test_any_facts_come_back_exactly(facts: Facts) -> None:
    back = facts_from_json(facts_to_json(facts))
    assert back == facts
    assert type(back.assessment.priority) is Priority
    assert type(back.request.needs) is frozenset
    assert type(back.caller.tags) is tuple
    assert back.at.tzinfo is not None


def test_equal_facts_have_equal_text() -> None:
    needs = list(Capability)
    texts = {
        facts_to_json(factories.facts(asked=factories.shape(needs=order)))
        for order in (needs, needs[::-1])
    }
    assert len(texts) == 1


def test_a_field_that_did_not_exist_then_has_its_default() -> None:
    facts = factories.facts()
    kept = json.loads(facts_to_json(facts))
    del kept["request"]["choices"]
    kept["request"]["once_known"] = 1
    assert facts_from_json(json.dumps(kept)) == facts


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_left_out_and_the_rest_stays(odd: float) -> None:
    facts = factories.facts()
    said = replace(facts.assessment, features={"odd": odd, "words": 12.0})
    back = facts_from_json(facts_to_json(replace(facts, assessment=said)))
    assert back == facts


def test_lone_surrogates_are_replaced_everywhere() -> None:
    facts = factories.facts(
        at=factories.NOON + timedelta(microseconds=1),
        who=factories.caller(user="\ud800", tags=("\udfff", "ok")),
        asked=factories.shape(needs=[Capability.TOOLS]),
    )
    clean = replace(facts, caller=factories.caller(user="\ufffd", tags=("\ufffd", "ok")))
    assert facts_from_json(facts_to_json(facts)) == clean


def test_nul_is_replaced_too_and_a_text_that_only_looks_like_it_is_not() -> None:
    facts = factories.facts(who=factories.caller(user="a\0", tags=("\\u0000", "ok")))
    clean = replace(facts, caller=factories.caller(user="a\ufffd", tags=("\\u0000", "ok")))
    assert facts_from_json(facts_to_json(facts)) == clean


@given(facts=FACTS)
def test_what_decides_is_all_but_the_features(facts: Facts) -> None:
    bare = replace(facts, assessment=replace(facts.assessment, features={}))
    assert deciding_facts(facts_to_json(facts)) == bare


def test_facts_whose_figures_were_no_numbers_still_decide() -> None:
    odd = replace(factories.assessment(), features={"a": float("nan"), "}": 1.0})
    bare = factories.facts(said=replace(odd, features={}))
    assert deciding_facts(facts_to_json(factories.facts(said=odd))) == bare


def test_a_caller_cannot_write_features_into_a_name() -> None:
    who = factories.caller(user='x","features":{"a":1}', tags=('"features":{',))
    facts = factories.facts(who=who)
    bare = replace(facts, assessment=replace(facts.assessment, features={}))
    assert deciding_facts(facts_to_json(facts)) == bare
