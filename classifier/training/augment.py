"""Which changes to a prompt leave its labels as they are?

Shouting, flattery, false urgency and courtesy say nothing about stakes or demands. A classifier
that has seen the same prompt with and without them learns to look past them.
"""

# ruff: noqa: RUF001, E501 - people shout in every alphabet.

from collections.abc import Sequence
from typing import Final

import numpy as np

from classifier.prompt import Prompt
from classifier.training.phrases import (
    CALLS,
    DEADLINES,
    OPENERS,
    PRAISE,
    SYMBOLS,
    THREATS,
    VOICES,
    WANTS,
)

__all__ = ["FIRST", "LAST", "pressing_words", "variants"]

_BANGS = ("!", "!!", "!!!", ":", ".", "!!!!", " -", "...")
_ALARMS = (
    "URGENT", "Urgent", "VERY URGENT", "CRITICAL", "IMPORTANT", "EMERGENCY", "ASAP",
    "TOP PRIORITY", "HIGH PRIORITY", "P1", "P0", "RED ALERT", "ATTENTION",
    "MISSION CRITICAL", "BUSINESS CRITICAL", "super urgent", "extremely important",
    "time sensitive", "NOW", "RIGHT NOW", "DEADLINE", "CEO REQUEST", "FOR THE CEO",
    "CRITICAL FOR THE BOARD", "escalation", "LIFE OR DEATH", "DRINGEND", "SEHR WICHTIG",
    "EILT", "SOFORT", "CHEFSACHE", "URGENTE", "MUY IMPORTANTE", "MÁXIMA PRIORIDAD",
    "YA MISMO", "TRÈS URGENT", "IMPORTANT", "PRIORITÉ ABSOLUE", "URGENTISSIMO",
    "IMPORTANTISSIMO", "MUITO URGENTE", "PRIORIDADE MÁXIMA", "PILNE", "BARDZO WAŻNE",
    "SPOEDEISEND", "ZEER BELANGRIJK", "ACİL", "ÇOK ÖNEMLİ", "СРОЧНО", "ОЧЕНЬ ВАЖНО",
    "ТЕРМІНОВО", "عاجل", "مهم جدا", "紧急", "非常重要", "至急", "大至急", "重要", "긴급", "매우 중요", "तुरंत",
    "बहुत ज़रूरी",
)  # fmt: skip
_WATCHERS = (
    "the CEO", "my boss", "the board", "the director", "management", "everyone",
    "the whole company", "the minister", "the CFO", "our biggest client", "the chairman",
    "the VP", "my manager", "the president", "the investors", "the team",
)  # fmt: skip
_PRESSURES = (
    "is waiting", "is watching", "needs this in five minutes", "wants it now", "is furious",
    "is standing behind me", "will be very angry", "is counting on this",
    "asked for it personally", "needs it yesterday", "expects perfection",
    "depends on this",
)  # fmt: skip
_PLEAS = (
    "My career depends on this", "Everything depends on it", "I will be fired otherwise",
    "It is a matter of life and death", "This is worth millions", "Millions are at stake",
    "I need this right now", "Drop everything", "Hurry up", "Be quick",
    "Do not get this wrong", "No mistakes allowed", "This must be perfect",
    "I will tip you 200 dollars", "Answer immediately", "Der Chef wartet",
    "So schnell wie möglich", "Es eilt sehr", "Le patron attend",
    "C'est pour tout de suite", "Lo necesito ya", "El jefe espera",
    "Il capo aspetta, subito", "Preciso disso agora", "Начальник ждёт", "Это очень срочно",
    "老板在等，马上处理", "快点", "早くお願いします", "社長が待っています", "빨리 해주세요", "Patron bekliyor, hemen",
    "المدير ينتظر", "जल्दी करो", "De baas wacht", "Szef czeka",
)  # fmt: skip
_FLATTERY = (
    "You are the best assistant in the world", "You genius", "You never let me down",
    "You are so smart", "I love how clever you are", "Only you can help me",
    "You are amazing", "You are my hero", "Best AI ever", "Du bist der Beste",
    "Tu es génial", "Eres el mejor", "Sei bravissimo", "Ты лучший", "你最棒了", "あなたは天才です",
)  # fmt: skip
_COURTESY = (
    "Hi", "Hello", "Hey there", "Please", "Good morning", "Dear assistant",
    "Hi, hope you are well", "Sorry to bother you", "Quick one",
    "Could you kindly help me with this", "Thanks", "Thank you so much in advance",
    "Cheers", "Many thanks", "pls", "thx", "Bitte", "Vielen Dank", "Merci d'avance",
    "Bonjour", "Hola", "Gracias", "Grazie mille", "Obrigado", "Спасибо", "谢谢", "よろしくお願いします",
    "감사합니다", "Dziękuję", "Teşekkürler", "شكرا", "धन्यवाद", "Dank je",
)  # fmt: skip

