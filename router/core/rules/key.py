"""Condition `key`: the virtual key that was presented."""

from typing import ClassVar

from typing_extensions import override

from router.core.facts import Facts
from router.core.rules.names import NameIs
from router.core.rules.phrases import listed


class KeyIs(NameIs):
    """Matches when the request came with one of these virtual keys, named by id."""

    kind: ClassVar[str] = "key"

    @override
    def name(self, facts: Facts) -> str:
        return facts.caller.key_id

    @override
    def in_words(self) -> str:
        return f"with the key {listed(self.root)}"
