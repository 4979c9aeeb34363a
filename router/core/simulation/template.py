"""How does a prompt come about: a text with gaps, the truth about it, and what fills the gaps?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from classifier.labels import Complexity, Priority
from router.core.simulation.draw import Draw
from router.core.simulation.event import Ask, Truth
from router.core.simulation.filling import FOLLOW_UPS, PASTES, WORDS

__all__ = ["VARIANTS", "Template", "compose", "templates"]

VARIANTS = 40
"""How many different prompts are made from one template."""
_USUAL_LINES, _MOST_LINES = 25, 240
_GAP = re.compile(r"\{(\w+)\}")
_PRIORITIES = {"low": Priority.LOW, "normal": Priority.NORMAL, "high": Priority.HIGH}
_COMPLEXITIES = {
    "trivial": Complexity.TRIVIAL,
    "moderate": Complexity.MODERATE,
    "demanding": Complexity.DEMANDING,
}
_ANSWERED = "Here is a first version. Tell me what should be different."


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with gaps such as `{customer}`."""

    id: str
    text: str
    truth: Truth
    output_tokens: int
    """How long an answer usually is."""
    system: str | None = None
    tool_count: int = 0
    lines: tuple[int, int] | None = None
    """How many are pasted, at least and at most; None: as many as people paste."""


def templates(
    name: str, written: Sequence[tuple[str, str, int, str]], *, system: str | None = None
) -> tuple[Template, ...]:
    """Templates from rows of priority, complexity, tokens of the answer, and text."""
    return tuple(
        Template(
            id=f"{name}-{place}",
            text=text,
            truth=Truth(_PRIORITIES[priority], _COMPLEXITIES[complexity]),
            output_tokens=tokens,
            system=system,
        )
        for place, (priority, complexity, tokens, text) in enumerate(written)
    )


def compose(template: Template, variant: int, *, turn: int = 0) -> Ask:
    """The prompt of one variant; later turns of it ask for more of the same."""
    return _composed(template, variant % VARIANTS, turn=turn)


@lru_cache(maxsize=60_000)
def _composed(template: Template, variant: int, *, turn: int) -> Ask:
    draw = Draw(template.id, variant)
    asked = _GAP.sub(lambda gap: _filled(gap.group(1), template, draw=draw), template.text)
    messages = [("system", template.system)] if template.system else []
    messages.append(("user", asked))
    for number in range(turn):
        follow_up = FOLLOW_UPS[(variant + number) % len(FOLLOW_UPS)]
        messages += [("assistant", _ANSWERED), ("user", follow_up)]
    length = round(draw.skewed(template.output_tokens, 0.45))
    return Ask(
        messages=tuple(messages),
        truth=template.truth,
        output_tokens=max(1, length),
        tool_count=template.tool_count,
    )


def _lines(bounds: tuple[int, int] | None, draw: Draw) -> int:
    """Within bounds, or as people paste: mostly some, now and then a whole file."""
    if bounds is not None:
        return draw.whole(*bounds)
    return min(_MOST_LINES, max(3, round(draw.skewed(_USUAL_LINES, 0.9))))


def _filled(gap: str, template: Template, *, draw: Draw) -> str:
    pool = PASTES.get(gap)
    if pool is None:
        return draw.one_of(WORDS[gap])
    lines = (draw.one_of(pool) for _ in range(_lines(template.lines, draw)))
    return "\n".join(_GAP.sub(lambda inner: draw.one_of(WORDS[inner.group(1)]), x) for x in lines)