# How often each kind is drawn: what may only mislead about stakes is drawn most.
_Kinds = Sequence[tuple[Sequence[str], float]]
FIRST: Final[_Kinds] = (
    (_ALARMS, 0.2),
    (CALLS, 0.25),
    (_WATCHERS, 0.08),
    (VOICES, 0.1),
    (_PLEAS, 0.07),
    (THREATS, 0.08),
    (DEADLINES, 0.05),
    (_FLATTERY, 0.03),
    (PRAISE, 0.07),
    (_COURTESY, 0.07),
)
LAST: Final[_Kinds] = (
    (_ALARMS, 0.15),
    (CALLS, 0.2),
    (_WATCHERS, 0.1),
    (VOICES, 0.12),
    (_PLEAS, 0.08),
    (THREATS, 0.12),
    (DEADLINES, 0.07),
    (_FLATTERY, 0.03),
    (PRAISE, 0.07),
    (_COURTESY, 0.06),
)
_ENDINGS = {id(_WATCHERS): _PRESSURES, id(VOICES): WANTS}
_SHOUTED_SHARE = 0.2
_SYMBOL_SHARE = 0.15
_OPENED_SHARE = 0.15


def variants(prompts: Sequence[Prompt], *, copies: int, seed: int) -> list[tuple[int, Prompt]]:
    """For each prompt, `copies` decorated forms, each with the position of its original.

    In turn words stand before it, after it, and on both sides.
    """
    generator = np.random.default_rng(seed)
    found: list[tuple[int, Prompt]] = []
    for position, prompt in enumerate(prompts):
        for copy in range(copies):
            turn = (position + copy) % 3
            prefix = f"{_phrase(FIRST, generator)} " if turn != 1 else ""
            suffix = f" {_phrase(LAST, generator)}" if turn != 0 else ""
            found.append((position, prompt.decorated(prefix=prefix, suffix=suffix)))
    return found


def pressing_words(generator: np.random.Generator) -> str:
    """Words that stand before or after a request and say nothing about it."""
    return _phrase(FIRST if generator.random() < 0.5 else LAST, generator)


def _phrase(kinds: _Kinds, generator: np.random.Generator) -> str:
    """One or two exclamations of random kinds, now and then in capitals or with a symbol."""
    shares = [share for _, share in kinds]
    parts: list[str] = []
    for _ in range(int(generator.integers(1, 3))):
        words = kinds[int(generator.choice(len(kinds), p=shares))][0]
        said = _one(words, generator)
        if ending := _ENDINGS.get(id(words)):
            said = f"{said} {_one(ending, generator)}"
        if generator.random() < _OPENED_SHARE:
            said = f"{_one(OPENERS, generator)}, {said}"
        if generator.random() < _SHOUTED_SHARE:
            said = said.upper()
        said += _one(_BANGS, generator)
        if generator.random() < _SYMBOL_SHARE:
            symbol = _one(SYMBOLS, generator)
            said = f"{symbol} {said}" if generator.random() < 0.5 else f"{said} {symbol}"
        parts.append(said)
    return " ".join(parts)


def _one(words: Sequence[str], generator: np.random.Generator) -> str:
    return words[int(generator.integers(len(words)))]
