"""Tests of `router.services.reuse_answers`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.caller import UNASSIGNED
from router.core.chat import ChatRequest
from router.core.usage import Usage
from router.services.journey import Found, Journey, Lowered, Reused
from router.services.reuse_answers import Errand, ReuseAnswers
from tests.factories import chat_request, facts, journey
from tests.services.reusing import (
    BODY,
    COST,
    NAMES,
    Who,
    answers,
    decided,
    found,
    keep,
)


class TestTheSame:
    async def test_the_same_request_of_the_same_key_finds_the_answer(self) -> None:
        of = answers()
        await keep(of, decided())

        again = await found(of, decided(after=timedelta(minutes=5)))

        assert again is not None
        assert (again.answer.body, again.answer.usage) == (BODY, Usage())
        assert again.of(decided()).reused == Reused("dec_1", COST, Found.SAME, 300)

    async def test_another_question_and_another_time_find_nothing(self) -> None:
        of = answers()
        await keep(of, decided())

        assert await found(of, decided(), chat_request(content="something else")) is None
        assert await found(of, decided(after=timedelta(hours=1))) is None

    async def test_a_policy_that_does_not_say_so_is_not_even_asked(self) -> None:
        assert not ReuseAnswers.applies(journey())
        assert ReuseAnswers.applies(decided())
        assert ReuseAnswers.applies(decided({"reuse_similar": {"lasting": "1h"}}))

    @pytest.mark.parametrize(
        ("wish", "finds", "leaves"),
        [
            ({"may_reuse": False}, False, True),
            ({"may_reuse": False, "may_keep_answer": False}, False, False),
            ({"max_age_s": 0}, False, True),
            ({"max_age_s": 60}, True, True),
            ({}, True, True),
        ],
    )
    async def test_the_callers_wishes_hold(
        self,
        wish: dict[str, bool | int],
        finds: bool,
        leaves: bool,
    ) -> None:
        of = answers()
        await keep(of, decided())
        wanting = replace(chat_request(), **wish)  # type: ignore[arg-type]
        assert (await found(of, decided(), wanting) is not None) is finds

        of = answers()
        await keep(of, decided(), wanting)
        assert (await found(of, decided()) is not None) is leaves

    async def test_text_that_may_not_be_kept_is_shared_with_nobody(self) -> None:
        of = answers()
        errand = await of.find(decided(), chat_request(), may_keep=False)
        assert isinstance(errand, Errand)
        await errand.done(decided(), body=BODY, cost_usd=COST)

        assert await found(of, decided()) is None

    @pytest.mark.parametrize(
        "less",
        [
            {"lowered_because": Lowered.BUDGET},
            {"decision": None},
        ],
    )
    async def test_what_is_less_than_was_decided_is_not_given_again(
        self, less: dict[str, object]
    ) -> None:
        of, on = answers(), decided()
        if "decision" in less:
            other = replace(on.decided.deployment, name="spare")
            less = {"decision": replace(on.decided, deployment=other), "original": on.decided}
        await keep(of, replace(on, **less))  # type: ignore[arg-type]

        assert await found(of, decided()) is None

    async def test_a_length_that_is_reserved_since_the_caller_names_none_is_no_less(self) -> None:
        of, on = answers(), replace(decided(), lowered_because=Lowered.LENGTH)
        await keep(of, on)

        assert await found(of, decided()) is not None

    async def test_an_answer_that_was_cut_off_is_not_given_again(self) -> None:
        of = answers()
        await keep(of, decided(), body=b'{"choices":[{"finish_reason":"length"}]}')

        assert await found(of, decided()) is None

    @pytest.mark.parametrize(
        ("fields", "finds"),
        [
            ({}, False),
            ({"temperature": b"0.7"}, False),
            ({"temperature": b"0"}, True),
            ({"temperature": b"1", "seed": b"7"}, True),
        ],
    )
    async def test_varied_answers_are_not_given_again_where_policy_says_so(
        self,
        fields: dict[str, bytes],
        finds: bool,
    ) -> None:
        of = answers()
        on = decided({"reuse_answers": {"lasting": "1h", "sampled": False}})
        request = chat_request()
        request = replace(request, fields={**request.fields, **fields})
        await keep(of, on, request)

        assert (await found(of, on, request) is not None) is finds


class TestWhoShares:
    @given(
        sharing=st.sampled_from(["key", "user", "team", "project", "everybody"]),
        one=st.tuples(st.sampled_from("xy"), NAMES, NAMES, NAMES),
        other=st.tuples(st.sampled_from("xy"), NAMES, NAMES, NAMES),
        kind=st.sampled_from(["reuse_answers", "reuse_similar"]),
    )
    async def test_nobody_gets_an_answer_of_somebody_outside_the_scope(
        self,
        sharing: str,
        one: Who,
        other: Who,
        kind: str,
    ) -> None:
        def asking(who: Who) -> Journey:
            key, user, team, project = who
            caller = replace(facts().caller, key_id=key, user=user, team=team, project=project)
            return decided({kind: {"lasting": "1h", "shared_by": sharing}}, caller=caller)

        of = answers()
        await keep(of, asking(one))

        place = ["key", "user", "team", "project"].index(sharing) if sharing != "everybody" else 0
        is_shared = sharing == "everybody" or (
            one[place] == other[place] and (one[place] != UNASSIGNED or one[0] == other[0])
        )
        assert (await found(of, asking(other)) is not None) is is_shared


class TestTheSameMeaning:
    SIMILAR: ClassVar[Mapping[str, object]] = {"reuse_similar": {"lasting": "1h"}}

    async def test_another_way_of_asking_finds_the_answer(self) -> None:
        of = answers()
        await keep(of, decided(self.SIMILAR), chat_request(content="Explain what a mutex is."))

        again = await found(
            of, decided(self.SIMILAR), chat_request(content="please explain what a mutex is")
        )

        assert again is not None
        assert again.reused.found is Found.SIMILAR

    async def test_another_question_does_not(self) -> None:
        of = answers()
        await keep(of, decided(self.SIMILAR), chat_request(content="How do I enable it?"))

        other = chat_request(content="How do I disable it?")
        assert await found(of, decided(self.SIMILAR), other) is None

    async def test_it_must_be_as_alike_as_policy_says(self) -> None:
        of = answers()
        strict = {"reuse_similar": {"lasting": "1h", "similarity": 1}}
        await keep(of, decided(strict), chat_request(content="Explain what a mutex is."))

        other = chat_request(content="Please explain what a mutex is.")
        assert await found(of, decided(strict), other) is None

    async def test_what_was_said_before_must_be_the_very_same(self) -> None:
        def after(system: str) -> ChatRequest:
            asked = chat_request(content="Explain what a mutex is.")
            return replace(asked, messages=[{"role": "system", "content": system}, *asked.messages])

        of = answers()
        await keep(of, decided(self.SIMILAR), after("Be brief."))

        assert await found(of, decided(self.SIMILAR), after("Be brief.")) is not None
        assert await found(of, decided(self.SIMILAR), after("Be long.")) is None
