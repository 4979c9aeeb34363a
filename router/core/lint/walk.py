"""Where in a rule does each of its conditions stand?"""

from collections.abc import Iterator

from router.core.lint.finding import Location
from router.core.rules import AllOf, AnyOf, NoneOf, When
from router.core.rules.base import Condition

__all__ = ["leaves"]


def leaves(when: When, at: Location = ()) -> Iterator[tuple[Location, Condition[object]]]:
    """All conditions that are no groups, however deep, each with its location."""
    for condition in when.conditions():
        here = (*at, condition.kind)
        if isinstance(condition, AllOf | AnyOf | NoneOf):
            for place, part in enumerate(condition.root):
                yield from leaves(part, (*here, place))
        else:
            yield here, condition
