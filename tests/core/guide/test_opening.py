"""Tests of `router.core.guide.opening`."""

from router.core.guide.guide import Code, Pairs, Paragraph
from router.core.guide.opening import opening
from tests.core.guide.wordings import BASE_URL, policy_of, text_of


def test_it_says_what_to_set_and_what_the_policy_does() -> None:
    paragraph, settings = opening(policy_of(description="Thrift first."), base_url=BASE_URL).blocks

    assert isinstance(paragraph, Paragraph)
    assert text_of(paragraph.words).startswith("Thrift first. Each request is read ")
    assert isinstance(settings, Pairs)
    values = [meaning[0] for _, meaning in settings.pairs]
    assert values[:2] == [Code(BASE_URL), Code("auto")]


def test_without_a_description_it_begins_with_what_happens() -> None:
    paragraph = opening(policy_of(), base_url=BASE_URL).blocks[0]

    assert isinstance(paragraph, Paragraph)
    assert text_of(paragraph.words).startswith("Each request is read ")
