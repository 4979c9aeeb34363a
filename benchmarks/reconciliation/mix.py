"""Which calls are made? A mix of everything that makes billing hard, drawn from a seed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from benchmarks.reconciliation.price_sheet import SHEET
from benchmarks.reconciliation.turn import Ending, Extra, Piece, Says, Turn
from benchmarks.reconciliation.words import ARGUMENTS, FUNCTION, WORDS

__all__ = ["KINDS", "SILENT_AT_MOST", "calls_left_speaking", "mixed_calls"]

_MOST_WORDS = 24
_DIALECTS = ("openai", "openai", "openai", "deepseek", "moonshot")
_STATUSES = (400, 429, 500, 503)
_TRY_AGAIN = (429, 500, 503)
SILENT_AT_MOST = 6
"""Each of these takes as long as the service has patience."""

Draw = Callable[[Random, Turn], Turn]


def mixed_calls(count: int, *, seed: int) -> tuple[Turn, ...]:
    """A plan of `count` calls; each kind comes at least once if there is room."""
    rng = Random(seed)  # noqa: S311 - drawn to be repeated
    names = [*KINDS, *rng.choices([*KINDS], weights=[*_WEIGHTS.values()], k=count)][:count]
    silent = 0
    for place, name in enumerate(names):
        silent += name == "timed out"
        if silent > SILENT_AT_MOST and name == "timed out":
            names[place] = "whole"
    rng.shuffle(names)
    return tuple(
        KINDS[name](rng, Turn(number=number, kind=name)) for number, name in enumerate(names)
    )


def calls_left_speaking(count: int, *, seed: int) -> tuple[Turn, ...]:
    """Streams of which nobody but the provider can know what it will bill."""
    rng = Random(seed)  # noqa: S311 - drawn to be repeated
    return tuple(
        _left_speaking(rng, Turn(number=number, kind="left while it spoke"))
        for number in range(count)
    )


def _asked(rng: Random, turn: Turn) -> Turn:
    """Some messages for some model, in one of its service tiers."""
    model = rng.choice([name for name, card in SHEET.items() if not card.is_embedding])
    services = (None, None, "default", *SHEET[model].services)
    asked = rng.choice(services)
    return replace(
        turn,
        model=model,
        messages=tuple(_said(rng) for _ in range(rng.randint(1, 4))),
        has_tools=rng.random() < 0.2,
        asked_service=asked,
        service=asked if rng.random() < 0.8 else rng.choice(services),
        asks_usage=rng.random() < 0.5,
    )


def _said(rng: Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(1, _MOST_WORDS)))


def _words(rng: Random, *, place: str = "content", choice: int = 0) -> list[Piece]:
    words = rng.choices(WORDS, k=rng.randint(1, _MOST_WORDS))
    return [Piece(f" {word}", place, choice) for word in words]


def _plain_answer(rng: Random) -> tuple[Piece, ...]:
    """Text alone: what anybody can count."""
    return tuple(_words(rng))


def _any_answer(rng: Random, turn: Turn) -> Turn:
    """Text, a refusal, reasoning before text, a call of a tool, or several choices in turns."""
    shape = rng.choice(("text", "text", "refusal", "reasoning", "tools", "choices"))
    if shape == "tools":
        begin, end = ([Piece(text, "arguments") for text in part] for part in ARGUMENTS)
        call = [Piece(FUNCTION, "name"), *begin, *_words(rng, place="arguments"), *end]
        return replace(turn, has_tools=True, pieces=tuple(call))
    if shape == "choices":
        both = [*_words(rng), *_words(rng, choice=1)]
        rng.shuffle(both)
        return replace(turn, choices=2, pieces=tuple(both))
    before = _words(rng, place="reasoning_content") if shape == "reasoning" else []
    said = _words(rng, place="refusal" if shape == "refusal" else "content")
    return replace(turn, pieces=(*before, *said))


def _told(rng: Random, turn: Turn) -> Turn:
    """With tokens that only the provider can tell of."""
    dialect = rng.choice(_DIALECTS)
    if dialect != "openai":  # these tell of nothing else
        return replace(turn, dialect=dialect, extra=Extra(cached=rng.randint(0, 900)))
    kinds = ("cached", "written_to_cache", "written_to_cache_1h", "image", "audio", "thought")
    extra = {kind: rng.randint(1, 900) for kind in (*kinds, "spoken") if rng.random() < 0.35}
    return replace(turn, extra=Extra(**extra))


def _whole(rng: Random, turn: Turn) -> Turn:
    return _told(rng, _any_answer(rng, _asked(rng, turn)))


def _whole_of_xai(rng: Random, turn: Turn) -> Turn:
    thought = Extra(cached=rng.randint(0, 300), thought=rng.randint(1, 900))
    turn = replace(_asked(rng, turn), pieces=_plain_answer(rng), dialect="xai", extra=thought)
    return replace(turn, is_streamed=turn.model != "hosted" and rng.random() < 0.5)


def _whole_untold(rng: Random, turn: Turn) -> Turn:
    return replace(_asked(rng, turn), pieces=_plain_answer(rng), says=Says.NEVER)


def _streamed(rng: Random, turn: Turn) -> Turn:
    turn = replace(_whole(rng, turn), is_streamed=True)
    attached = turn.model == "hosted" or rng.random() < 0.2
    return replace(turn, says=Says.WITH_THE_LAST_WORDS if attached else Says.AT_THE_END)


def _streamed_all_along(rng: Random, turn: Turn) -> Turn:
    return replace(_whole(rng, turn), is_streamed=True, says=Says.ALL_ALONG)


def _streamed_untold(rng: Random, turn: Turn) -> Turn:
    answered = _any_answer(rng, _asked(rng, turn))
    return replace(answered, is_streamed=True, says=Says.NEVER)


def _ending(rng: Random, turn: Turn, *, ending: Ending, least: int = 0) -> Turn:
    """A stream that ends before its time, after any of its pieces."""
    after = rng.randint(least, len(turn.pieces))
    return replace(turn, is_streamed=True, ending=ending, after=after)


def _left(rng: Random, turn: Turn) -> Turn:
    return _ending(rng, _any_answer(rng, _asked(rng, turn)), ending=Ending.IS_LEFT)


def _left_told(rng: Random, turn: Turn) -> Turn:
    told = replace(_whole(rng, turn), says=Says.ALL_ALONG)
    return _ending(rng, told, ending=Ending.IS_LEFT, least=1)


def _left_waiting(rng: Random, turn: Turn) -> Turn:
    """A whole answer is billed whole; of a stream that did not begin, what was read."""
    if rng.random() < 0.5:
        return replace(_whole(rng, turn), ending=Ending.IS_LEFT_WAITING)
    turn = replace(_asked(rng, turn), is_streamed=True)
    return replace(turn, ending=Ending.IS_LEFT_WAITING, service=turn.asked_service)


def _left_speaking(rng: Random, turn: Turn) -> Turn:
    """Left in the middle of a long answer that goes on meanwhile."""
    pieces = tuple(piece for _ in range(8) for piece in _words(rng))
    asked = replace(_asked(rng, turn), pieces=pieces)
    after = rng.randint(0, len(pieces) // 2)
    return replace(asked, is_streamed=True, ending=Ending.IS_LEFT_SPEAKING, after=after)


def _broken(rng: Random, turn: Turn) -> Turn:
    ending = rng.choice((Ending.BREAKS_OFF, Ending.REPORTS_AN_ERROR))
    return _ending(rng, _any_answer(rng, _asked(rng, turn)), ending=ending)


def _refused(rng: Random, turn: Turn) -> Turn:
    turn = replace(_asked(rng, turn), is_streamed=rng.random() < 0.5)
    return replace(turn, ending=Ending.REFUSES, status=rng.choice(_STATUSES))


def _tried_again(rng: Random, turn: Turn) -> Turn:
    statuses = tuple(rng.choice(_TRY_AGAIN) for _ in range(rng.randint(1, 2)))
    return replace(rng.choice((_whole, _streamed, _left))(rng, turn), refused_first=statuses)


def _hung_up(rng: Random, turn: Turn) -> Turn:
    return replace(rng.choice((_whole, _streamed))(rng, turn), hangs_up_first=True)


def _silent(rng: Random, turn: Turn) -> Turn:
    turn = replace(_asked(rng, turn), is_streamed=rng.random() < 0.5)
    return replace(turn, ending=Ending.STAYS_SILENT, service=turn.asked_service)


def _embedded(rng: Random, turn: Turn) -> Turn:
    texts = tuple(_said(rng) for _ in range(rng.randint(1, 5)))
    return replace(turn, model="embedder", messages=texts)


KINDS: Mapping[str, Draw] = {
    "whole": _whole,
    "whole, reasoning told beside": _whole_of_xai,
    "whole, tokens not told": _whole_untold,
    "streamed": _streamed,
    "streamed, tokens told all along": _streamed_all_along,
    "streamed, tokens not told": _streamed_untold,
    "left in mid-stream": _left,
    "left in mid-stream, tokens told": _left_told,
    "left before the answer": _left_waiting,
    "broken in mid-stream": _broken,
    "refused": _refused,
    "tried again": _tried_again,
    "stale connection": _hung_up,
    "timed out": _silent,
    "embedded": _embedded,
}
_WEIGHTS = dict(zip(KINDS, (18, 4, 5, 18, 4, 6, 14, 4, 3, 6, 5, 5, 4, 1, 5), strict=True))
