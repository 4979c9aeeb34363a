"""Condition `images`: whether the request shows images to the model."""

from typing import ClassVar

from typing_extensions import override

from router.core.deployment import Capability
from router.core.facts import Facts
from router.core.rules.base import Condition
from router.core.rules.space import NO, YES, Boxes


class HasImages(Condition[bool]):
    """Matches when the request carries images (`true`) or none (`false`)."""

    kind: ClassVar[str] = "images"

    @override
    def matches(self, facts: Facts) -> bool:
        return (Capability.VISION in facts.request.needs) is self.root

    @override
    def observed(self, facts: Facts) -> str:
        has = Capability.VISION in facts.request.needs
        return f"the request carries {'images' if has else 'no images'}"

    @override
    def wanted(self) -> str:
        return "images" if self.root else "no images"

    @override
    def in_words(self) -> str:
        return f"{'with' if self.root else 'without'} images"

    @override
    def boxes(self) -> Boxes:
        return ({"images": YES if self.root else NO},)
