"""Tests of `router.adapters.storage.rulebook_texts`."""

import pytest

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.rulebook_texts import PolicyTexts
from router.core.errors import ConfigurationError
from tests import factories

TEXTS = PolicyTexts(to_texts=rulebook_to_text, from_texts=rulebook_from_text)


def test_a_policy_alone_is_kept_as_the_archive_keeps_it_with_its_catalog() -> None:
    rulebook = factories.rulebook()

    text = TEXTS.text(rulebook.policy_version, rulebook.policy)

    assert text == rulebook_to_text(rulebook)[0]
    assert text is not None
    assert TEXTS.policy(rulebook.policy_version, text) == rulebook.policy


def test_where_no_policy_is_named_there_is_nothing_to_keep() -> None:
    assert TEXTS.text(None, factories.policy()) is None
    assert TEXTS.text("acme@1", None) is None


def test_a_policy_of_a_newer_language_is_told_and_not_guessed() -> None:
    text = TEXTS.text("acme@1", factories.policy())
    assert text is not None

    with pytest.raises(ConfigurationError, match=r"acme@1.* this Tierwise does not understand"):
        TEXTS.policy("acme@1", text.replace('"default"', '"future"'))
