"""Tests of `router.core.coaching.told`."""

import json
from dataclasses import replace
from datetime import timedelta

from router.core.coaching.advice import advise
from router.core.coaching.told import advice_told, advice_words
from tests.core.coaching.own import CATALOG, own
from tests.factories import NOON

ADVICE = advise([own(n) for n in range(6)], CATALOG, since=NOON - timedelta(days=30), until=NOON)


def test_amounts_are_exact_text_and_the_whole_is_json() -> None:
    told = json.loads(json.dumps(advice_told(ADVICE)))
    assert (told["spent_usd"], told["saved_usd"], told["is_whole"]) == ("0.45", "0.4416", True)
    (tip,) = told["tips"]
    assert (tip["kind"], tip["saved_usd"], tip["requests"]) == ("cheaper_tier", "0.4416", 6)


def test_words_tell_that_only_the_newest_were_looked_at() -> None:
    assert "Only the newest requests were looked at." not in list(advice_words(ADVICE))
    cut = replace(ADVICE, is_whole=False)
    assert "Only the newest requests were looked at." in list(advice_words(cut))


def test_where_nothing_stands_out_that_is_said() -> None:
    nothing = replace(ADVICE, tips=())
    assert list(advice_words(nothing))[-1] == "Nothing stands out. There is no tip."
